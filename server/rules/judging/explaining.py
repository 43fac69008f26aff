"""Explaining: why a rule says what it says of one patient at an instant, from what the rules were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from server.rules.judging.block import Block
from server.rules.judging.chart import new_chart, seconds
from server.rules.judging.gate import DAY_S
from server.rules.judging.plan import Plan
from server.rules.judging.publishing import OPEN, Change
from server.rules.judging.turn import Turn
from server.rules.judging.visit import WHOLE_DAYS
from server.rules.judging.why import Why, why_of
from server.rules.language.rule import Rule
from server.rules.language.rule_set import Profile, RuleSet
from server.rules.local_day import local_day
from server.rules.record import EngineRecord, Joined

LOOK_BACK_DAYS: Final = 36
"""An episode that began longer ago is told as if it had begun then."""


def explained(
    rules: RuleSet, name: str, records: Sequence[EngineRecord], at: datetime, profile: Profile | None = None
) -> Why | None:
    """Give the tree of a rule at an instant; None if the patient was not known then.

    ``records`` are one patient's, and of that patient none is left out that came later: as measured, not as it was
    known. Raises KeyError for a rule that is not among those that are awake.
    """
    plan, codes = Plan(rules), dict[str, int]()
    rule = next(each for each in plan.rules if each.name == name)
    joined = next((each for each in records if isinstance(each, Joined)), None)
    if joined is None:
        return None
    chart = new_chart(joined)
    for record in records:
        chart.learn(record, codes)
    at_s = seconds(at)
    if at_s < chart.first_s:
        return None
    turn = Turn(chart=chart, first_day=local_day(at, chart.zone) - LOOK_BACK_DAYS, to_s=at_s)
    block = Block(plan, plan.rules, [turn], codes)
    told = next((each for each in block.told[rule.name][0] if each.end_s is None), None)
    return why_of(block.scene(rule), 0, at_s, told, profile)


def why_of_change(block: Block, rule: Rule, who: int, change: Change) -> Mapping[str, object] | None:
    """Give the tree of what was so when an episode began or was raised, if it is told now that it was."""
    told = change.episode.told
    if change.episode.state not in OPEN:
        return None
    at_s = told.start_s if told.raised_s is None else told.raised_s
    scene = block.scene(rule)
    if scene.looks.at_s[scene.looks.begins[who]] <= at_s:
        return why_of(scene, who, at_s).to_json()
    is_known = block.turns[who].to_s - at_s <= WHOLE_DAYS * DAY_S
    return why_of(block.scene_before(rule, who, told), 0, at_s).to_json() if is_known else None
