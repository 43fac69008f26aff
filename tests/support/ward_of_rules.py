"""One patient under one set of rules, until other rules come."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from diary_lines import story, wall
from engine_story import joined, records_of
from rule_making import kg, rule, rule_set

from server.rules.activation.change import Changed, Situation, change
from server.rules.activation.ruling import Ruling
from server.rules.judging.live import Live
from server.rules.language.condition import Comparison, Limit
from server.rules.language.rule import Rule
from server.rules.record import EngineRecord

DIARY: Final = "03-01 07:00 weight 81\n03-02 07:00 weight 84\n03-03 07:00 weight 81\n03-04 07:00 weight 82"
"""Over 83 kg on one day that is past, and 82 kg today."""
NOON: Final = "03-04 12:00"


def heavy(grams: int, name: str = "heavy", **more: object) -> Rule:
    """Make a rule that raises at a weight, and clears under it."""
    raises = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(grams))
    clears = Limit(measure="weight", comparison=Comparison.LESS_THAN, amount=kg(grams))
    return rule(name, raises, clear_when=clears, **more)


class Ward:
    """One patient, with an engine that was told a diary and knows the time."""

    def __init__(self, diary: str, now: str, *rules: Rule, **pilots: set[str]) -> None:
        """Tell it all; nobody is told of more than these rules say."""
        told = story(diary, diary[:5])
        self.before = self.ruling(rules, pilots)
        self.now = wall(now)
        self.live = Live(self.before.rule_set)
        self.records: list[EngineRecord] = [joined(told)]
        first = records_of(told)[0][0]
        self.said = self.live.step(self.records, first - timedelta(hours=1))
        for at, record in records_of(told):
            self.said += self.live.step([record], at)
            self.records += [record, *self.live.take_asked()]
        self.said += self.live.advance(self.now)

    def ruling(self, rules: tuple[Rule, ...], pilots: dict[str, set[str]]) -> Ruling:
        """Let rules run, tried out in these units."""
        return Ruling(rule_set=rule_set(*rules), pilots={name: frozenset(units) for name, units in pilots.items()})

    def change(self, *rules: Rule, unit: str | None = None, **pilots: set[str]) -> Changed:
        """Let other rules come; the patient is of a unit."""
        situation = Situation(records=self.records, now=self.now, unit_of=lambda _: unit)
        return change(self.before, self.ruling(rules, pilots), self.live.published(), situation)
