"""Devices that only advertise say everything many times; the hub keeps it once, and loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from small_hub import EPOCH, MI_SCALE, SCALE, SETTINGS, WEIGHING, trusted, weighing
from xiaomi_encoder import mi_scale_2

from edge.events import Indication, Keep, NotKept, Order, Started
from edge.hub import Hub
from edge.repeats import SAID_AGAIN_MS

MORNING = datetime(2026, 3, 2, 7, 10)


class Listener:
    """A hub with a Mi scale, and a clock that tests set."""

    def __init__(self) -> None:
        self.hub = Hub(replace(SETTINGS, devices=(SCALE, MI_SCALE)), lambda: 0.5)
        self.hub.step(Started(epoch=EPOCH, waiting=(), desired=None, storage_fault=None), trusted(0))
        self.ms = 1_000

    def hears(self, payload: bytes, *, after_ms: int = 100) -> int:
        """Hear service data; gives how many records are kept."""
        self.ms += after_ms
        said = Indication(address=MI_SCALE.address, characteristic="181b", payload=payload, name="MIBFS")
        return _kept(self.hub.step(said, trusted(self.ms)))


def _kept(orders: list[Order]) -> int:
    return sum(isinstance(order, Keep) for order in orders)


def test_what_is_said_again_and_again_is_kept_once() -> None:
    listener = Listener()
    assert listener.hears(mi_scale_2(16_000, MORNING, 0, stabilised=False)) == 0
    assert [listener.hears(mi_scale_2(16_280, MORNING, 0)) for _ in range(50)] == [1] + [0] * 49
    assert listener.hears(mi_scale_2(16_280, MORNING, 0, removed=True)) == 0, "nobody stands on it any more"
    assert listener.hears(mi_scale_2(16_280, MORNING, 503)) == 0, "the impedance is none of our business"


def test_another_weight_or_another_time_is_something_new_and_the_old_is_still_known() -> None:
    listener = Listener()
    first, heavier = mi_scale_2(16_280, MORNING, 0), mi_scale_2(16_300, MORNING, 0)
    later = mi_scale_2(16_280, MORNING.replace(hour=8), 0)
    assert [listener.hears(each) for each in (first, heavier, later, first, heavier, later)] == [1, 1, 1, 0, 0, 0]


def test_after_ten_minutes_of_silence_the_same_is_something_new() -> None:
    listener = Listener()
    same = mi_scale_2(16_280, MORNING, 0)
    assert listener.hears(same) == 1
    assert listener.hears(same, after_ms=SAID_AGAIN_MS - 1) == 0
    assert listener.hears(same, after_ms=SAID_AGAIN_MS) == 1


def test_what_cannot_be_read_is_kept_once_too() -> None:
    listener = Listener()
    assert [listener.hears(b"\x02\x24"), listener.hears(b"\x02\x24"), listener.hears(b"\x02")] == [1, 0, 0]


def test_a_device_that_is_called_may_say_the_same_twice_for_the_server_to_judge() -> None:
    listener = Listener()
    orders = [listener.hub.step(weighing(WEIGHING), trusted(5_000)) for _ in range(2)]
    assert list(map(_kept, orders)) == [1, 1]


def test_what_the_card_did_not_keep_is_news_when_it_is_said_again() -> None:
    listener = Listener()
    same = mi_scale_2(16_280, MORNING, 0)
    assert listener.hears(same) == 1
    listener.hub.step(NotKept("the card is full"), trusted(listener.ms))
    assert [listener.hears(same), listener.hears(same)] == [1, 0]
