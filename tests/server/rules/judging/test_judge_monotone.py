"""What a harder rule, or less data, must never do: say yes where the easier one, or all the data, did not.

P7 by verb, P13 for whole measures and questions; the engine's answers, which are the oracle's (test_judge_oracle.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from engine_story import block_of, tell_at
from hypothesis import given
from hypothesis import strategies as st
from oracle.story import Story
from oracle.truth import Truth
from oracle.worsening import parts_of
from properties import holds
from rule_making import days, hours, points, rule, rule_set
from rules_at_random import SETTING, absences, averages, changes, conditions, drifts, limits, said, trends
from stories_of_patients import Week, instants, stories, weeks

from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    Answered,
    Arrives,
    Change,
    Comparison,
    Drift,
    Limit,
    Missing,
    OtherAlert,
    Silent,
    Worsens,
)
from server.rules.language.quantity import Quantity
from server.rules.language.repeat import CloseTogether, DaysInARow, OfTheLast

DOWNWARDS = {Comparison.AT_MOST, Comparison.LESS_THAN}


def more(amount: Quantity, comparison: Comparison = Comparison.AT_LEAST) -> Quantity:
    """Make a limit harder to reach by half of itself, or by a tenth for a limit from above."""
    by = -amount.thousandths // 10 if comparison in DOWNWARDS else amount.thousandths // 2
    return Quantity(amount.thousandths + by, amount.unit)


def harder_repeat(made: Limit) -> Limit:
    on = made.on
    if isinstance(on, DaysInARow | CloseTogether):
        return replace(made, on=replace(on, count=on.count + 1))
    if isinstance(on, OfTheLast):
        return replace(made, on=replace(on, count=min(on.count + 1, on.among)))
    return made


def is_plain(condition: Limit | Change | Drift) -> bool:
    amount = condition.amount if isinstance(condition, Limit) else condition.by
    return isinstance(amount, Quantity)


VERBS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], Condition]]] = {
    "limit": (limits().filter(is_plain), lambda made: replace(made, amount=more(made.amount, made.comparison))),
    "repeat": (limits(), harder_repeat),
    "change": (changes.filter(is_plain), lambda made: replace(made, by=more(made.by))),
    "trend": (trends, lambda made: replace(made, per_week=more(made.per_week))),
    "averages": (averages, lambda made: replace(made, amount=more(made.amount, made.comparison))),
    "drift": (drifts.filter(is_plain), lambda made: replace(made, by=more(made.by))),
    "missing": (
        absences.filter(lambda made: isinstance(made, Missing)),
        lambda made: replace(made, days=made.days + 1),
    ),
    "silent": (st.just(Silent(period=hours(24))), lambda made: replace(made, period=hours(30))),
    "worsens": (said.filter(lambda made: isinstance(made, Worsens)), lambda made: replace(made, steps=made.steps + 1)),
    "answered": (
        said.filter(lambda made: isinstance(made, Answered)),
        lambda made: replace(made, codes=frozenset(sorted(made.codes)[:1])),
    ),
    "at_least": (
        st.lists(conditions(), min_size=3, max_size=3).map(
            lambda parts: Group(gathering=Gathering.AT_LEAST, parts=tuple(parts), least=1)
        ),
        lambda made: replace(made, least=made.least + 1),
    ),
    "for": (
        conditions().map(lambda part: Group(gathering=Gathering.ALL, parts=(part,), for_days=1)),
        lambda made: replace(made, for_days=made.for_days + 1),
    ),
    "within": (
        conditions().map(lambda part: Group(gathering=Gathering.ANY, parts=(part,), within=days(2))),
        lambda made: replace(made, within=days(1)),
    ),
    "score": (
        st.lists(conditions(), min_size=2, max_size=3).map(
            lambda parts: Score(
                comparison=Comparison.AT_LEAST,
                amount=points(2),
                lines=tuple(Points(points=2, when=part) for part in parts),
                look_back=days(1),
            )
        ),
        lambda made: replace(made, amount=points(3)),
    ),
}


def tell(condition: Condition, told: Story, week: Week) -> list[Truth]:
    """Tell a condition at the last times of the story's records, and in the evening of the week."""
    made = rule("first", condition, settings={"limit": SETTING})
    block = block_of(rule_set(made), told, week.end_at)
    moments = [t for t in sorted(told.instants() | {week.end_at}) if t <= week.end_at]
    return [tell_at(block, made, condition, t) for t in moments[-8:]]


@pytest.mark.parametrize("verb", VERBS)
@holds(10)
@given(data=st.data(), week=weeks)
def test_p7_a_harder_rule_never_says_yes_where_the_easier_did_not(verb: str, data: st.DataObject, week: Week) -> None:
    strategy, harder = VERBS[verb]
    easy, told = data.draw(strategy), data.draw(stories(week))
    for easier, hard in zip(tell(easy, told, week), tell(harder(easy), told, week), strict=True):
        assert not (hard is Truth.YES and easier is not Truth.YES)


def is_about_presence(condition: Condition) -> bool:
    """Tell whether less data can only make it less known: no absence, no zero for the unknown, no mixed order."""
    if isinstance(condition, Score):
        return not condition.is_unknown_zero and all(is_about_presence(line.when) for line in condition.lines)
    if isinstance(condition, Sequence):
        return not any(isinstance(step, Group | Sequence | Score) for step in condition.steps) and all(
            map(is_about_presence, condition.steps)
        )
    if isinstance(condition, Group):
        return all(map(is_about_presence, condition.parts))
    return not any(isinstance(sign, Missing | Silent | Arrives | OtherAlert) for sign in parts_of(condition))


@holds(30)
@given(st.data(), weeks, conditions().filter(is_about_presence))
def test_p13_losing_a_measure_or_a_question_never_turns_no_into_yes(
    data: st.DataObject, week: Week, condition: Condition
) -> None:
    told = data.draw(stories(week))
    vitals = data.draw(st.sets(st.sampled_from(["body_weight", "systolic", "pulse_rate", "spo2"])))
    lost = data.draw(st.sets(st.sampled_from(["breathlessness", "dizziness", "ankle_swelling"])))
    less = replace(
        told,
        readings=[each for each in told.readings if each.measure not in vitals],
        answers=[each for each in told.answers if each.question not in lost],
    )
    made = rule("first", condition, settings={"limit": SETTING})
    t = data.draw(instants(week))
    before, after = (tell_at(block_of(rule_set(made), each, week.end_at), made, condition, t) for each in (told, less))
    assert after is before or after is Truth.CANNOT_TELL
