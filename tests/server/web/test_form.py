from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from server.web import form
from server.web.words import Language

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
"""Half an hour after the clocks in Stockholm have gone from two to three."""


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "2026-03-29 01:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29 03:00"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "2027-01-01 00:30"),
    ],
)
def test_an_instant_is_written_by_the_clock_on_the_wall(at: datetime, written: str) -> None:
    assert form.local_time(at) == written
    assert form.clock(at) == written[-5:]


def test_another_zone_has_its_own_clock() -> None:
    assert form.local_time(NOW, "America/Los_Angeles") == "2026-03-28 18:30"
    assert form.when(NOW, NOW, "sv", "America/Los_Angeles") == "i dag 18:30"


def test_today_is_the_readers_day_and_not_the_last_24_hours() -> None:
    midnight = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    assert form.when(midnight, NOW, "sv") == "i dag 00:00"
    assert form.when(midnight - timedelta(minutes=1), NOW, "sv") == "2026-03-28 23:59"
    assert form.briefly(midnight, NOW) == "00:00"
    assert form.briefly(midnight - timedelta(minutes=1), NOW) == "2026-03-28"


@pytest.mark.parametrize(
    ("passed", "sv", "en"),
    [
        (timedelta(minutes=-5), "0 min", "0 min"),
        (timedelta(seconds=59), "0 min", "0 min"),
        (timedelta(minutes=59, seconds=59), "59 min", "59 min"),
        (timedelta(hours=1), "1 tim", "1 h"),
        (timedelta(hours=23, minutes=59), "23 tim", "23 h"),
        (timedelta(days=1), "1 dygn", "1 day"),
        (timedelta(days=1, hours=23), "1 dygn", "1 day"),
        (timedelta(days=40), "40 dygn", "40 days"),
    ],
)
def test_a_wait_is_said_in_one_unit(passed: timedelta, sv: str, en: str) -> None:
    assert form.waited(NOW - passed, NOW, "sv") == sv
    assert form.waited(NOW - passed, NOW, "en") == en


def test_how_long_ago_begins_with_just_now() -> None:
    assert form.ago(NOW, NOW, "sv") == "nyss"
    assert form.ago(NOW - timedelta(minutes=3), NOW, "en") == "3 min ago"


@pytest.mark.parametrize(
    ("vital", "value", "sv", "en"),
    [
        ("body_weight", 81_349, "81,3", "81.3"),
        ("body_weight", 81_350, "81,4", "81.4"),
        ("body_weight", 99_950, "100,0", "100.0"),
        ("systolic", 1_325, "133", "133"),
        ("systolic", 1_324, "132", "132"),
        ("pulse_rate", 5, "1", "1"),
    ],
)
def test_values_are_rounded_as_people_round(vital: str, value: int, sv: str, en: str) -> None:
    assert form.quantity(vital, value, "sv") == sv
    assert form.quantity(vital, value, "en") == en


@pytest.mark.parametrize(
    ("grams", "language", "written"),
    [(3_840, "sv", "+3,8"), (-350, "sv", "−0,4"), (-49, "en", "±0.0"), (50, "en", "+0.1"), (0, "sv", "±0,0")],
)
def test_a_change_has_its_sign_and_minus_is_a_minus(grams: int, language: Language, written: str) -> None:
    assert form.change(grams, language) == written
    assert "-" not in form.change(grams, language)


def test_a_birthday_counts_from_local_midnight() -> None:
    born = date(1943, 3, 18)
    eve = datetime(2026, 3, 17, 22, 59, tzinfo=UTC)
    assert form.age(born, eve) == 82
    assert form.age(born, eve + timedelta(minutes=1)) == 83


def test_a_personnummer_has_its_dash() -> None:
    assert form.personnummer("194303189817") == "19430318-9817"
