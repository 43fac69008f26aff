"""Which slips of a rule its diaries would notice: each mutant is played until one case comes out otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.rules.diary.case import Case
from server.rules.diary.equal import are_equal
from server.rules.diary.mutant import Mutant, mutants
from server.rules.diary.play import Begin, play
from server.rules.language.rule import Rule
from server.rules.language.signal import Signals

BeginWith = Callable[[Rule], Begin]
"""Makes judges for a rule: as it is, or changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What became of a rule's mutants: how many were caught, and which survived or were proven to change nothing."""

    rule: str
    caught: int
    surviving: tuple[Mutant, ...]
    equal: tuple[Mutant, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether every mutant is caught or proven to change nothing."""
        return not self.surviving


def cover(rule: Rule, cases: Sequence[Case], begin_with: BeginWith, signals: Signals) -> Coverage:
    """Play every mutant of a rule through its cases; those that failed last are tried first, for they catch most."""
    order, surviving, equal, caught = list(cases), list[Mutant](), list[Mutant](), 0
    for mutant in mutants(rule):
        if are_equal(rule, mutant.rule, signals):
            equal.append(mutant)
            continue
        begin = begin_with(mutant.rule)
        catching = next((case for case in order if play(case, begin).difference is not None), None)
        if catching is None:
            surviving.append(mutant)
        else:
            caught += 1
            order.remove(catching)
            order.insert(0, catching)
    return Coverage(rule=rule.name, caught=caught, surviving=tuple(surviving), equal=tuple(equal))
