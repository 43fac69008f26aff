"""What devices' clocks show: as they were looked at, before anybody sets them, on the hub's monotonic clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from small_hub import BOOT, CUFF, SCALE, trusted, untrusted

from edge.device_clocks import AWAITED_AT_MOST_MS, DeviceClocks

UNSET = datetime(2010, 1, 1, 0, 3)


def test_a_clock_goes_on_from_what_it_showed_whatever_our_own_clock_is_worth() -> None:
    clocks = DeviceClocks()
    clocks.read(SCALE.device, UNSET, untrusted(90_000))
    shown = clocks.shown_by(SCALE.device, BOOT)
    assert shown(90_000) == [UNSET]
    assert shown(30_000) == [UNSET - timedelta(minutes=1)]
    assert clocks.shown_by(CUFF.device, BOOT)(90_000) == []


def test_a_clock_that_was_set_is_remembered_as_it_was_and_no_further_back() -> None:
    clocks = DeviceClocks()
    for shows in (datetime(1970, 1, 1), UNSET, datetime(2026, 3, 2, 7, 10)):
        clocks.read(SCALE.device, shows, trusted())
    assert clocks.shown_by(SCALE.device, BOOT)(90_000) == [datetime(2026, 3, 2, 7, 10), UNSET]


def test_a_clock_that_only_runs_a_little_wrong_is_the_same_clock() -> None:
    clocks = DeviceClocks()
    clocks.read(SCALE.device, UNSET, trusted(90_000))
    clocks.read(SCALE.device, UNSET + timedelta(seconds=70), trusted(150_000))
    assert clocks.shown_by(SCALE.device, BOOT)(150_000) == [UNSET + timedelta(seconds=70)]


@pytest.mark.parametrize("shows", [None, datetime(1, 1, 1), datetime(1969, 12, 31), datetime(9999, 12, 31, 23, 59)])
def test_a_clock_that_shows_nothing_of_use_is_no_longer_awaited_and_dates_nothing(shows: datetime | None) -> None:
    clocks = DeviceClocks()
    clocks.await_reading(SCALE.device, trusted())
    clocks.read(SCALE.device, shows, trusted())
    assert not clocks.are_awaited(trusted())
    assert clocks.shown_by(SCALE.device, BOOT)(90_000) == []


def test_another_boot_knows_nothing_of_this_ones_clocks() -> None:
    clocks = DeviceClocks()
    clocks.read(SCALE.device, UNSET, trusted())
    assert clocks.shown_by(SCALE.device, "0" * 16)(90_000) == []
    clocks.read(CUFF.device, UNSET, trusted(boot_id="0" * 16))
    assert clocks.shown_by(SCALE.device, "0" * 16)(90_000) == []


def test_a_look_is_awaited_until_it_comes_or_the_link_ends_or_two_minutes_have_passed() -> None:
    clocks = DeviceClocks()
    clocks.await_reading(SCALE.device, trusted(0))
    assert clocks.is_awaited(SCALE.device, trusted(AWAITED_AT_MOST_MS - 1))
    assert not clocks.is_awaited(CUFF.device, trusted(1))
    assert not clocks.is_awaited(SCALE.device, trusted(AWAITED_AT_MOST_MS))
    clocks.part(SCALE.device)
    assert not clocks.are_awaited(trusted(1))
