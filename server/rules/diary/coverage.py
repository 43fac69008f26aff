"""Which slips of a rule its diaries would notice: each mutant is played until one case comes out otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from server.rules.diary.equal import are_equal
from server.rules.diary.mutant import Mutant, mutants
from server.rules.diary.play import verdict_of
from server.rules.diary.script import Script
from server.rules.diary.ward import play
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet


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


def cover(
    rule: Rule, rule_set: RuleSet, scripts: Sequence[Script], tell: Callable[[int, int], None] | None = None
) -> Coverage:
    """Play every mutant of a rule through its diaries; those that failed last are tried first, for they catch most.

    ``tell`` is told how many mutants are done, and of how many.
    """
    order, surviving, equal, caught = [*scripts], list[Mutant](), list[Mutant](), 0
    made = [*mutants(rule)]
    for done, mutant in enumerate(made):
        if tell is not None:
            tell(done, len(made))
        if are_equal(rule, mutant.rule, rule_set.signals):
            equal.append(mutant)
            continue
        catching = next(_catching(order, mutant.rule, rule_set), None)
        if catching is None:
            surviving.append(mutant)
        else:
            caught += 1
            order.remove(catching)
            order.insert(0, catching)
    return Coverage(rule=rule.name, caught=caught, surviving=tuple(surviving), equal=tuple(equal))


def _catching(scripts: Sequence[Script], mutant: Rule, rule_set: RuleSet) -> Iterator[Script]:
    """Give the diaries that come out otherwise: the first is played alone, then more and more of them together."""
    first, count = 0, 1
    while first < len(scripts):
        for bed in play(scripts[first : first + count], mutant, rule_set, is_worded=False):
            if verdict_of(bed.script.case, bed.said).difference is not None:
                yield bed.script
        first, count = first + count, 2 * count
