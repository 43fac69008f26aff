from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitals.dating import CHECKED_WITHIN, LIVE_WITHIN, STORED_WITHIN, dated
from vitals.moment import Moment, TimeQuality

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HEARD_AT = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
BY_THE_WALL = datetime(2026, 3, 2, 7, 10)


def undated(device_time: datetime | None) -> Moment:
    return Moment(
        device_time=device_time,
        heard_at=None,
        boot_id="fedcba9876543210",
        monotonic_ms=7,
        measured_at=None,
        time_quality=TimeQuality.UNKNOWN,
    )


def test_a_device_without_a_clock_is_dated_by_its_arrival_and_keeps_all_else() -> None:
    moment = dated(undated(None), HEARD_AT, STOCKHOLM)
    assert (moment.heard_at, moment.measured_at, moment.time_quality) == (HEARD_AT, HEARD_AT, TimeQuality.ARRIVAL)
    assert (moment.boot_id, moment.monotonic_ms, moment.device_time) == ("fedcba9876543210", 7, None)


@pytest.mark.decision("B1")
@pytest.mark.parametrize(
    ("age", "quality"),
    [
        (timedelta(0), TimeQuality.ARRIVAL),
        (LIVE_WITHIN, TimeQuality.ARRIVAL),
        (LIVE_WITHIN + timedelta(seconds=1), TimeQuality.DEVICE),
        (STORED_WITHIN, TimeQuality.DEVICE),
        (STORED_WITHIN + timedelta(seconds=1), TimeQuality.ARRIVAL),
        (-LIVE_WITHIN, TimeQuality.ARRIVAL),
        (timedelta(days=-1), TimeQuality.ARRIVAL),
    ],
)
def test_live_readings_are_dated_by_arrival_stored_ones_by_the_device_and_wrong_clocks_overruled(
    age: timedelta, quality: TimeQuality
) -> None:
    moment = dated(undated(BY_THE_WALL - age), HEARD_AT, STOCKHOLM)
    assert moment.time_quality is quality
    assert moment.measured_at == (HEARD_AT - age if quality is TimeQuality.DEVICE else HEARD_AT)
    assert moment.device_time == BY_THE_WALL - age, "what the device said stays visible"


def test_a_wall_clock_is_read_in_the_homes_zone_on_both_sides_of_summer() -> None:
    heard_at = datetime(2026, 3, 30, 6, 10, tzinfo=UTC)
    winter, summer = datetime(2026, 3, 28, 7, 0), datetime(2026, 3, 29, 7, 0)
    assert dated(undated(winter), heard_at, STOCKHOLM).measured_at == datetime(2026, 3, 28, 6, 0, tzinfo=UTC)
    assert dated(undated(summer), heard_at, STOCKHOLM).measured_at == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("edge_of_time", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)])
def test_a_clock_at_the_edge_of_the_calendar_is_overruled_and_harms_nothing(edge_of_time: datetime) -> None:
    for zone in (STOCKHOLM, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Niue")):
        assert dated(undated(edge_of_time), HEARD_AT, zone).measured_at == HEARD_AT


@given(st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)) | st.none())
def test_nothing_is_ever_dated_after_it_was_heard_or_more_than_a_month_before(device_time: datetime | None) -> None:
    measured_at = dated(undated(device_time), HEARD_AT, STOCKHOLM).measured_at
    assert measured_at is not None
    assert HEARD_AT - STORED_WITHIN <= measured_at <= HEARD_AT


def looked_at(written: datetime, *shown: datetime) -> Moment:
    return dated(undated(written), HEARD_AT, STOCKHOLM, shown)


@pytest.mark.parametrize(
    "shows",
    [
        datetime(1970, 1, 4, 6),
        datetime(2010, 1, 1, 0, 3),
        BY_THE_WALL - timedelta(hours=1),
        BY_THE_WALL + timedelta(hours=1),
        BY_THE_WALL - timedelta(days=1),
        BY_THE_WALL + timedelta(days=1),
    ],
    ids=["of 1970", "of 2010", "an hour slow", "an hour fast", "a day slow", "a day fast"],
)
@pytest.mark.parametrize("age", [timedelta(minutes=11), timedelta(days=2), timedelta(days=200)])
def test_by_a_clock_that_was_looked_at_a_stored_reading_is_dated_right_however_wrong_the_clock_is(
    shows: datetime, age: timedelta
) -> None:
    moment = looked_at(shows - age, shows)
    assert (moment.measured_at, moment.time_quality) == (HEARD_AT - age, TimeQuality.CORRECTED)
    assert moment.device_time == shows - age


@pytest.mark.parametrize("age", [timedelta(0), LIVE_WITHIN, -LIVE_WITHIN])
def test_by_a_clock_that_was_looked_at_a_live_reading_is_dated_by_its_arrival(age: timedelta) -> None:
    shows = datetime(2010, 1, 1, 0, 30)
    moment = looked_at(shows - age, shows)
    assert (moment.measured_at, moment.time_quality) == (HEARD_AT, TimeQuality.ARRIVAL)


def test_a_reading_of_the_time_before_the_clock_was_set_is_dated_by_that_time() -> None:
    before = datetime(1970, 1, 4, 6)
    moment = looked_at(before - timedelta(days=1), BY_THE_WALL, before)
    assert (moment.measured_at, moment.time_quality) == (HEARD_AT - timedelta(days=1), TimeQuality.CORRECTED)


@pytest.mark.parametrize("written", [BY_THE_WALL + timedelta(hours=1), BY_THE_WALL - CHECKED_WITHIN - timedelta(1)])
def test_a_time_that_no_clock_explains_is_overruled_by_the_arrival(written: datetime) -> None:
    moment = looked_at(written, BY_THE_WALL)
    assert (moment.measured_at, moment.time_quality) == (HEARD_AT, TimeQuality.ARRIVAL)


def test_a_clock_that_was_looked_at_says_nothing_of_a_reading_without_a_time() -> None:
    assert dated(undated(None), HEARD_AT, STOCKHOLM, [BY_THE_WALL]).time_quality is TimeQuality.ARRIVAL
