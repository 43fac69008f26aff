"""How far values lie apart: readings, limits, and what a distance is counted from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from diary_lines import story, wall
from engine_story import chart_of
from rule_making import kg, rule, signals

from server.rules.judging.chart import seconds
from server.rules.judging.span import ANYTHING, amount_span, distance_span, made_span, may_hold, values_span
from server.rules.language.condition import Comparison, Limit, Reference, Side
from server.rules.language.quantity import Amount, FromSetting, SettingName, TimesOwnSpread
from server.rules.language.rule import Setting

WEIGHT = signals().measures["weight"]
SETTING = Setting(name="limit", value=kg(2_000), allowed=(kg(500), kg(4_000)), roles=("nurse",))
HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(2_000), side=Side.ABOVE)
RULE = rule("first", HEAVY, settings={"limit": SETTING})
DIARY = """
03-01 07:00 weight 79
03-02 07:00 weight 80
03-03 07:00 weight 82
03-03 07:05 weight 500
03-03 09:00 agreed target_weight 78000
03-04 09:00 agreed target_weight 77000
03-04 09:00 agreed first.limit 1500
"""


def kilograms(least: int, most: int) -> tuple[int, int]:
    return least * 1_000_000, most * 1_000_000


def test_readings_since_an_instant_lie_in_what_is_plausible() -> None:
    chart, _ = chart_of(story(DIARY))
    highest = WEIGHT.plausible[1]
    assert values_span(chart, WEIGHT, seconds(wall("03-02 07:00"))) == (80_000_000, highest * 1_000)
    assert values_span(chart, WEIGHT, seconds(wall("03-03 07:05"))) is None
    assert values_span(chart, WEIGHT, seconds(wall("03-09 07:00"))) is None
    assert values_span(chart, signals().measures["pulse"], 0) is None


@pytest.mark.parametrize(
    ("said", "span"),
    [
        (kg(1_000), (1_000_000, 1_000_000)),
        (SettingName("limit"), (1_500_000, 2_000_000)),
        (FromSetting("limit", is_half=True), (750_000, 1_000_000)),
    ],
)
def test_a_limit_is_all_that_was_ever_agreed(said: Amount, span: tuple[int, int]) -> None:
    chart, _ = chart_of(story(DIARY))
    assert amount_span(said, chart, RULE, WEIGHT) == span


def test_the_own_spread_has_a_floor_and_no_ceiling() -> None:
    chart, _ = chart_of(story(DIARY))
    window = WEIGHT.windows["own spread"]
    floor = window.never_below
    assert floor is not None
    assert amount_span(TimesOwnSpread(25), chart, RULE, WEIGHT) == (floor.thousandths * 2_500, ANYTHING[1])
    bare = replace(WEIGHT, windows={"own spread": replace(window, never_below=None)})
    assert amount_span(TimesOwnSpread(25), chart, RULE, bare) == (0, ANYTHING[1])


@pytest.mark.parametrize(
    ("reference", "side", "span"),
    [
        (Reference.TARGET_WEIGHT, Side.ABOVE, kilograms(2, 5)),
        (Reference.TARGET_WEIGHT, Side.BELOW, kilograms(-5, -2)),
        (Reference.DISCHARGE_WEIGHT, Side.ABOVE, None),
        (Reference.PREVIOUS_DAY, Side.ABOVE, kilograms(-2, 3)),
        ("baseline", Side.ABOVE, kilograms(-2, 3)),
    ],
)
def test_a_distance_is_counted_from_all_that_it_may_be(reference: str, side: Side, span: object) -> None:
    chart, _ = chart_of(story(DIARY))
    days = kilograms(79, 82)
    limit = replace(HEAVY, reference=reference, side=side)
    assert distance_span(kilograms(80, 82), days, chart, WEIGHT, limit) == span
    either = replace(limit, reference=Reference.DISCHARGE_WEIGHT, or_else=reference)
    assert distance_span(kilograms(80, 82), days, chart, WEIGHT, either) == span


def test_what_an_episode_began_from_may_be_anything() -> None:
    chart, _ = chart_of(story(DIARY))
    limit = replace(HEAVY, reference=Reference.LEVEL_BEFORE)
    found = distance_span(kilograms(80, 82), kilograms(79, 82), chart, WEIGHT, limit)
    assert found is not None
    assert may_hold(found, Comparison.AT_LEAST, kilograms(900, 900))
    assert may_hold(found, Comparison.LESS_THAN, kilograms(-900, -900))


def test_a_window_lies_among_its_days_but_for_a_spread() -> None:
    assert made_span((1, 2), WEIGHT, "baseline") == (1, 2)
    assert made_span((1, 2), WEIGHT, None) == (1, 2)
    assert made_span((1, 2), WEIGHT, "own spread") == ANYTHING
