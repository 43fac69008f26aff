"""How far back signs look: no further than the rule, and longer where a combination counts them for longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from rule_making import days, kg, rule, rule_set, signals
from rules_at_random import SETTING, conditions

from server.rules.judging.lookback import Lookback, lookbacks
from server.rules.judging.needs import every_part, parts_of
from server.rules.judging.plan import Plan
from server.rules.language.combination import Condition, Gathering, Group, Sequence
from server.rules.language.condition import Averages, Change, Comparison, Limit, Side
from server.rules.language.repeat import DaysInARow

GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
OVER = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(2_000), side=Side.ABOVE, reference="baseline")
TWICE = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000), on=DaysInARow(count=2))
APART = Averages(
    measure="weight", short_days=3, long_days=28, comparison=Comparison.AT_LEAST, amount=kg(700), needs_days=14
)


def of(condition: Condition, sign: Condition) -> Lookback:
    return lookbacks(condition, signals())[id(sign)]


@pytest.mark.parametrize(("sign", "cells"), [(GAIN, 3), (OVER, 4), (TWICE, 6), (APART, 3)])
def test_a_value_is_of_the_newest_days(sign: Condition, cells: int) -> None:
    found = of(sign, sign)
    assert found.cells == cells
    assert found.far > cells


def test_what_counts_for_longer_is_looked_for_longer() -> None:
    alone = of(GAIN, GAIN)
    within = of(Group(gathering=Gathering.ANY, parts=(GAIN, OVER), within=days(5)), GAIN)
    assert within == Lookback(alone.cells + 5, alone.far + 5)
    in_order = of(Sequence(steps=(OVER, GAIN), within=days(5)), GAIN)
    assert in_order == Lookback(alone.cells + 10, alone.far + 10)


def test_what_stands_twice_looks_as_far_as_the_longer() -> None:
    both = Group(gathering=Gathering.ANY, parts=(GAIN, Group(gathering=Gathering.ANY, parts=(GAIN,), within=days(9))))
    assert of(both, GAIN).far == of(GAIN, GAIN).far + 9


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=50)
@given(conditions())
def test_no_sign_looks_further_than_its_rule_keeps(condition: Condition) -> None:
    made = rule("first", condition, settings={"limit": SETTING})
    plan = Plan(rule_set(made))
    signs = [part for part in every_part(condition) if not parts_of(part)]
    for found in (plan.lookbacks["first"][id(sign)] for sign in signs):
        assert 0 < found.cells <= found.far
        assert found.far <= plan.reach_days
