"""What a harder rule, or less data, must never do: say yes where the easier one, or all the data, did not.

P7 by verb, P13 for whole measures and questions, P15 for rules in the manner of the shipped ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle.case import Case
from oracle.days import Diary
from oracle.judging import Judging
from oracle.oracle import episodes, truth
from oracle.story import Story
from oracle.truth import Truth
from oracle.worsening import parts_of
from rule_making import days, hours, kg, minutes, mmhg, percent, points, rule, rule_set
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
    Reference,
    Side,
    Silent,
    Worsens,
)
from server.rules.language.quantity import Quantity
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast
from server.rules.language.rule import Rule

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
nasty = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
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
    judging = Judging(Case(rule_set(made), made, Diary(told.standing()), {}), week.end_at)
    return [judging.truth(condition, t) for t in sorted(told.instants() | {week.end_at}) if t <= week.end_at][-8:]


@pytest.mark.parametrize("verb", VERBS)
@settings(nasty, max_examples=10)
@given(data=st.data(), week=weeks)
def test_a_harder_rule_never_says_yes_where_the_easier_did_not(verb: str, data: st.DataObject, week: Week) -> None:
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


@nasty
@given(st.data(), weeks, conditions().filter(is_about_presence))
def test_losing_a_measure_or_a_question_never_turns_no_into_yes(
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
    before, after = (truth(rule_set(made), made, condition, each, t) for each in (told, less))
    assert after is before or after is Truth.CANNOT_TELL


WEIGHT_UP = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
LOW = OfTheLast(count=2, among=3, basis=Basis.READING, within=days(7))
BOTH = OfTheLast(count=2, among=2, basis=Basis.READING, within=days(7))


def above(reference: str, comparison: Comparison, grams: int, in_a_row: int) -> Limit:
    on = DaysInARow(count=in_a_row)
    return Limit(measure="weight", comparison=comparison, amount=kg(grams), side=Side.ABOVE, reference=reference, on=on)


def value(measure: str, comparison: Comparison, amount: Quantity, on: OfTheLast | CloseTogether) -> Limit:
    return Limit(measure=measure, comparison=comparison, amount=amount, on=on)


SCORE = Score(
    comparison=Comparison.AT_LEAST,
    amount=points(2),
    lines=(
        Points(points=2, when=WEIGHT_UP),
        Points(points=2, when=value("systolic", Comparison.LESS_THAN, mmhg(90), LOW)),
    ),
    look_back=days(3),
)
SANE: tuple[Rule, ...] = (
    rule("first", WEIGHT_UP, clear_when=above(Reference.LEVEL_BEFORE, Comparison.AT_MOST, 1_000, 2)),
    rule(
        "first",
        above("target_weight", Comparison.AT_LEAST, 2_000, 2),
        clear_when=above("target_weight", Comparison.AT_MOST, 1_000, 2),
    ),
    rule(
        "first",
        above("baseline", Comparison.AT_LEAST, 1_500, 2),
        clear_when=above("baseline", Comparison.AT_MOST, 800, 3),
    ),
    rule(
        "first",
        value("systolic", Comparison.LESS_THAN, mmhg(90), LOW),
        clear_when=value("systolic", Comparison.AT_LEAST, mmhg(95), BOTH),
    ),
    rule(
        "first",
        value("spo2", Comparison.LESS_THAN, percent(90), CloseTogether(count=2, within=minutes(30))),
        clear_when=value("spo2", Comparison.AT_LEAST, percent(92), BOTH),
    ),
    rule("first", Missing(measure="weight", days=2, due_minute=720), clear_when=Arrives(measure="weight", count=1)),
    rule("first", Silent(period=hours(24)), clear_when=Arrives(measure="hub", count=2)),
    rule(
        "first",
        SCORE,
        clear_when=replace(SCORE, comparison=Comparison.AT_MOST, amount=points(1), on=DaysInARow(count=2)),
    ),
)
"""Rules in the manner of the shipped ones, of which the checker has nothing to say."""


@pytest.mark.parametrize("made", SANE, ids=lambda made: type(made.raise_when).__name__)
@settings(nasty, max_examples=12)
@given(data=st.data(), week=weeks)
def test_what_raises_is_not_clear_at_once(made: Rule, data: st.DataObject, week: Week) -> None:
    told = data.draw(stories(week))
    for each in episodes(rule_set(made), told, week.end_at)["first"]:
        assert each.end_at != each.start_at or each.ends_by == "closed"
