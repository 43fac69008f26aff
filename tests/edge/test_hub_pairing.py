"""A device that people paired: kept with its record or not at all, read at once, and after every restart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_hub import PAIRED, SCALE, SETTINGS, SmallHub, trusted, untrusted, weighing

from edge.device_news import DevicePaired
from edge.devices.link import Secrets
from edge.events import Keep
from edge.ports import StorageError
from vitals.hub_status import DEVICES_MAX
from vitals.identity import DeviceId
from vitals.record import Paired

ITS_SCALE = replace(PAIRED, family="standard-scale", secrets=Secrets())


def test_a_paired_device_is_in_the_stream_and_read_from_then_on() -> None:
    hub = SmallHub()
    hub.start(trusted())
    assert hub.conductor.hear(weighing(address=PAIRED.address), trusted()) is None
    hub.conductor.hear(DevicePaired(ITS_SCALE, "BF720"), trusted())
    hub.conductor.hear(weighing(address=PAIRED.address), trusted())
    first, second = (envelope.record for envelope in hub.line.records())
    assert isinstance(first, Paired)
    assert (first.device, first.family, first.name) == (PAIRED.device, "standard-scale", "BF720")
    assert second.device == PAIRED.device  # type: ignore[union-attr]
    assert hub.outbox.devices() == [ITS_SCALE]


def test_a_paired_device_is_read_after_a_restart_without_being_in_hub_toml(tmp_path: Path) -> None:
    path = str(tmp_path / "outbox.db")
    hub = SmallHub(path)
    hub.start(trusted())
    hub.conductor.hear(DevicePaired(ITS_SCALE, "BF720"), trusted())
    hub.sql.close()
    again = SmallHub(path)
    again.start(trusted())
    [kept] = again.conductor.hub.step(weighing(address=PAIRED.address), trusted())
    assert isinstance(kept, Keep)
    assert list(again.conductor.hub.devices) == [*(device.address for device in SETTINGS.devices), PAIRED.address]
    again.sql.close()


def test_a_card_that_cannot_keep_it_enrols_nobody_and_says_so() -> None:
    hub = SmallHub()
    hub.start(trusted())
    hub.sql.execute("PRAGMA query_only=1")
    with pytest.raises(StorageError):
        hub.conductor.hear(DevicePaired(ITS_SCALE, "BF720"), trusted())
    assert PAIRED.address not in hub.conductor.hub.devices
    hub.sql.execute("PRAGMA query_only=0")
    assert hub.conductor.hear(weighing(address=PAIRED.address), trusted()) is None


def test_a_hub_without_the_time_keeps_the_pairing_and_dates_it_later() -> None:
    hub = SmallHub()
    hub.start(untrusted())
    hub.conductor.hear(DevicePaired(ITS_SCALE, "BF720"), untrusted())
    [waiting] = hub.outbox.waiting()
    assert not waiting.is_dated
    hub.conductor.hear(weighing(), trusted())
    assert all(waiting.is_dated for waiting in hub.outbox.waiting())


def test_a_paired_device_stands_in_the_heartbeat_which_never_names_too_many() -> None:
    hub = SmallHub()
    hub.start(trusted())
    hub.conductor.hear(DevicePaired(ITS_SCALE, "BF720"), trusted())
    status = hub.conductor.hub.status(trusted())
    assert [device.device for device in status.devices][-1] == PAIRED.device
    for number in range(DEVICES_MAX):
        other = replace(ITS_SCALE, address=f"C0:00:00:00:01:{number:02X}", device=DeviceId(f"{number:x<16}"))
        hub.conductor.hear(DevicePaired(other, "BF720"), trusted())
    assert len(hub.conductor.hub.status(trusted()).devices) == DEVICES_MAX


def test_a_device_of_hub_toml_that_is_paired_again_keeps_its_id() -> None:
    hub = SmallHub()
    hub.start(trusted())
    hub.conductor.hear(DevicePaired(replace(SCALE, name="UC-352"), "UC-352"), trusted())
    assert hub.conductor.hub.devices[SCALE.address].device == SCALE.device
