"""Local days from three to three, in every zone and on the nights when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.local_day import day_end, local_day

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ZONES = [STOCKHOLM, *map(ZoneInfo, ("UTC", "Europe/London", "America/Los_Angeles", "Asia/Kathmandu"))]
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
SECOND = timedelta(seconds=1)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@given(instants, st.sampled_from(ZONES))
def test_the_day_of_an_instant_is_what_a_clock_on_the_wall_says(at: datetime, zone: ZoneInfo) -> None:
    wall = at.astimezone(zone)
    day = wall.date() if wall.hour >= 3 else wall.date() - timedelta(1)
    assert date.fromordinal(local_day(at, zone)) == day


@given(st.dates(date(2020, 1, 1), date(2034, 12, 31)))
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    end = day_end(day.toordinal(), STOCKHOLM)
    assert local_day(end, STOCKHOLM) == day.toordinal() + 1
    assert local_day(end - SECOND, STOCKHOLM) == day.toordinal()


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 24), (SPRING - timedelta(1), 23), (AUTUMN - timedelta(1), 25)])
def test_days_are_as_long_as_they_are(day: date, hours: int) -> None:
    length = day_end(day.toordinal(), STOCKHOLM) - day_end(day.toordinal() - 1, STOCKHOLM)
    assert length == timedelta(hours=hours)
