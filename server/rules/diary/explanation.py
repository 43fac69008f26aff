"""Why a diary goes otherwise than it says: how the rule's conditions stood then, and which other alerts were open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.rules.diary.closure import with_what_it_reads
from server.rules.diary.records import SOMEBODY
from server.rules.diary.script import Script
from server.rules.diary.ward import play
from server.rules.judging.block import Block
from server.rules.judging.chart import seconds
from server.rules.judging.plan import Plan
from server.rules.judging.truth import YES
from server.rules.judging.visit import Visit
from server.rules.judging.why import Why, why_of
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """``why`` is the tree of the rule's conditions, ``beside`` names the other rules whose alerts were open."""

    why: Why
    beside: tuple[str, ...] = ()

    @property
    def is_so_and_silent(self) -> bool:
        """Tell whether all that raises is so, and yet no alert is open."""
        why = self.why
        is_held = why.unless is not None and why.unless.answer == YES
        return why.is_for and why.told is None and why.raise_when.answer == YES and not is_held


def explained(script: Script, rule: Rule, rule_set: RuleSet, at: datetime) -> Explanation | None:
    """Say how a rule stood at an instant of a diary, by what was known then; None before its first line."""
    told = script.until(at)
    if not told.steps:
        return None
    (bed,) = play([told], rule, rule_set, is_worded=False)
    plan = Plan(with_what_it_reads(rule, rule_set))
    chart = bed.chart(len(told.steps) - 1)
    visit = Visit(patient=SOMEBODY, chart=chart, published=bed.published, from_s=seconds(at), now=at)
    block = Block(plan, plan.rules, [visit.turn(plan.rules)], script.codes)
    open_ones = {name: each.told for name, known in bed.published.items() for each in known if each.is_open}
    why = why_of(block.scene(rule), 0, seconds(at), open_ones.get(rule.name))
    return Explanation(why=why, beside=tuple(name for name in open_ones if name != rule.name))
