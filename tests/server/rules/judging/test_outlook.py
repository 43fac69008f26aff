"""What has no outlook is *yes* nowhere, whatever the rule and the patient; and who is well has little of it."""

from __future__ import annotations

from typing import Any

import pytest
from diary_lines import story, wall
from engine_story import block_from
from hypothesis import given
from hypothesis import strategies as st
from oracle.story import Story
from outlooks import have_outlook, may_be
from properties import holds
from rule_making import days, hours, kg, minutes, rule, rule_set
from rules_at_random import SETTING, conditions
from stories_of_patients import SPAN_DAYS, Week, stories, weeks

from server.rules.judging.truth import YES
from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    Answered,
    Averages,
    Change,
    Comparison,
    Drift,
    Flagged,
    Happened,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Side,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.quantity import Quantity, SettingName, Unit
from server.rules.language.repeat import DaysInARow

SETTING_NAME = SettingName("limit")
GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
MISSING = Missing(measure="weight", days=2, due_minute=720)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Week, Story, Any, int]:
    week = draw(weeks)
    return week, draw(stories(week)), draw(conditions()), draw(st.integers(0, SPAN_DAYS))


@holds(60)
@given(cases())
def test_what_has_no_outlook_is_so_nowhere(case: tuple[Week, Story, Any, int]) -> None:
    week, told, condition, day = case
    made = rule("first", condition, settings={"limit": SETTING})
    first_at = week.at(day, "12:00")
    block = block_from(rule_set(made), told, first_at, week.end_at)
    view, scene = block.view(made), block.scene(made)
    is_so = bool((scene.judge(condition, scene)[view.is_judged] == YES).any())
    assert have_outlook(condition, [told], first_at, week.end_at)[0] or not is_so


@holds(20)
@given(cases(), st.data())
def test_who_has_an_outlook_alone_has_it_in_company(case: tuple[Week, Story, Any, int], data: st.DataObject) -> None:
    week, told, condition, day = case
    others = [story(WELL, "03-01"), data.draw(stories(week))]
    first_at = week.at(day, "12:00")
    (alone,) = have_outlook(condition, [told], first_at, week.end_at)
    zone_of = {each.zone for each in [told, *others]}
    company = [each for each in others if each.zone == told.zone] if len(zone_of) > 1 else others
    assert have_outlook(condition, [*company, told], first_at, week.end_at)[-1] >= alone


WELL = "03-01 07:00 weight 80\n03-02 07:00 weight 80.4\n03-03 07:00 weight 81.9\n03-05 07:00 weight 80"
SCORE = Score(
    comparison=Comparison.AT_LEAST,
    amount=Quantity(2_000, Unit.POINTS),
    lines=(
        Points(points=1, when=GAIN),
        Points(points=1, when=Answered(question="dizziness", codes=frozenset({"often"}))),
    ),
    look_back=days(3),
)


