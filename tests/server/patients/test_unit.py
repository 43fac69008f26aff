"""What a unit promises: the same for a whole week, renewed long before it expires."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from server.patients.hours import Hours, parse_exceptions, parse_hours
from server.patients.unit import Line, Unit
from vitals.fields import MANY

UNIT = Unit(
    unit="rosen",
    name="Rosens vårdcentral",
    zone="Europe/Stockholm",
    reader="eva",
    telephone="010-123 45 67",
    hours=parse_hours(["mon-fri 08:00-16:30"]),
)
MONDAY = datetime(2026, 3, 1, 23, tzinfo=UTC)
"""Midnight in Stockholm, where the week begins."""
WEEK = timedelta(weeks=1)
SECOND = timedelta(seconds=1)


@pytest.mark.decision("A3")
def test_the_promise_is_the_same_all_week_and_another_on_monday() -> None:
    told = {UNIT.coverage(MONDAY + timedelta(minutes=10 * each)) for each in range(7 * 24 * 6)}
    assert len(told) == 1
    assert UNIT.coverage(MONDAY - SECOND) not in told
    assert UNIT.coverage(MONDAY + WEEK) not in told


@pytest.mark.decision("A3")
def test_the_promise_holds_for_three_weeks_at_least_and_names_the_next_look() -> None:
    for now in (MONDAY, MONDAY + timedelta(days=4, hours=18), MONDAY + WEEK - SECOND):
        coverage = UNIT.coverage(now)
        assert coverage.expires_at - now > timedelta(days=20)
        assert coverage.next_look(now) is not None
    friday_evening = MONDAY + timedelta(days=4, hours=18)
    ahead = UNIT.coverage(friday_evening).next_look(friday_evening)
    assert ahead is not None
    assert ahead.opens_at == datetime(2026, 3, 9, 7, tzinfo=UTC)


def test_a_holiday_is_not_promised() -> None:
    closed = replace(UNIT, hours=replace(UNIT.hours, exceptions=parse_exceptions(["2026-03-02 closed"])))
    ahead = closed.coverage(MONDAY).next_look(MONDAY)
    assert ahead is not None
    assert ahead.opens_at == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert closed.days_that_differ(MONDAY) == [date(2026, 3, 2)]
    assert closed.days_that_differ(MONDAY + WEEK) == []


def test_the_busiest_week_fits_the_list() -> None:
    busy = replace(UNIT, hours=parse_hours(["mon-sun 08:00-12:00 13:00-17:00"]))
    assert len(busy.coverage(MONDAY).staffed) == 56 <= MANY


def test_a_unit_without_hours_promises_nothing() -> None:
    assert replace(UNIT, hours=Hours()).coverage(MONDAY).next_look(MONDAY) is None


def test_the_week_begins_in_the_units_own_zone() -> None:
    assert UNIT.promised_until(MONDAY) == datetime(2026, 3, 29, 22, tzinfo=UTC), "summer time begins that Sunday"
    assert replace(UNIT, zone="UTC").promised_until(MONDAY) == datetime(2026, 3, 23, tzinfo=UTC)


def test_what_is_wrong_with_a_unit_is_said_all_at_once() -> None:
    wrong = replace(UNIT, unit="Rosen!", name="", telephone="call us", outside=Line(name="x" * 61, telephone="1"))
    assert len(wrong.faults()) == 5
    assert replace(UNIT, outside=Line(name="Jouren", telephone="010-1")).faults() == []
