"""What a condition needs: which series, how far back, and when its answer may change without anything new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from server.rules.language.combination import Condition, Group, Score, Sequence
from server.rules.language.condition import (
    Answered,
    Arrives,
    Averages,
    Change,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Reference,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.quantity import FromSetting, Period, SettingName, TimesOwnSpread
from server.rules.language.repeat import CloseTogether, DaysInARow, OfTheLast, Repeat
from server.rules.language.signal import Measure, Signals

ANSWER_COUNTS_S: Final = 129_600
USUAL_DAYS: Final = 35
HABIT_DAYS: Final = 35
OWN_SPREAD: Final = "own spread"
HUB: Final = "hub"
_DAY_S: Final = 86_400


@dataclass(slots=True)
class Needs:
    """What conditions need: ``series`` by name with the seconds after a reading at which it may change an answer again.

    ``days`` is the look-back in local days, ``look_days`` how far back answers themselves are read again,
    ``run_days`` on how many days before a look anything of days is read, and ``windows`` on how many days before the
    first day judged a window is, by measure and name; ``dues`` are minutes of the day;
    ``silences_s`` are added to contacts, ``event_hours_s`` to the beginnings of events, ``alert_hours_s`` to those and
    the ends of other rules' episodes. ``is_everything``: anything that comes. ``restarts``: windows that events
    restart, or days that they take away.
    """

    series: dict[str, set[int]] = field(default_factory=dict)
    days: int = 0
    look_days: int = 1
    run_days: int = 1
    windows: dict[tuple[str, str], int] = field(default_factory=dict)
    dues: set[int] = field(default_factory=set)
    silences_s: set[int] = field(default_factory=set)
    event_hours_s: dict[str, set[int]] = field(default_factory=dict)
    is_everything: bool = False
    restarts: bool = False
    rules: set[str] = field(default_factory=set)
    alert_hours_s: set[int] = field(default_factory=lambda: {0})

    @property
    def clock(self) -> tuple[int, ...]:
        """The minutes of the day at which something is due, in order."""
        return tuple(sorted(self.dues))

    @property
    def looks_back(self) -> bool:
        """Tell whether answers of days before are read again."""
        return self.look_days > 1

    def join(self, other: Needs) -> None:
        """Take over what another condition needs."""
        for name, offsets in other.series.items():
            self.series.setdefault(name, set()).update(offsets)
        for kind, offsets in other.event_hours_s.items():
            self.event_hours_s.setdefault(kind, set()).update(offsets)
        for window, before in other.windows.items():
            self.windows[window] = max(self.windows.get(window, 0), before)
        self.days = max(self.days, other.days)
        self.look_days = max(self.look_days, other.look_days)
        self.run_days = max(self.run_days, other.run_days)
        self.dues |= other.dues
        self.silences_s |= other.silences_s
        self.is_everything |= other.is_everything
        self.restarts |= other.restarts
        self.rules |= other.rules
        self.alert_hours_s |= other.alert_hours_s

    def delayed(self, period: Period) -> None:
        """Look back so much longer: an answer stays in the window until it has passed."""
        self.longer(days_of(period))
        if period.is_calendar:
            return
        for offsets in (*self.series.values(), *self.event_hours_s.values()):
            offsets |= {each + period.seconds for each in offsets}
        self.silences_s |= {each + period.seconds for each in self.silences_s}
        self.alert_hours_s |= {each + period.seconds for each in self.alert_hours_s}

    def longer(self, days: int) -> None:
        """Read answers of so many days more."""
        self.days += days
        self.look_days += days
        self.windows = {window: before + days for window, before in self.windows.items()}


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Give the conditions that stand directly in a condition."""
    match condition:
        case Group():
            return condition.parts
        case Sequence():
            return condition.steps
        case Score():
            return tuple(line.when for line in condition.lines)
        case _:
            return ()


def every_part(condition: Condition) -> Iterator[Condition]:
    """Give a condition and everything in it, from the outside in."""
    yield condition
    for part in parts_of(condition):
        yield from every_part(part)


def holds_alone(condition: Condition) -> bool:
    """Tell whether an answer holds for one rule, or one episode, only."""
    return any(speaks_of_episode(part) or _speaks_of_rule(part) for part in every_part(condition))


def speaks_of_episode(part: Condition) -> bool:
    """Tell whether an answer holds for the open episode only."""
    return isinstance(part, Arrives) or (
        isinstance(part, Limit) and Reference.LEVEL_BEFORE in {part.reference, part.or_else}
    )


def _speaks_of_rule(part: Condition) -> bool:
    match part:
        case OtherAlert():
            return True
        case Limit() | Averages() | Score():
            return isinstance(part.amount, SettingName | FromSetting)
        case Change() | Drift():
            return isinstance(part.by, SettingName | FromSetting)
        case _:
            return False


def needs_of(condition: Condition, signals: Signals) -> Needs:
    """Tell what a condition needs."""
    found = Needs()
    for part in parts_of(condition):
        found.join(needs_of(part, signals))
    match condition:
        case Group() | Sequence() | Score():
            _combined(condition, found)
        case Limit() | Change() | Trend() | Averages() | Drift() | Flagged():
            _measured(condition, signals.measures[condition.measure], found)
        case Missing() | Silent() | Arrives():
            _absent(condition, signals.measures, found)
        case Answered() | Worsens() | Level():
            found.series[f"symptom.{condition.question}"] = {0, ANSWER_COUNTS_S}
            back = condition.within_days if isinstance(condition, Worsens) else repeated_days(condition.on)
            found.days = 2 + back + (USUAL_DAYS if isinstance(condition, Level) else 0)
            # the newest answer may be of the day before yesterday
            found.run_days = 2 if isinstance(condition, Worsens) else max(2, repeated_days(condition.on))
        case Pressed() | Happened() | OtherAlert():
            _happened(condition, found)
    return found


