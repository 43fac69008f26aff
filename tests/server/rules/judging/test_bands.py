"""Bands hold everything that windows, sittings and the gate can make of readings; of who is well they are narrow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from diary_lines import story, wall
from engine_story import chart_of
from rule_making import signals

from server.rules.judging.bands import BEYOND, PARTS, Band, Bands, Daily, around, median, slid
from server.rules.judging.frame import GATE_DAYS
from server.rules.language.signal import Statistic
from server.rules.local_day import local_day

WEIGHT, SYSTOLIC = signals().measures["weight"], signals().measures["systolic"]
TODAY = local_day(wall("03-31 12:00"), chart_of(story("", "01-01"))[0].zone)
KG = 1_000 * PARTS
BACK = 40


def bands(*diaries: str) -> Bands:
    return Bands([chart_of(story(each, "01-01"))[0] for each in diaries], TODAY, BACK, TODAY)


def daily(diary: str, measure: str = "weight") -> Daily:
    found = bands(diary).daily(signals().measures[measure])
    assert found is not None
    return found


def newest(band: Band, days: int) -> list[tuple[float, float] | None]:
    """Give the last days of the only patient in kilograms, the newest last."""
    pairs = zip(band.low[0, -days:].tolist(), band.high[0, -days:].tolist(), strict=True)
    return [(low / KG, high / KG) if low <= high else None for low, high in pairs]


def test_a_day_lies_between_its_lowest_and_its_highest_plausible_reading() -> None:
    found = daily("03-29 07:00 weight 80\n03-31 07:00 weight 81\n03-31 09:00 weight 82\n03-31 09:30 weight 400")
    assert newest(found.band, 3) == [(80, 80), None, (81, 82)]
    assert found.count[0, -3:].tolist() == [1, 0, 2]
    assert (found.least, found.most) == (80 * KG, 82 * KG)
    assert not found.is_single
    assert daily("03-29 07:00 weight 80\n03-31 07:00 weight 81").is_single


def test_all_plausible_readings_of_a_patient_lie_within_one_band() -> None:
    many = "03-29 07:00 weight 80\n03-31 07:00 weight 81\n03-31 09:00 weight 82\n03-31 09:30 weight 400"
    one, three = (bands(*diaries).reach(WEIGHT) for diaries in ([many], [many, "", "03-30 07:00 weight 90"]))
    assert one is not None
    assert three is not None
    assert newest(one, 1) == [(80, 82)]
    assert (three.low[[0, 2], 0].tolist(), three.high[[0, 2], 0].tolist()) == ([80 * KG, 90 * KG], [82 * KG, 90 * KG])
    assert three.known.tolist() == [[True], [False], [True]]
    assert bands("").reach(WEIGHT) is None


def test_who_has_no_readings_has_no_days() -> None:
    assert bands("").daily(WEIGHT) is None
    assert bands("03-31 07:00 weight 400").daily(WEIGHT) is None
    assert bands("01-01 07:00 weight 80").daily(WEIGHT) is None, "it is too long ago to be looked at"
    two = bands("", "03-31 07:00 weight 80").daily(WEIGHT)
    assert two is not None
    assert two.band.known.any(axis=1).tolist() == [False, True]


@pytest.mark.parametrize(("day", "last"), [("03-28", "02:59"), ("03-29", "01:59"), ("03-30", "02:59")])
def test_days_begin_at_three_also_when_the_clocks_change(day: str, last: str) -> None:
    """The clocks of 2026 go forward on 29 March, from two to three."""
    before, after = (daily(f"{day} {clock} weight 80").count[0].argmax() for clock in (last, "03:00"))
    assert after == before + 1


def test_of_whom_a_reading_may_be_left_out_the_windows_lie_between_all_readings() -> None:
    well = daily("03-28 07:00 weight 80\n03-29 07:00 weight 80\n03-30 07:00 weight 84\n03-31 07:00 weight 80")
    odd = daily("03-28 07:00 weight 80\n03-29 07:00 weight 80\n03-30 07:00 weight 84.1\n03-31 07:00 weight 80")
    assert (well.is_unsure.tolist(), odd.is_unsure.tolist()) == ([False], [True])
    assert newest(bands("").window(well, WEIGHT, "3-day median", 1, 1), 1) == [(80, 80)]
    assert newest(bands("").window(odd, WEIGHT, "3-day median", 1, 1), 1) == [(80, 84.1)]


def test_a_sitting_over_night_may_count_for_the_day_before() -> None:
    found = daily("03-30 02:55 systolic 120\n03-30 03:01 systolic 140", "systolic")
    assert found.is_unsure.tolist() == [True]
    place = int(found.count[0].argmax())
    assert (found.band.low[0, place], found.band.high[0, place]) == (1_200 * PARTS, 1_400 * PARTS)
    assert not daily("03-30 02:40 systolic 120\n03-30 03:01 systolic 140", "systolic").is_unsure.any()


@pytest.mark.parametrize(("event", "is_unsure"), [("discharged", True), ("travelling", False)])
def test_of_whom_windows_begin_anew_they_lie_between_all_readings(event: str, is_unsure: bool) -> None:
    found = daily(f"03-30 07:00 weight 80\n03-30 12:00 event {event}")
    assert found.is_unsure.tolist() == [is_unsure]


def test_a_window_needs_its_days() -> None:
    one = daily("03-31 07:00 weight 80")
    assert newest(bands("").window(one, WEIGHT, "3-day median", 1, 1), 1) == [None]
    two = daily("03-29 07:00 weight 80\n03-31 07:00 weight 81\n03-31 09:00 weight 85")
    assert newest(bands("").window(two, WEIGHT, "3-day median", 1, 1), 1) != [None]


def test_a_mean_lies_between_the_means_of_the_lowest_and_the_highest() -> None:
    shape = replace(WEIGHT.windows["3-day median"], statistic=Statistic.MEAN)
    measure = replace(WEIGHT, windows={"mean": replace(shape, name="mean")})
    found = bands("03-30 07:00 weight 80\n03-31 07:00 weight 81\n03-31 09:00 weight 83")
    of_days = found.daily(measure)
    assert of_days is not None
    assert newest(found.window(of_days, measure, "mean", 1, 1), 1) == [(80.5, 81.5)]


def test_a_spread_lies_above_its_floor() -> None:
    diary = "\n".join(f"03-{day:02} 07:00 weight 80" for day in range(1, 24))
    found = bands("").window(daily(diary), WEIGHT, "own spread", 1, 1)
    floor = WEIGHT.windows["own spread"].never_below
    assert floor is not None
    assert (found.low[0, 0], found.high[0, 0]) == (floor.thousandths * PARTS, BEYOND)


def test_medians_are_those_of_the_known_values() -> None:
    values = np.array([[3, 9, BEYOND, 5], [4, 8, BEYOND, BEYOND], [BEYOND] * 4])
    assert median(values, np.array([3, 2, 0])).tolist()[:2] == [5, 6]


def test_what_reaches_further_back_than_there_are_days_is_refused() -> None:
    grid = np.arange(5).reshape(1, 5)
    assert slid(grid, 3, 1, 2).tolist() == [[[0, 1, 2], [1, 2, 3]]]
    assert around(Band(grid, grid), 3, 1, 2).high.tolist() == [[2, 3]]
    with pytest.raises(IndexError, match="not enough"):
        slid(grid, 3, 1, 3)


def test_the_gate_sees_further_back_than_any_rule() -> None:
    found = bands("03-31 07:00 weight 80")
    assert found.judged == BACK + GATE_DAYS
    assert found.days_from(0) == 1
    assert found.days_from(BACK) == BACK + 1