@pytest.mark.parametrize(
    ("condition", "diary", "expected"),
    [
        (GAIN, WELL, False),
        (GAIN, WELL + "\n03-05 07:30 weight 82.4", True),
        (Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(80_000)), "03-05 07:00 weight 400", False),
        (GAIN, "", False),
        (Change(measure="weight", is_rise=True, by=kg(1_500), within_days=None), WELL, True),
        (Limit(measure="weight", comparison=Comparison.LESS_THAN, amount=kg(80_000)), WELL, False),
        (Limit(measure="weight", comparison=Comparison.AT_MOST, amount=kg(80_000)), WELL, True),
        (Limit(measure="weight", comparison=Comparison.MORE_THAN, amount=kg(81_900)), WELL, False),
        (Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(81_900)), WELL, True),
        (
            Limit(
                measure="weight",
                comparison=Comparison.AT_LEAST,
                amount=kg(2_000),
                side=Side.ABOVE,
                reference="baseline",
                on=DaysInARow(count=2),
            ),
            WELL,
            False,
        ),
        (
            Limit(
                measure="weight",
                comparison=Comparison.AT_LEAST,
                amount=kg(1_000),
                side=Side.ABOVE,
                reference="target_weight",
            ),
            WELL,
            False,
        ),
        (
            Averages(
                measure="weight",
                short_days=3,
                long_days=28,
                comparison=Comparison.AT_LEAST,
                amount=kg(2_000),
                needs_days=2,
            ),
            WELL,
            False,
        ),
        (Trend(measure="weight", per_week=kg(14_000), over_days=14, needs_days=2), WELL, False),
        (Trend(measure="weight", per_week=kg(500), over_days=14, needs_days=2), WELL, True),
        (
            Drift(measure="weight", by=kg(2_000), side=Side.ABOVE, reference="baseline", leak=kg(1_900), over_days=28),
            WELL,
            False,
        ),
        (MISSING, WELL, False),
        (MISSING, "03-02 07:00 weight 80", True),
        (Silent(period=hours(24)), "03-05 08:00 contact", False),  # never heard of before, it did not fall silent
        (Silent(period=hours(24)), "03-04 08:00 contact", True),
        (Silent(period=hours(24)), "03-04 11:59 contact\n03-05 12:00 contact", True),
        (Silent(period=hours(24)), "03-04 12:00 contact\n03-04 13:00 contact", False),
        (Pressed(kind="worried", within=minutes(1)), WELL, False),
        (Pressed(kind="worried", within=minutes(1)), "03-05 07:00 button worried", True),
        (Happened(kinds=("travelling",), within=None), "03-05 07:00 event admitted", False),
        (Happened(kinds=("travelling",), within=None), "03-05 07:00 event travelling", True),
        (Answered(question="dizziness", codes=frozenset({"often"})), "03-05 07:00 answer dizziness never", False),
        (Answered(question="dizziness", codes=frozenset({"often"})), "03-05 07:00 answer dizziness often", True),
        (
            Worsens(question="breathlessness", steps=1, within_days=7),
            "03-04 07:00 answer breathlessness never\n03-05 07:00 answer breathlessness never",
            False,
        ),
        (
            Worsens(question="breathlessness", steps=1, within_days=7),
            "03-04 07:00 answer breathlessness never\n03-05 07:00 answer breathlessness stairs",
            True,
        ),
        (Flagged(measure="pulse_irregular", is_set=True), "03-05 07:00 pulse 70", False),
        (Flagged(measure="pulse_irregular", is_set=True), WELL, False),
        (OtherAlert(rules=("second",), within_days=3), WELL, False),
        (OtherAlert(rules=("any clinical rule",), within_days=3), WELL, True),
        (Group(gathering=Gathering.NONE, parts=(GAIN,)), WELL, True),
        (Group(gathering=Gathering.ANY, parts=(GAIN, MISSING)), WELL, False),
        (Sequence(steps=(GAIN, MISSING), within=days(3)), WELL, False),
        (SCORE, WELL + "\n03-05 07:30 weight 82.4", False),
        (SCORE, WELL + "\n03-05 07:30 weight 82.4\n03-05 08:00 answer dizziness often", True),
    ],
)
def test_who_is_well_has_little_of_it(condition: Condition, diary: str, expected: object) -> None:
    assert may_be(condition, diary, "03-05 12:00", "03-01") is expected


@pytest.mark.decision("C4")
def test_a_day_in_doubt_is_out_of_every_window_and_what_is_so_without_it_may_be_so() -> None:
    weights = (80, 80, 81.6, 80, 80.9, 80.9, 80.9)
    diary = "\n".join(f"03-{day:02} 07:00 weight {kilos}" for day, kilos in enumerate(weights, 1))
    apart = Averages(
        measure="weight", short_days=3, long_days=7, comparison=Comparison.AT_LEAST, amount=kg(400), needs_days=5
    )
    now, told = wall("03-07 12:00"), story(diary + "\n03-03 07:05 perhaps 80", "03-01")
    made = rule("first", apart)
    block = block_from(rule_set(made), told, now, now)
    scene = block.scene(made)
    assert scene.judge(apart, scene)[block.view(made).is_judged][-1] == YES
    assert have_outlook(apart, [told], now, now) == [True]
    assert not may_be(apart, diary, "03-07 12:00", "03-01")


def test_what_was_agreed_with_the_patient_counts() -> None:
    above = Change(measure="weight", is_rise=True, by=SETTING_NAME, within_days=3)
    assert not may_be(above, WELL, "03-05 12:00", "03-01")
    lower = "03-04 07:00 agreed first.limit 1500\n"
    assert may_be(above, lower + WELL, "03-05 12:00", "03-01")
