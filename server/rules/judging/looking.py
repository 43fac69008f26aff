"""Patients looked at beside each other: who is judged with whom, and by which rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.rules.judging.beginning import day_of
from server.rules.judging.plan import Plan
from server.rules.judging.turn import Turn
from server.rules.judging.visit import Visit
from server.rules.language.rule import Rule

RECENT_DAYS: Final = 2
OLD_DAYS: Final = 8
"""Who is looked at from the same days on shares a block, beside those of the last days: that is nearly all."""
MANY: Final = 32
"""So many patients of whom the same came are judged by themselves: by fewer rules than with others."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A patient to look at: the visit, its turn by the rules that what came touches, and the kinds of what came."""

    visit: Visit
    turn: Turn
    kinds: frozenset[str]

    @property
    def is_recent(self) -> bool:
        """Say whether it is about the last days, as nearly all are."""
        return self.turn.first_day >= day_of(self.turn.to_s, self.turn.chart) - RECENT_DAYS

    @property
    def some_days(self) -> int:
        """Number the days from which on the patient is looked at: 0 are the last."""
        return 0 if self.is_recent else self.turn.first_day // OLD_DAYS

    def wanted(self, rules: Sequence[Rule], plan: Plan) -> list[Rule]:
        """Keep those of some rules that what came may have stirred."""
        touched = {rule.name for rule in plan.touched(self.kinds)}
        mine = [rule for rule in rules if rule.name in touched]
        return self.visit.stirred(mine, self.turn, plan, self.kinds) if self.visit.published else mine


def together(every: Iterable[Looking]) -> Iterator[list[Looking]]:
    """Divide patients by zone, and by whether they are looked at further back than the last days.

    Those of whom the same came are apart from others where they are many. Few of each kind, as on any morning on which
    one weighs and another answers, stay together: to judge a block costs more than rules that have nothing to say.
    """
    places: dict[tuple[str, bool], dict[frozenset[str], list[Looking]]] = {}
    for each in every:
        place = places.setdefault((each.turn.chart.zone.key, each.is_recent), {})
        place.setdefault(each.kinds, []).append(each)
    for place in places.values():
        yield from (found for found in place.values() if len(found) >= MANY)
        few = [each for found in place.values() if len(found) < MANY for each in found]
        if few:
            yield few
