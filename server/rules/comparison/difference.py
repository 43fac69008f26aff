"""Two folders of rules on one log: which episodes and which events they tell otherwise, and what that costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.rules.backtest.chance import Figure
from server.rules.backtest.counting import raised, seen
from server.rules.backtest.episode import Episode
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.log import Happened
from server.rules.backtest.truth import Watched
from server.rules.comparison.draws import difference
from server.rules.comparison.matching import Change, Pair, matched
from server.rules.comparison.mcnemar import mcnemar
from server.rules.comparison.outcome import WINDOW_DAYS, Outcome, Tally, outcomes, tally
from server.rules.language.rule_set import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChange:
    """A major event that only one of the two folders saw; the alerts of the 14 days before it, by each of them."""

    event: Happened
    patient: str
    old: tuple[Episode, ...]
    new: tuple[Episode, ...]

    @property
    def is_gained(self) -> bool:
        """Tell whether the new rules see it; else they have lost it."""
        return any(each.counts for each in self.new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All of it. What is about events is None where nobody knows of any; ``chance_of_split`` is McNemar's.

    ``seen`` and ``burden`` are new less old: of the share of major events seen, of unexplained episodes a patient-year.
    """

    pairs: Sequence[Pair]
    events: Sequence[EventChange]
    old: Outcome
    new: Outcome
    major_events: int | None
    seen: Figure | None
    burden: Figure
    chance_of_split: float | None
    patients: int
    patient_years: float

    @property
    def counts(self) -> Mapping[Change, int]:
        """Count the episodes by what became of them."""
        return Counter(pair.change for pair in self.pairs)

    @property
    def by_rule(self) -> Mapping[str, Mapping[Change, int]]:
        """Count them for each rule, those that changed most first."""
        found: dict[str, Counter[Change]] = {}
        for pair in self.pairs:
            found.setdefault(pair.told.rule, Counter())[pair.change] += 1
        return dict(sorted(found.items(), key=lambda each: (each[1][Change.KEPT] - each[1].total(), each[0])))

    @property
    def gained(self) -> list[EventChange]:
        """Give the events that only the new rules see."""
        return [each for each in self.events if each.is_gained]

    @property
    def lost(self) -> list[EventChange]:
        """Give the events that only the old rules see."""
        return [each for each in self.events if not each.is_gained]


def heirs_of(rules: RuleSet) -> dict[str, str]:
    """Name for each rule that is gone the one that has taken its place."""
    pairs = ((gone, rule.name) for rule in rules.rules.values() for gone in rule.replaces)
    return {gone: heir for gone, heir in pairs if gone not in rules.rules}


def compared(old: Sequence[Episode], new: Sequence[Episode], watched: Watched, heirs: Mapping[str, str]) -> Difference:
    """Compare what two folders of rules raised of the same patients."""
    before, after = (tally([each for each in some if each.counts], watched) for some in (old, new))
    told = outcomes([before, after], watched)
    has_events = bool(before.events.sum())
    changed = _events(old, new, watched)
    gained = sum(each.is_gained for each in changed)
    return Difference(
        pairs=matched(old, new, heirs),
        events=changed,
        old=told[0],
        new=told[1],
        major_events=None if watched.events is None else int(before.events.sum()),
        seen=difference(before.seen, after.seen, before.events) if has_events else None,
        burden=_burden(before, after, watched),
        chance_of_split=mcnemar(gained, len(changed) - gained) if has_events else None,
        patients=len(watched.names),
        patient_years=float(watched.years.sum()),
    )


def _burden(before: Tally, after: Tally, watched: Watched) -> Figure:
    return difference(before.unexplained, after.unexplained, watched.years)


def _events(old: Sequence[Episode], new: Sequence[Episode], watched: Watched) -> list[EventChange]:
    """Find the major events that one of the two saw and the other did not."""
    by_old, by_new = (seen(raised((each for each in some if each.counts), watched), watched) for some in (old, new))
    return [
        EventChange(
            event=one.event,
            patient=watched.names[one.event.patient],
            old=_before(one.event, old, watched),
            new=_before(one.event, new, watched),
        )
        for one, other in zip(by_old, by_new, strict=True)
        if one.event.is_major and one.in_14_days != other.in_14_days
    ]


def _before(event: Happened, episodes: Sequence[Episode], watched: Watched) -> tuple[Episode, ...]:
    name, since_s = watched.names[event.patient], event.at_s - WINDOW_DAYS * DAY_S
    return tuple(each for each in episodes if each.patient == name and since_s <= each.raised_s < event.at_s)
