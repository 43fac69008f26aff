"""Why something cannot be told, for each kind of sign."""

from __future__ import annotations

import pytest
from explained_story import explained
from rule_making import hours, kg, mmhg, percent, rule

from server.rules.judging.doubt import Doubt, Refusal, doubt_of, refused
from server.rules.language.condition import (
    USUAL_LEVEL,
    Answered,
    Arrives,
    Change,
    Comparison,
    Flagged,
    Level,
    Limit,
    Missing,
    Pressed,
    Reference,
    Side,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.repeat import Basis, OfTheLast

T = "03-05 20:00"
UP, DOWN = Comparison.AT_LEAST, Comparison.LESS_THAN
RISE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
SINCE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=None)
OVER = Limit(measure="weight", comparison=UP, amount=kg(2_000), side=Side.ABOVE, reference="target_weight")
USUAL = Limit(measure="weight", comparison=UP, amount=kg(2_000), side=Side.ABOVE, reference="baseline")
BEFORE = Limit(measure="weight", comparison=UP, amount=kg(2_000), side=Side.ABOVE, reference=Reference.LEVEL_BEFORE)
TREND = Trend(measure="weight", per_week=kg(500), over_days=14, needs_days=7)
LOW = Limit(measure="systolic", comparison=DOWN, amount=mmhg(90))
OF_LAST = Limit(
    measure="systolic",
    comparison=DOWN,
    amount=mmhg(90),
    on=OfTheLast(count=2, among=3, basis=Basis.READING, within=hours(72)),
    skips=frozenset({"body_movement"}),
)
FELL = Limit(measure="spo2", comparison=UP, amount=percent(4), side=Side.BELOW, reference="baseline")
MARKED = Flagged(measure="pulse_irregular", is_set=True)
DIZZY = Answered(question="dizziness", codes=frozenset({"often"}))
WORSE = Worsens(question="dizziness", steps=1, within_days=7)
LEVEL = Level(question="dizziness", comparison=Comparison.AT_MOST, level=USUAL_LEVEL)
GONE = Missing(measure="weight", days=2, due_minute=720)
NEIGHBOUR = "02-20..03-01 07:00 weight 80\n03-05 07:00 weight 95"


@pytest.mark.parametrize(
    ("sign", "diary", "doubt"),
    [
        (RISE, "", Doubt.NO_DATA),
        (RISE, "03-02 07:00 weight 80", Doubt.NO_DATA),
        (RISE, NEIGHBOUR, Doubt.GATE),
        (RISE, "03-05 07:00 weight 80", Doubt.TOO_FEW),
        (SINCE, "03-04 07:00 weight 80\n03-05 13:00 weight 82", Doubt.NOT_MORNING),
        (SINCE, "03-05 07:00 weight 82", Doubt.TOO_FEW),
        (TREND, "03-05 07:00 weight 82", Doubt.TOO_FEW),
        (OVER, "03-05 07:00 weight 82", Doubt.NOT_AGREED),
        (OVER, "", Doubt.NO_DATA),
        (USUAL, "03-05 07:00 weight 82", Doubt.TOO_FEW),
        (BEFORE, "03-05 07:00 weight 82", Doubt.NO_EPISODE),
        (LOW, "", Doubt.NO_DATA),
        (LOW, "03-04 19:00 systolic 80", Doubt.TOO_OLD),
        (OF_LAST, "03-05 07:00 systolic 80 body_movement", Doubt.NO_DATA),
        (OF_LAST, "03-03 07:00 systolic 80\n03-03 07:01 systolic 95", Doubt.TOO_FEW),
        (FELL, "03-05 07:00 spo2 90", Doubt.TOO_FEW),
        (MARKED, "", Doubt.NO_DATA),
        (MARKED, "03-04 07:00 pulse 70", Doubt.TOO_OLD),
        (DIZZY, "", Doubt.NO_DATA),
        (DIZZY, "03-04 07:00 answer dizziness often", Doubt.TOO_OLD),
        (WORSE, "03-05 07:00 answer dizziness often", Doubt.TOO_FEW),
        (LEVEL, "03-05 07:00 answer dizziness often", Doubt.TOO_FEW),
        (GONE, "03-02 07:00 weight 80", Doubt.HUB_SILENT),
        (GONE, "03-01 07:00 perhaps 80\n03-02 07:00 weight 80", Doubt.HUB_SILENT),
        (RISE, "03-04 07:00 weight 80\n03-05 07:00 perhaps 80", Doubt.UNSETTLED),
        (RISE, "03-04..03-05 07:00 weight 80\n03-05 07:30 perhaps 81.6", Doubt.UNSETTLED),
        (RISE, "03-04 07:00 perhaps 80\n03-05 07:00 weight 80", Doubt.TOO_FEW),
        (Silent(period=hours(24)), "", Doubt.NEVER_HEARD),
        (Arrives(measure="weight", count=1), "03-05 07:00 weight 82", Doubt.NO_EPISODE),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_why(sign: Limit, diary: str, doubt: Doubt) -> None:
    assert explained(rule("rule", sign), diary, T).raise_when.doubt is doubt


def test_a_plan_of_few_days_is_too_few() -> None:
    found = explained(rule("rule", Missing(measure="weight", days=40, due_minute=720)), "", T)

    assert found.raise_when.doubt is Doubt.TOO_FEW


def test_what_was_marked_by_the_device_is_listed_as_refused() -> None:
    found = explained(rule("rule", OF_LAST), "03-05 07:00 systolic 80 body_movement\n03-05 07:01 systolic 85", T)

    assert [(each.value, each.why) for each in found.raise_when.refused] == [(800, Refusal.MARKED)]


@pytest.mark.decision("C4")
def test_a_weight_that_may_be_anothers_is_listed_as_refused() -> None:
    diary = "03-04..03-05 07:00 weight 80\n03-03 07:00 perhaps 79\n03-05 06:30 perhaps 81.6\n03-05 20:01 perhaps 83"
    found = explained(rule("rule", RISE), diary, T)

    assert [(each.value, each.why) for each in found.raise_when.refused] == [(81_600, Refusal.UNSETTLED)]


def test_what_was_refused_before_the_first_that_counted_is_not_listed() -> None:
    found = explained(rule("rule", RISE), f"02-10 07:00 weight 12\n{NEIGHBOUR}", T)

    assert [each.value for each in found.raise_when.refused] == [95_000]


def test_what_always_can_be_told_has_no_doubt() -> None:
    pressed = Pressed(kind="worried", within=hours(1))
    here = explained(rule("rule", pressed), "", T).here

    assert doubt_of(here, pressed) is None
    assert refused(here, pressed) == []
