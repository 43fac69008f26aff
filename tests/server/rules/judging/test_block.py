"""However late a turn begins, what is true of its days is the same: nothing that is looked back on is cut off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from diary_lines import story, wall
from engine_story import block_from
from hypothesis import given
from oracle.story import Story, Unsettled
from properties import holds
from rule_making import hours, kg, rule, rule_set
from rules_at_random import SETTING, conditions
from stories_of_patients import STARTS, Week, stories

from server.rules.language.combination import Condition, Gathering, Group
from server.rules.language.condition import Answered, Change, Comparison, Drift, Limit, OtherAlert, Side
from server.rules.language.repeat import DaysInARow

WEEK = Week(STARTS[0])
HALF = "01-20..02-25 07:00 weight 80\n02-26..03-05 07:00 weight 80.5"
FELL = "02-08..02-20 07:00 weight 83\n02-21..03-05 07:00 weight 80"


def answers(condition: Condition, told: Story, now: datetime, days: int) -> dict[int, int]:
    """Judge the looks of a day in a turn that began so many days before."""
    made = rule("first", condition, settings={"limit": SETTING})
    scene = block_from(rule_set(made), told, now - timedelta(days=days), now).scene(made)
    found = zip(scene.looks.at_s.tolist(), scene.judge(condition, scene).tolist(), strict=True)
    return {at_s: answer for at_s, answer in found if at_s > (now - timedelta(hours=12)).timestamp()}


@pytest.mark.parametrize(
    ("condition", "diary"),
    [
        (
            Drift(measure="weight", by=kg(1_500), side=Side.ABOVE, reference="baseline", leak=kg(200), over_days=28),
            HALF,
        ),
        (Change(measure="weight", is_rise=False, by=kg(2_000), within_days=28, using="3-day median"), FELL),
        (
            Limit(
                measure="weight",
                using="3-day median",
                comparison=Comparison.AT_LEAST,
                amount=kg(500),
                side=Side.ABOVE,
                reference="baseline",
                on=DaysInARow(count=3),
            ),
            HALF,
        ),
    ],
)
def test_windows_of_days_before_the_turn_are_looked_back_on(condition: Condition, diary: str) -> None:
    told, now = story(diary), wall("03-05 20:00")
    assert set(answers(condition, told, now, 0).values()) == {1}
    assert answers(condition, told, now, 0) == answers(condition, told, now, 10)


@pytest.mark.decision("C4")
def test_a_day_in_doubt_before_the_turn_has_no_value_either() -> None:
    rise = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
    told, now = story("03-02 07:00 weight 77\n03-03..03-05 07:00 weight 80"), wall("03-05 20:00")
    doubted = replace(told, unsettled=[Unsettled(90, 80_000, wall("03-02 07:30"))])
    for days in (0, 10):
        assert set(answers(rise, told, now, days).values()) == {1}
        assert set(answers(rise, doubted, now, days).values()) == {0}


@holds(40)
@given(conditions(), stories(WEEK))
def test_what_is_true_of_a_day_does_not_depend_on_where_the_turn_begins(condition: Condition, told: Story) -> None:
    assert answers(condition, told, WEEK.end_at, 0) == answers(condition, told, WEEK.end_at, 10)


def test_a_rule_that_reads_another_looks_again_the_moment_that_ends() -> None:
    fainted, well = (Answered(question="dizziness", codes=frozenset({code})) for code in ("fainted", "never"))
    bad = OtherAlert(rules=("bad",), within_days=None)
    calm = rule("calm", Group(gathering=Gathering.NONE, parts=(bad,)), clear_when=bad)
    longer = Group(gathering=Gathering.ANY, parts=(fainted,), within=hours(1))  # looks further back than ``calm``
    made = rule_set(rule("bad", longer, clear_when=well), calm)
    told = story("03-01 07:00 weight 80\n03-05 08:00 answer dizziness fainted\n03-05 10:00 answer dizziness never")
    block = block_from(made, told, wall("03-01 03:00"), wall("03-05 20:00"))
    assert [each.start_s for each in block.told["calm"][0]] == [
        wall("03-01 03:00").timestamp(),
        wall("03-05 10:00").timestamp(),
    ]
