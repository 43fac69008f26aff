"""Whom nobody can introduce the hub to; tests/ble/test_introduction.py has the rest, on virtual devices."""

from __future__ import annotations

import asyncio

import pytest
from bleak.backends.device import BLEDevice
from pairing_play import family

from edge.adapters.ble_introduction import Introductions
from edge.devices.link import Secrets
from edge.pace import Pace
from edge.pairing.port import BondError
from edge.pairing.why import Why
from edge.roster import Offer

ADDRESS = "C0:00:00:00:00:07"


def introduced(offer: Offer[BLEDevice] | None, name: str) -> BondError:
    introductions = Introductions(lambda _: offer, lambda: None, Pace())
    with pytest.raises(BondError) as caught:
        asyncio.run(introductions.introduce(ADDRESS, family(name), Secrets()))
    return caught.value


def test_a_device_that_is_not_heard_any_more_is_not_reached() -> None:
    problem = introduced(None, "omron-cuff")
    assert (problem.why, str(problem)) == (Why.NOT_REACHED, f"{ADDRESS} is not heard any more")


def test_a_family_to_which_nothing_is_said_once_is_not_called() -> None:
    device = BLEDevice(ADDRESS, "Scale", {"path": "/org/bluez/hci0/dev_C0", "props": {}})
    offer = Offer(address=ADDRESS, device=device, name="Scale", heard_s=0.0)
    assert introduced(offer, "a-and-d-scale").why is Why.NOT_REACHED