def _combined(condition: Group | Sequence | Score, found: Needs) -> None:
    """Add what a combination looks back on its parts."""
    match condition:
        case Group():
            if condition.within is not None:
                found.delayed(condition.within)
            found.longer(condition.for_days or 0)
        case Sequence():
            found.delayed(condition.within)
            found.delayed(condition.within)
        case Score():
            found.delayed(condition.look_back)
            found.longer(condition.on.count if condition.on is not None else 0)


def _happened(condition: Pressed | Happened | OtherAlert, found: Needs) -> None:
    """Add what is seldom."""
    match condition:
        case Pressed():
            found.series[f"button.{condition.kind}"] = _offsets(condition.within)
            found.days = days_of(condition.within)
        case Happened():
            for kind in condition.kinds:
                found.event_hours_s[kind] = {0} if condition.within is None else _offsets(condition.within)
            found.days = 0 if condition.within is None else days_of(condition.within)
        case OtherAlert():
            found.rules |= set(condition.rules)
            found.longer(condition.within_days or 0)


def _offsets(within: Period) -> set[int]:
    return {0} if within.is_calendar else {0, within.seconds}


def days_of(period: Period) -> int:
    """Count the local days that a period can touch."""
    return period.days if period.is_calendar else -(-period.seconds // _DAY_S) + 1


def repeated_days(on: Repeat | None) -> int:
    """Count the days that a sign must have been there on, or of which readings are looked at."""
    match on:
        case DaysInARow():
            return on.count
        case OfTheLast() | CloseTogether():
            return days_of(on.within)
        case None:
            return 0


def run_of(on: Repeat | None) -> int:
    """Count the days before a look on which days themselves are read: those in a row, and yesterday at least."""
    return max(1, repeated_days(on))


def _measured(condition: Limit | Change | Trend | Averages | Drift | Flagged, measure: Measure, found: Needs) -> None:
    """Add what a condition on a measure needs: its readings, its windows, its runs."""
    offsets = {0, measure.counts_for.seconds}
    if isinstance(condition, Limit | Flagged) and isinstance(condition.on, OfTheLast):
        offsets |= _offsets(condition.on.within)
    found.series[measure.vital.value.name] = offsets
    names = _names(condition)
    windows = [each for each in measure.windows.values() if each.name in names]
    run_days = _run_days(condition, measure)
    found.windows = {(measure.name, each.name): found.look_days + run_days for each in windows}
    found.run_days = run_days if windows else run_of(getattr(condition, "on", None))
    found.restarts = any(each.restarts_on for each in windows)
    reach = [each.days + each.ending_days_ago for each in windows]
    reach += [each.days for each in measure.protocols.values() if each.name in names]
    found.days = 2 + _back_days(condition) + max(reach, default=0)


def _run_days(condition: Limit | Change | Trend | Averages | Drift | Flagged, measure: Measure) -> int:
    """Count the days before a look on which a window is read."""
    match condition:
        case Drift():
            return condition.over_days
        case Change():
            return 1 + (condition.within_days or 1)
        case _:
            return days_of(measure.counts_for) + repeated_days(condition.on)


def _back_days(condition: Limit | Change | Trend | Averages | Drift | Flagged) -> int:
    match condition:
        case Limit() | Flagged():
            return repeated_days(condition.on)
        case Change():
            return condition.within_days or 1
        case Trend():
            return condition.over_days + repeated_days(condition.on)
        case Averages():
            return condition.long_days + repeated_days(condition.on)
        case Drift():
            return condition.over_days


def window_names(condition: Limit | Change | Averages | Drift) -> set[str]:
    """Give the windows and protocols that a condition speaks of, and the names of other references."""
    return {name for name in _names(condition) if name is not None}


def _names(condition: Limit | Change | Trend | Averages | Drift | Flagged) -> set[str | None]:
    """Give the windows and protocols that a condition speaks of."""
    match condition:
        case Limit():
            return {condition.using, condition.reference, condition.or_else, _spread(condition.amount)}
        case Change():
            return {condition.using, _spread(condition.by)}
        case Drift():
            return {condition.reference, _spread(condition.by)}
        case Averages():
            return {_spread(condition.amount)}
        case Trend() | Flagged():
            return set()


def _spread(amount: object) -> str | None:
    return OWN_SPREAD if isinstance(amount, TimesOwnSpread) else None


def _absent(condition: Missing | Silent | Arrives, measures: Mapping[str, Measure], found: Needs) -> None:
    """Add what an absence needs."""
    match condition:
        case Missing():
            found.dues.add(condition.due_minute)
            found.restarts = True
            found.days = 1 + 2 * HABIT_DAYS if condition.is_beyond_habit else 1 + HABIT_DAYS
            if condition.measure in measures:
                found.series[measures[condition.measure].vital.value.name] = {0}
            else:
                found.is_everything = True
        case Silent():
            found.silences_s.add(condition.period.seconds)
            found.days = days_of(condition.period)
        case Arrives():
            if condition.measure in measures:
                found.series[measures[condition.measure].vital.value.name] = {0}
            elif condition.measure == HUB:
                found.silences_s.add(0)
            else:
                found.is_everything = True
