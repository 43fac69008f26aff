"""When time alone may change something: the next such instant, and what of."""

from __future__ import annotations

import pytest
from diary_lines import story, wall
from engine_story import chart_of
from rule_making import days, hours, rule, rule_set

from server.rules.judging.chart import seconds
from server.rules.judging.plan import ALL, CONTACT, OTHERS, Plan
from server.rules.judging.schedule import changed_kinds, next_change_s, next_strike_s
from server.rules.language.combination import Condition
from server.rules.language.condition import Comparison, Happened, Limit, Missing, Silent
from server.rules.language.quantity import Quantity, Unit

LOW = Limit(measure="systolic", comparison=Comparison.LESS_THAN, amount=Quantity(90_000, Unit.MMHG))
AWAY = Happened(kinds=("travelling",), within=None)
UNWEIGHED = Missing(measure="weight", days=1, due_minute=720, is_beyond_habit=False)


@pytest.mark.parametrize(
    ("condition", "diary", "expected"),
    [
        (LOW, "", "03-06 03:00"),
        (LOW, "03-04 21:00 systolic 89", "03-05 21:00"),  # it counts for 24 hours
        (UNWEIGHED, "", "03-05 12:00"),
        (Silent(period=hours(24)), "03-04 12:30 contact", "03-05 12:30"),
        (AWAY, "03-04 12:30 event travelling until 03-05 13:00", "03-05 13:00"),
        (Happened(kinds=("travelling",), within=hours(30)), "03-04 12:30 event travelling", "03-05 18:30"),
        (Happened(kinds=("travelling",), within=days(1)), "03-04 12:30 event travelling", "03-06 03:00"),
        (LOW, "03-05 09:00 asked gain weight until 03-05 13:00", "03-05 13:00"),
    ],
)
def test_the_next_change(condition: Condition, diary: str, expected: str) -> None:
    chart, _ = chart_of(story(diary))
    plan = Plan(rule_set(rule("gain", condition)))
    assert next_change_s(chart, plan.all_needs, seconds(wall("03-05 11:00"))) == seconds(wall(expected))


@pytest.mark.parametrize(
    ("condition", "diary", "since", "expected"),
    [
        (LOW, "03-04 21:00 systolic 89", "03-05 21:00", {"systolic", OTHERS}),
        (LOW, "03-04 21:00 systolic 89", "03-05 21:01", {OTHERS}),
        (LOW, "03-04 21:00 systolic 89", "03-05 03:00", {ALL}),
        (UNWEIGHED, "", "03-05 12:00", {CONTACT, OTHERS}),
        (Silent(period=hours(24)), "03-04 21:30 contact", "03-05 21:30", {CONTACT, OTHERS}),
        (AWAY, "03-04 12:30 event travelling until 03-05 21:00", "03-05 21:00", {ALL}),
        (LOW, "03-05 09:00 asked gain weight until 03-05 21:00", "03-05 20:00", {ALL}),
    ],
)
def test_what_time_has_changed(condition: Condition, diary: str, since: str, expected: set[str]) -> None:
    chart, _ = chart_of(story(diary))
    needs = Plan(rule_set(rule("gain", condition))).all_needs
    assert changed_kinds(chart, needs, seconds(wall(since)), seconds(wall("03-05 22:00"))) == expected


def test_the_clock_strikes_when_a_day_begins_and_when_something_is_due() -> None:
    chart, _ = chart_of(story(""))
    needs = Plan(rule_set(rule("missing", UNWEIGHED))).all_needs
    strikes = [next_strike_s(chart.zone, needs, seconds(wall(since))) for since in ("03-05 11:59", "03-05 12:00")]
    assert strikes == [seconds(wall("03-05 12:00")), seconds(wall("03-06 03:00"))]
