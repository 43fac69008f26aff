"""Staffed hours: read strictly, told as instants over every change of clocks, said as people say them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patients.hours import A_DAY_MINUTES, Day, Hours, parse_exceptions, parse_hours

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAYS = st.lists(st.integers(0, A_DAY_MINUTES), max_size=4, unique=True).map(
    lambda ends: tuple(zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)
WEEKS = st.lists(DAYS, min_size=7, max_size=7).map(tuple)
DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def instants(hours: Hours, first: date, days: int = 1) -> list[tuple[str, str]]:
    """Give the stretches of some days as people read them in UTC."""
    return [
        (f"{each.opens_at:%d %H:%M}", f"{each.closes_at:%d %H:%M}") for each in hours.staffed(STOCKHOLM, first, days)
    ]


def test_a_week_is_read_from_words_and_the_later_word_for_a_day_counts() -> None:
    hours = parse_hours(["mon-fri 08:00-12:00 13:00-16:30", "FRI 08:00-15:00", "sun 10:00-24:00"])
    assert hours.weekly == (((480, 720), (780, 990)),) * 4 + (((480, 900),), (), ((600, 1_440),))


def test_days_that_differ_stand_before_the_week() -> None:
    exceptions = parse_exceptions(["2026-03-05 closed", "2026-03-07 09:00-11:00"])
    hours = Hours(weekly=parse_hours(["mon-fri 08:00-16:30"]).weekly, exceptions=exceptions)
    assert instants(hours, date(2026, 3, 2), 7) == [
        ("02 07:00", "02 15:30"),
        ("03 07:00", "03 15:30"),
        ("04 07:00", "04 15:30"),
        ("06 07:00", "06 15:30"),
        ("07 08:00", "07 10:00"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mon",
        "mon-",
        "mån 08:00-16:00",
        "fri-mon 08:00-16:00",
        "mon 8:00-16:00",
        "mon 16:00-08:00",
        "mon 08:00-08:00",
        "mon 08:60-16:00",
        "mon 08:00-24:01",
        "mon 08:00-10:00 10:00-12:00",
        "mon 08:00-09:00 10:00-11:00 12:00-13:00",
        "mon closed 08:00-09:00",
    ],
)
def test_what_is_no_week_is_refused_with_the_words_that_are_wrong(text: str) -> None:
    with pytest.raises(ValueError, match=r"begin|names no|stretch|backwards") as problem:
        parse_hours([text])
    assert repr(text) in str(problem.value)


@pytest.mark.parametrize("text", ["", "24/12 closed", "2026-12-24", "2026-02-30 closed", "2026-12-24 open"])
def test_what_is_no_day_that_differs_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"begin with a day|names no time|no stretch"):
        parse_exceptions([text])


def test_the_change_of_clocks_moves_the_instants_and_never_the_hours() -> None:
    hours = parse_hours(["mon-sun 08:00-16:00"])
    assert instants(hours, date(2026, 3, 28), 2) == [("28 07:00", "28 15:00"), ("29 06:00", "29 14:00")]
    assert instants(hours, date(2026, 10, 24), 2) == [("24 06:00", "24 14:00"), ("25 07:00", "25 15:00")]


def test_the_hour_that_a_spring_night_leaves_out_is_no_staffed_hour() -> None:
    torn = parse_hours(["sun 01:00-02:30 03:00-04:00"])
    assert instants(torn, date(2026, 3, 29)) == [("29 00:00", "29 02:00")]
    night = parse_hours(["sun 02:00-03:00"])
    assert instants(night, date(2026, 3, 29)) == []
    assert instants(night, date(2026, 10, 25)) == [("25 00:00", "25 02:00")], "and the one that comes twice is two"


def test_stretches_that_touch_at_midnight_are_one() -> None:
    always = parse_hours(["mon-sun 00:00-24:00"])
    assert instants(always, date(2026, 3, 2), 3) == [("01 23:00", "04 23:00")]


def test_the_week_is_said_with_like_days_together() -> None:
    hours = parse_hours(["mon-tue 08:00-12:00 13:00-16:30", "wed 08:00-12:00", "sat-sun 10:00-11:05"])
    assert hours.said("sv") == "måndag–tisdag 8–12 och 13–16.30, onsdag 8–12, lördag–söndag 10–11.05"
    assert hours.said("en") == "Monday–Tuesday 8–12 and 13–16:30, Wednesday 8–12, Saturday–Sunday 10–11:05"
    assert Hours().said("sv") == ""


@given(WEEKS, st.dictionaries(DATES, DAYS, max_size=3))
def test_hours_come_back_from_the_store_as_they_were(weekly: tuple[Day, ...], exceptions: dict[date, Day]) -> None:
    hours = Hours(weekly=weekly, exceptions=exceptions)
    assert Hours.from_json(hours.to_json()) == hours


@given(WEEKS, DATES)
def test_instants_stand_in_order_and_never_touch(weekly: tuple[Day, ...], first: date) -> None:
    told = Hours(weekly=weekly).staffed(STOCKHOLM, first, 28)
    assert all(each.opens_at < each.closes_at for each in told)
    assert all(before.closes_at < after.opens_at for before, after in pairwise(told))
    assert not told or told[-1].closes_at - told[0].opens_at <= timedelta(days=28, hours=1)


@given(st.text(max_size=30))
def test_no_words_break_the_readers(text: str) -> None:
    for read in (parse_hours, parse_exceptions):
        with suppress(ValueError):
            assert read([text]) in (Hours(), {}) or text
