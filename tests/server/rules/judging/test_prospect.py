"""What a limit may be for some patients, and whether a value may be beyond it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from diary_lines import story, wall
from engine_story import chart_of
from rule_making import kg, points, rule, rule_set, signals

from server.rules.judging.bands import BEYOND, PARTS, Band, Bands
from server.rules.judging.plan import Plan
from server.rules.judging.prospect import Prospect, distance, may_hold, thousandths_of
from server.rules.language.condition import Comparison, Limit, Reference, Side
from server.rules.language.quantity import Amount, FromSetting, SettingName, TimesOwnSpread
from server.rules.language.rule import Setting
from server.rules.local_day import local_day

WEIGHT = signals().measures["weight"]
SETTING = Setting(name="limit", value=kg(2_000), allowed=(kg(500), kg(4_000)), roles=("nurse",))
HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=TimesOwnSpread(25), side=Side.ABOVE)
RULE = rule("first", HEAVY, settings={"limit": SETTING})
KG = 1_000 * PARTS
WEIGHED = "\n".join(f"03-{day:02} 07:00 weight 80" for day in range(1, 24))
AGREED = """
03-03 09:00 agreed target_weight 78000
03-04 09:00 agreed target_weight 77000
03-04 09:00 agreed first.limit 1500
"""


def prospect(*diaries: str) -> Prospect:
    charts = [chart_of(story(each, "01-01"))[0] for each in diaries]
    today = local_day(wall("03-31 12:00"), charts[0].zone)
    return Prospect(
        plan=Plan(rule_set(RULE)),
        bands=Bands(charts, today, 40, today),
        codes={},
        to_s=np.zeros(len(charts), np.int64),
        agreed=frozenset(what for chart in charts for what in chart.agreed),
    )


def pairs(band: Band) -> list[tuple[float, float] | None]:
    found = zip(band.low[:, -1].tolist(), band.high[:, -1].tolist(), strict=True)
    return [(low / KG, high / KG) if low <= high else None for low, high in found]


@pytest.mark.parametrize(
    ("said", "usual", "own"),
    [
        (kg(1_000), 1, (1, 1)),
        (SettingName("limit"), 2, (1.5, 2)),
        (FromSetting("limit", is_half=True), 1, (0.75, 1)),
        (FromSetting("limit", plus=kg(-500)), 1.5, (1, 1.5)),
    ],
)
def test_a_limit_is_all_that_was_ever_agreed(said: Amount, usual: float, own: tuple[float, float]) -> None:
    assert pairs(prospect("").limit(said, RULE, WEIGHT, 1)) == [(usual, usual)]
    together = pairs(prospect("", AGREED).limit(said, RULE, WEIGHT, 1))
    assert together[-1] == own
    assert together[0] == (usual, usual)


def test_the_own_spread_has_a_floor_and_no_ceiling() -> None:
    floor = WEIGHT.windows["own spread"].never_below
    assert floor is not None
    found = prospect(WEIGHED).limit(TimesOwnSpread(25), RULE, WEIGHT, 1)
    assert (found.low[0, 0], found.high[0, 0]) == (floor.thousandths * 5 * PARTS // 2, BEYOND)
    assert pairs(prospect("03-30 07:00 weight 80").limit(TimesOwnSpread(25), RULE, WEIGHT, 1)) == [None]
    assert pairs(prospect("").limit(TimesOwnSpread(25), RULE, WEIGHT, 1)) == [None]


def test_what_was_agreed_lies_between_all_that_ever_was() -> None:
    found = prospect("", AGREED)
    assert pairs(found.agreement(Reference.TARGET_WEIGHT, WEIGHT)) == [None, (77, 78)]


def test_the_points_of_a_score_are_the_least_of_any_patient() -> None:
    scored = replace(RULE, settings={"limit": replace(SETTING, value=points(6))})
    assert prospect("", "").points(SettingName("limit"), scored) == 6_000
    assert prospect("", AGREED).points(SettingName("limit"), scored) == 1_500
    assert prospect("").points(points(4), scored) == 4_000


def test_the_own_spread_is_no_setting() -> None:
    chart, _ = chart_of(story("", "01-01"))
    with pytest.raises(TypeError, match="no setting"):
        thousandths_of(TimesOwnSpread(20), chart, RULE)


@pytest.mark.parametrize(
    ("comparison", "limit", "expected"),
    [
        (Comparison.AT_LEAST, 9, True),
        (Comparison.AT_LEAST, 10, False),
        (Comparison.MORE_THAN, 9, False),
        (Comparison.AT_MOST, 3, True),
        (Comparison.AT_MOST, 2, False),
        (Comparison.LESS_THAN, 3, False),
        (Comparison.LESS_THAN, 4, True),
    ],
)
def test_a_value_may_be_beyond_a_limit(comparison: Comparison, limit: int, expected: object) -> None:
    value, one = Band(np.array([[3]]), np.array([[9]])), np.array([[limit]])
    assert may_hold(value, comparison, Band(one, one)).tolist() == [[expected]]
    nothing = Band(np.array([[BEYOND]]), np.array([[-BEYOND]]))
    assert may_hold(value, comparison, nothing).tolist() == [[False]]
    assert may_hold(nothing, comparison, Band(one, one)).tolist() == [[False]]


def test_a_distance_is_counted_on_the_side_that_is_named() -> None:
    value, reference = Band(np.array([[3]]), np.array([[9]])), Band(np.array([[1]]), np.array([[2]]))
    above = distance(value, reference, HEAVY)
    below = distance(value, reference, replace(HEAVY, side=Side.BELOW))
    assert (int(above.low[0, 0]), int(above.high[0, 0])) == (1, 8)
    assert (int(below.low[0, 0]), int(below.high[0, 0])) == (-8, -1)


def test_readings_lie_apart_from_each_other_and_from_what_was_agreed() -> None:
    found, names = prospect(AGREED + WEIGHED, WEIGHED), frozenset({"target_weight"})
    assert found.apart("weight", frozenset()) == 0
    assert found.apart("weight", names) == 3 * KG
    assert prospect(WEIGHED).apart("weight", names) == 0, "nothing was agreed"
    assert prospect("", "").apart("weight", names) == -1
