from __future__ import annotations

from dataclasses import replace

import pytest
from contract_samples import FULL_STATUS, STATUS

from vitals.fields import Fields, WireError
from vitals.hub_status import DeviceStatus, HubStatus, Machine

QUIET = replace(
    STATUS,
    online=False,
    sent_at=None,
    oldest_unsettled_at=None,
    storage_fault="the card does not keep what it is given",
    radio_fault=None,
    devices=(DeviceStatus(device=STATUS.devices[0].device, last_heard_at=None, battery_percent=None),),
)


BLIND = replace(STATUS, machine=Machine(uptime_s=0, disk_free_bytes=None, temperature_celsius=None))


@pytest.mark.parametrize("status", [STATUS, QUIET, FULL_STATUS, BLIND])
def test_a_heartbeat_comes_back_as_it_was_sent(status: HubStatus) -> None:
    assert HubStatus.from_wire(Fields(status.to_wire(), "")) == status


@pytest.mark.parametrize("battery", [-1, 101, 50.5])
def test_a_battery_is_between_empty_and_full(battery: float) -> None:
    wire = STATUS.to_wire()
    wire["devices"][0]["battery_percent"] = battery
    with pytest.raises(WireError) as caught:
        HubStatus.from_wire(Fields(wire, ""))
    assert caught.value.field == "devices[0].battery_percent"


def test_the_heartbeat_of_an_older_hub_says_nothing_of_its_computer_and_of_troubles() -> None:
    wire = STATUS.to_wire()
    assert not {"machine", "has_screen"} & set(wire)
    assert "trouble" not in wire["devices"][0]
