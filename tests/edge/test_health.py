"""How a hub is: what it heard, what is wrong, and that a heartbeat is never too long for the server."""

from __future__ import annotations

from dataclasses import replace

from small_hub import SCALE, SETTINGS, trusted

from edge.device_news import BatteryTold, Parted, TroubleTold
from edge.health import Health, Queue, last_will
from edge.recording import REASON_MAX
from vitals.hub_status import HubStatus
from vitals.identity import Epoch

QUEUE = Queue(epoch=Epoch("0" * 16), next_sequence=1, depth=0, oldest_at=None)


def told(health: Health) -> HubStatus:
    return health.status(SETTINGS.hub, "0", QUEUE, [SCALE.device], 0, trusted())


def test_a_device_that_was_heard_by_a_clock_nobody_trusts_has_no_time() -> None:
    health = Health()
    health.hear(SCALE.device, trusted())
    assert told(health).devices[0].last_heard_at == trusted().wall_at
    health.hear(SCALE.device, replace(trusted(), is_trusted=False))
    assert told(health).devices[0].last_heard_at is None


def test_a_fault_of_the_radio_is_news_once_however_long_its_sentence() -> None:
    health = Health()
    long = "x" * (REASON_MAX + 50)
    assert health.note_radio(long)
    assert not health.note_radio(long)
    assert told(health).radio_fault == "x" * REASON_MAX
    assert health.note_radio(None)


def test_a_fault_of_the_card_is_cut_to_what_the_contract_takes() -> None:
    health = Health()
    health.note_storage("y" * 500)
    assert told(health).storage_fault == "y" * REASON_MAX


def test_the_last_will_proves_nothing() -> None:
    will = last_will(told(Health()))
    assert (will.online, will.sent_at) == (False, None)


def test_a_device_in_trouble_is_told_at_once_and_until_it_is_heard_again() -> None:
    health = Health()
    assert health.learn(SCALE.device, TroubleTold(SCALE.address, "z" * 500))
    assert not health.learn(SCALE.device, TroubleTold(SCALE.address, "z" * 500))
    assert told(health).devices[0].trouble == "z" * REASON_MAX
    assert not health.learn(SCALE.device, Parted(SCALE.address))
    health.hear(SCALE.device, trusted())
    assert told(health).devices[0].trouble is None


def test_the_latest_of_a_battery_stands() -> None:
    health = Health()
    for percent in (80, 75):
        assert not health.learn(SCALE.device, BatteryTold(SCALE.address, percent))
    assert told(health).devices[0].battery_percent == 75
