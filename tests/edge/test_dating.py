from __future__ import annotations

from datetime import datetime

from small_hub import AT, BOOT, STOCKHOLM, body, trusted, untrusted

from edge.dating import moment_of, redated
from vitals.moment import TimeQuality


def test_what_is_heard_with_trusted_time_is_dated_by_its_arrival() -> None:
    moment = moment_of(None, trusted(), STOCKHOLM)
    assert (moment.heard_at, moment.measured_at, moment.time_quality) == (AT, AT, TimeQuality.ARRIVAL)


def test_what_was_stored_in_the_device_is_dated_by_the_device_in_the_homes_zone() -> None:
    moment = moment_of(datetime(2026, 3, 1, 7, 10), trusted(), STOCKHOLM)
    assert moment.measured_at == datetime.fromisoformat("2026-03-01T06:10:00Z")
    assert moment.time_quality is TimeQuality.DEVICE


def test_what_is_heard_without_trusted_time_keeps_boot_and_monotonic_and_no_date() -> None:
    moment = moment_of(datetime(2026, 3, 2, 7, 10), untrusted(5), STOCKHOLM)
    assert (moment.heard_at, moment.measured_at, moment.time_quality) == (None, None, TimeQuality.UNKNOWN)
    assert (moment.boot_id, moment.monotonic_ms, moment.device_time) == (BOOT, 5, datetime(2026, 3, 2, 7, 10))


def test_a_body_that_waited_is_dated_by_the_time_that_has_passed_since() -> None:
    final = redated(body(heard_at=None, monotonic_ms=30_000, kind="measurement"), trusted(90_000), STOCKHOLM)
    assert final is not None
    assert final["heard_at"] == final["measured_at"] == "2026-03-02T06:09:00.000Z"
    assert (final["time_quality"], final["monotonic_ms"], final["kind"]) == ("arrival", 30_000, "measurement")


def test_a_body_of_another_boot_cannot_be_dated_here() -> None:
    assert redated(body(heard_at=None), trusted(boot_id="0" * 16), STOCKHOLM) is None
