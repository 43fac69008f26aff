"""Stored readings are dated by the age that the device's own clock gives them, once somebody has looked at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from small_hub import CUFF, SCALE, SmallHub, trusted, untrusted, weighing

from edge.device_news import BatteryTold, Called, ClockShown, Parted
from edge.events import Event
from simulator.payload import weight_measurement

UNSET = datetime(2010, 1, 1, 0, 3)
"""Where a clock starts whose battery was changed."""


class Listener:
    """A hub that hears a scale, and what it has kept."""

    def __init__(self, *, is_trusted: bool = True) -> None:
        self.hub = SmallHub()
        self.hub.start(trusted(0) if is_trusted else untrusted(0))

    def hears(self, *events: Event, at_ms: int = 90_000, is_trusted: bool = True) -> None:
        for event in events:
            self.hub.conductor.hear(event, trusted(at_ms) if is_trusted else untrusted(at_ms))

    def sent(self) -> list[Any]:
        return [envelope.record.to_wire() for envelope in self.hub.line.records()]

    def kept(self) -> list[Any]:
        return [self.hub.outbox.body(waiting.key) for waiting in self.hub.outbox.waiting()]


def stored(written: datetime) -> Event:
    return weighing(weight_measurement(80.1, at=written))


def test_what_comes_before_the_look_at_the_clock_is_on_the_card_and_waits_and_is_then_dated_by_it() -> None:
    hub = Listener()
    hub.hears(Called(SCALE.address), stored(UNSET - timedelta(days=2)))
    assert (len(hub.kept()), hub.sent()) == (1, [])
    hub.hears(ClockShown(SCALE.address, UNSET), at_ms=91_000)
    (body,) = hub.sent()
    assert (body["measured_at"], body["time_quality"]) == ("2026-02-28T06:10:01.000Z", "corrected")
    assert body["device_time"] == "2009-12-30T00:03:00"


def test_what_comes_after_the_look_is_dated_at_once() -> None:
    hub = Listener()
    hub.hears(Called(SCALE.address), ClockShown(SCALE.address, UNSET), stored(UNSET - timedelta(hours=5)))
    assert [body["measured_at"] for body in hub.sent()] == ["2026-03-02T01:10:00.000Z"]


def test_a_device_that_hangs_up_before_the_look_is_dated_without_it() -> None:
    hub = Listener()
    hub.hears(Called(SCALE.address), stored(UNSET))
    assert hub.sent() == []
    hub.hears(Parted(SCALE.address))
    assert [body["time_quality"] for body in hub.sent()] == ["arrival"]


def test_a_clock_that_was_set_after_the_look_still_dates_what_was_stored_before() -> None:
    hub = Listener()
    hub.hears(Called(SCALE.address), ClockShown(SCALE.address, UNSET), Parted(SCALE.address))
    hub.hears(Called(SCALE.address), stored(UNSET - timedelta(days=1)), at_ms=150_000)
    hub.hears(ClockShown(SCALE.address, datetime(2026, 3, 2, 7, 11)), at_ms=150_000)
    (body,) = hub.sent()
    assert (body["measured_at"], body["time_quality"]) == ("2026-03-01T06:10:00.000Z", "corrected")


def test_without_trusted_time_the_age_is_kept_until_the_time_comes() -> None:
    hub = Listener(is_trusted=False)
    hub.hears(Called(SCALE.address), ClockShown(SCALE.address, UNSET), at_ms=30_000, is_trusted=False)
    hub.hears(stored(UNSET - timedelta(days=1)), Parted(SCALE.address), at_ms=30_000, is_trusted=False)
    assert hub.sent() == []
    hub.hears(Parted(SCALE.address), at_ms=90_000)
    (body,) = hub.sent()
    assert (body["heard_at"], body["measured_at"]) == ("2026-03-02T06:09:00.000Z", "2026-03-01T06:09:00.000Z")


def test_another_devices_readings_wait_for_nobody_elses_clock() -> None:
    hub = Listener()
    hub.hears(Called(CUFF.address), stored(datetime(2026, 3, 1, 7, 10)))
    assert [body["time_quality"] for body in hub.sent()] == ["device"]


@pytest.mark.parametrize("news", [Called, Parted])
def test_a_stranger_has_no_clock_and_no_battery_here(news: type[Called | Parted]) -> None:
    hub = Listener()
    hub.hears(news("C0:00:00:00:00:99"), ClockShown("C0:00:00:00:00:99", UNSET), BatteryTold("C0:00:00:00:00:99", 3))
    assert [device.battery_percent for device in hub.hub.conductor.hub.status(trusted()).devices] == [None, None]


def test_a_battery_stands_in_the_heartbeat_of_its_device() -> None:
    hub = Listener()
    hub.hears(BatteryTold(SCALE.address.lower(), 40))
    hub.hears(BatteryTold(SCALE.address, 35))
    assert [device.battery_percent for device in hub.hub.conductor.hub.status(trusted()).devices] == [35, None]


def test_a_hub_that_is_killed_before_the_look_dates_what_it_kept_as_if_nobody_would_have_looked() -> None:
    hub = Listener()
    hub.hears(Called(SCALE.address), stored(datetime(2026, 3, 1, 7, 10)))
    again = SmallHub()
    again.outbox.begin_epoch(hub.hub.outbox.waiting()[0].key.epoch)
    again.outbox.adopt(hub.hub.outbox.waiting()[0], hub.kept()[0])
    again.conductor.start(replace(trusted(5_000), boot_id="0" * 16))
    (waiting,) = again.outbox.waiting()
    body = again.outbox.body(waiting.key)
    assert waiting.is_dated
    assert (body["measured_at"], body["time_quality"]) == ("2026-03-01T06:10:00.000Z", "device")
