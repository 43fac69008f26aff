"""A sweep: one rule at every value of one of its settings, judged in one pass over a log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from server.rules.backtest.asking import Ask
from server.rules.backtest.case import Case
from server.rules.backtest.episode import Episode
from server.rules.backtest.trial import Clock, judge
from server.rules.backtest.truth import Watched
from server.rules.comparison.outcome import Outcome, outcomes, tally
from server.rules.comparison.setting_values import SettingValues, values_of
from server.rules.comparison.variants import alone, branched, is_scored
from server.rules.language.quantity import Quantity
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value: what the rule's own alerts come to, and what those of all rules that are scored come to."""

    value: Quantity
    is_now: bool
    rule: Outcome
    all_rules: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """All values of a setting of a rule; ``patient_years`` and ``events`` (None: nobody knows) are those of the log."""

    rule: Rule
    setting: str
    tried: SettingValues
    points: tuple[Point, ...]
    patients: int
    patient_years: float
    events: int | None

    @property
    def is_scored(self) -> bool:
        """Tell whether scores count the rule; else it changes them only by what it holds back."""
        return is_scored(self.rule)


class Sweeper:
    """Judges patients at all values of a setting; ``tried`` are the values. Several may judge some patients each."""

    def __init__(self, rules: RuleSet, rule: str, setting: str, clock: Clock) -> None:
        """Make the rule set with all values ready."""
        self.rule, self.setting = rule, setting
        self.tried = values_of(rules.rules[rule].settings[setting])
        self._rules, self._clock = rules, clock
        self._branched = branched(rules, rule, setting, self.tried.values)

    def judged(
        self, cases: Sequence[Case], codes: Mapping[str, int], progress: Callable[[int], None] = lambda _patients: None
    ) -> Iterator[tuple[int | None, Episode]]:
        """Give the episodes, each with the place of its value; None: it is there whatever the value is.

        Who was asked to measure again because of one value, and did, had another value of the day for it: such
        patients are judged once more for every value alone.
        """
        answered: set[str] = set()

        def asked(patient: str, asks: Sequence[Ask]) -> None:
            if any(ask[2] in self._branched.branches for ask in asks):
                answered.add(patient)

        found = [*self._judge(cases, self._branched.rule_set, codes, progress, asked)]
        for each in found:
            if each.patient not in answered:
                name, place = self._branched.branches.get(each.rule, (each.rule, None))
                yield place, replace(each, rule=name)
        again = [case for case in cases if case.name in answered]
        for place, value in enumerate(self.tried.values) if again else ():
            rules = alone(self._rules, self.rule, self.setting, value)
            yield from ((place, each) for each in self._judge(again, rules, codes))

    def _judge(
        self,
        cases: Sequence[Case],
        rules: RuleSet,
        codes: Mapping[str, int],
        progress: Callable[[int], None] = lambda _patients: None,
        asked: Callable[[str, Sequence[Ask]], None] = lambda _patient, _asks: None,
    ) -> Iterator[Episode]:
        return judge(cases, rules, codes, self._clock, explain=False, progress=progress, asked=asked)

    def swept(self, found: Iterable[tuple[int | None, Episode]], watched: Watched) -> Sweep:
        """Tell what every value comes to."""
        shared: list[Episode] = []
        by_value: list[list[Episode]] = [[] for _ in self.tried.values]
        for place, episode in found:
            (shared if place is None else by_value[place]).append(episode)
        counted = [each for each in shared if each.counts]
        own = [tally([each for each in mine if each.rule == self.rule], watched) for mine in by_value]
        whole = [tally([*counted, *(each for each in mine if each.counts)], watched) for mine in by_value]
        told = zip(self.tried.values, outcomes(own, watched), outcomes(whole, watched), strict=True)
        return Sweep(
            rule=self._rules.rules[self.rule],
            setting=self.setting,
            tried=self.tried,
            points=tuple(
                Point(value=value, is_now=place == self.tried.now, rule=mine, all_rules=every)
                for place, (value, mine, every) in enumerate(told)
            ),
            patients=len(watched.names),
            patient_years=float(watched.years.sum()),
            events=None if watched.events is None else int(own[0].events.sum()),
        )
