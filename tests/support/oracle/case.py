"""The patient, the rule and the episode that a condition is judged for, and the numbers it speaks of (rules 9, 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from oracle.calendar_days import DAY, LocalDays
from oracle.days import Diary, Item
from oracle.story import Story
from server.rules.language.condition import Reference
from server.rules.language.quantity import Amount, FromSetting, Quantity, SettingName, TimesOwnSpread
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from server.rules.language.signal import Measure
from server.rules.transition import EpisodeState

OWN_SPREAD: Final = "own spread"
_AGREED: Final = {Reference.TARGET_WEIGHT, Reference.DISCHARGE_WEIGHT, Reference.REFERENCE_WEIGHT}
_ACTIVE: Final = {EpisodeState.RAISED, EpisodeState.INHIBITED}


@dataclass
class Episode:
    """One episode as measured. ``ends_by`` is ``cleared``, ``closed``, ``dropped``, ``lasts`` or None while it is open.

    ``phases`` are the states it went through, each from an instant on; ``level_before`` is in steps of the first
    measure that ``raise_when`` or ``clear_when`` counts a distance of.
    """

    start_at: datetime
    phases: list[tuple[EpisodeState, datetime]]
    end_at: datetime | None = None
    ends_by: str | None = None
    level_before: Fraction | None = None

    def state_at(self, t: datetime) -> EpisodeState | None:
        """Give its state at an instant, None before and after."""
        if self.end_at is not None and t >= self.end_at:
            return None
        return next((state for state, from_at in reversed(self.phases) if from_at <= t), None)

    def instants(self) -> set[datetime]:
        """List when it changed."""
        return {at for _, at in self.phases} | (set() if self.end_at is None else {self.end_at})

    def was_active(self, from_at: datetime, t: datetime) -> bool:
        """Tell whether it was raised or inhibited at some moment from one instant to another."""
        began = [at for state, at in self.phases if state in _ACTIVE]
        if not began or (self.end_at is not None and self.end_at <= max(from_at, began[0])):
            return False
        return began[0] <= t


@dataclass(frozen=True)
class Began:
    """The episode that ``clear_when`` is read for: since when, and what each measure was measured against."""

    at: datetime
    levels: Mapping[str, Fraction | None]


@dataclass(frozen=True)
class Case:
    """Everything that a condition may look at."""

    rule_set: RuleSet
    rule: Rule
    diary: Diary
    alerts: Mapping[str, Sequence[Episode]]
    began: Began | None = None

    @property
    def story(self) -> Story:
        """The patient's records."""
        return self.diary.story

    @property
    def days(self) -> LocalDays:
        """The patient's local days."""
        return self.diary.days

    def is_new(self, at: datetime) -> bool:
        """Tell whether something may be looked at: what ends an episode is measured after it began."""
        return self.began is None or at > self.began.at

    def newest_day(self, measure: Measure, t: datetime) -> date | None:
        """Give the day C: today if it has a value that may be looked at, else yesterday if that has, else None."""
        today = self.days.day_of(t)
        if self.diary.is_open(measure, today, t):
            return None
        return next((day for day in (today, today - DAY) if self.is_new_day(measure, day, t)), None)

    def is_new_day(self, measure: Measure, day: date, t: datetime) -> bool:
        """Tell whether a day has a value that may be looked at."""
        item = self.diary.day_value(measure, day, t)
        return item is not None and self.is_new(item.at)

    def measure(self, name: str) -> Measure:
        """Find a measure."""
        return self.rule_set.signals.measures[name]

    def agreed(self, what: str, at: datetime) -> Fraction | None:
        """Give the value agreed for an instant."""
        found = [each.value for each in self.story.agreed if each.what == what and each.from_at <= at]
        return Fraction(found[-1]) if found else None

    def quantity(self, amount: Quantity | SettingName | FromSetting, per_unit: int, at: datetime) -> Fraction:
        """Give an amount in steps; a setting is the patient's own at an instant, or else the rule's."""
        if isinstance(amount, Quantity):
            return Fraction(amount.thousandths * per_unit, 1_000)
        own = self.agreed(f"{self.rule.name}.{amount.name}", at)
        whole = self.quantity(self.rule.settings[amount.name].value, per_unit, at) if own is None else own
        if isinstance(amount, SettingName):
            return whole
        share = Fraction(whole * 1_000 / per_unit // 2 * per_unit, 1_000) if amount.is_half else whole
        return share + (self.quantity(amount.plus, per_unit, at) if amount.plus is not None else 0)

    def amount(self, amount: Amount, measure: Measure, day: date, at: datetime, t: datetime) -> Fraction | None:
        """Give an amount in steps, for a value of this day and instant; None where own spread cannot tell."""
        if not isinstance(amount, TimesOwnSpread):
            return self.quantity(amount, measure.per_unit, at)
        own = self.diary.window(measure, measure.windows[OWN_SPREAD], day, t)
        return None if own is None else Fraction(amount.tenths, 10) * own

    def reference(self, name: str, measure: Measure, day: date, at: datetime, t: datetime) -> Fraction | None:
        """Give what a value of this day and instant is counted from, as it is known at t, or None."""
        if name in measure.windows:
            return self.diary.window(measure, measure.windows[name], day, t)
        if name == Reference.PREVIOUS_DAY:
            before = self.diary.day_value(measure, day - DAY, t)
            return None if before is None else before.value
        if name == Reference.LEVEL_BEFORE:
            return None if self.began is None else self.began.levels.get(measure.name)
        return self.agreed(name, at) if name in _AGREED else None

    def value_on(self, measure: Measure, using: str | None, day: date, t: datetime, needs: int | None) -> Item | None:
        """Give what a day is judged by: its value, or a window's or protocol's in its place (rule 10)."""
        value = self.diary.day_value(measure, day, t)
        if value is None or using is None:
            return value
        if using in measure.windows:
            found = self.diary.window(measure, measure.windows[using], day, t, needs)
        else:
            found = self.diary.protocol(measure, measure.protocols[using], day, t, needs)
        return None if found is None else Item(found, value.instants, value.flags)
