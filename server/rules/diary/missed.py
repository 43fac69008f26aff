"""At which looks something planned had not been taken: until the hub is heard again, nobody knows that."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from server.rules.judging.block import Block
from server.rules.judging.calendar import instants_s
from server.rules.judging.judge import judge
from server.rules.judging.needs import every_part
from server.rules.judging.plan import Plan
from server.rules.judging.truth import YES
from server.rules.language.condition import Missing
from server.rules.language.rule import Rule


def missed_s(block: Block, who: int, plan: Plan) -> list[tuple[int, int]]:
    """Give when measures of a patient were due that had not been taken, and the first look that says so.

    Any sign of any rule of the plan counts.
    """
    signs = {sign: rule for rule in plan.rules for sign in _signs(rule, plan)}
    found = [each for sign, rule in signs.items() for each in _of_sign(block, rule, sign)[who]]
    return sorted(found)


def _signs(rule: Rule, plan: Plan) -> Iterator[Missing]:
    for condition in (rule.raise_when, rule.unless, rule.clear_when):
        for part in () if condition is None else every_part(condition):
            if isinstance(part, Missing) and part.measure in plan.rule_set.signals.measures:
                yield part


def _of_sign(block: Block, rule: Rule, sign: Missing) -> list[list[tuple[int, int]]]:
    """Give them patient by patient."""
    return block.frame.kept.once(("missed", sign), lambda: _looked_for(block, rule, sign))


def _looked_for(block: Block, rule: Rule, sign: Missing) -> list[list[tuple[int, int]]]:
    frame, looks = block.frame, block.view(rule).looks
    is_so = judge(sign, block.scene(rule)) == YES
    who, at_s, day = looks.who[is_so], looks.at_s[is_so], looks.day[is_so]
    due_s = instants_s(frame.zone, sign.due_minute, frame.first, frame.count)
    last_s = np.where(due_s[day] <= at_s, due_s[day], due_s[np.maximum(day - 1, 0)])
    found: list[dict[int, int]] = [{} for _ in range(looks.patients)]
    for mine, due, look in zip(who.tolist(), last_s.tolist(), at_s.tolist(), strict=True):
        found[mine].setdefault(due, look)
    return [[*each.items()] for each in found]
