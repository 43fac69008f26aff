"""The session with a device that keeps to the standard profiles, and the parts that other sessions are made of."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from edge.devices.link import Link, LinkError, RefusedError
from edge.gatt.battery_level import decode_battery_level
from edge.gatt.current_time import decode_current_time, encode_current_time
from edge.gatt.date_time import decode_date_time, encode_date_time
from edge.gatt.device_information import decode_device_text
from edge.gatt.octets import DecodeError

MEASUREMENTS: Final = ("2a9d", "2a9c", "2a35", "2a5e", "2a1c")
"""Weight, body composition, blood pressure, spot check of oxygen, temperature: whatever of these a device offers."""
_CURRENT_TIME, _DATE_TIME, _BATTERY = "2a2b", "2a08", "2a19"
_MAKE: Final = ("2a29", "2a24", "2a26")
"""Maker, model and firmware, of the Device Information Service."""
_RIGHT_WITHIN_S: Final = 30.0
"""A clock that is so nearly right is left alone: each setting costs a write in somebody's small device."""


async def fetch_standard(link: Link) -> None:
    """Hear what a device sends by itself, look at its clock and battery, and set the clock if it is wrong."""
    await subscribe_all(link, MEASUREMENTS)
    await settle_clock(link)
    await look_at_the_battery(link)
    await look_at_the_make(link)
    await hear_out(link)


async def fetch_memory(link: Link) -> None:
    """Hear a device that gives its whole memory in each call, but not before the hub knows the time.

    Its memory keeps an old reading better than we could date it: undated, it would be taken for today's.
    """
    if link.local_time() is not None:
        await fetch_standard(link)


async def subscribe_all(link: Link, characteristics: Iterable[str]) -> None:
    """Subscribe to those that the device offers: a bonded device sends as soon as it can, and nothing waits for us.

    If its clock can be looked at, the hub is told before the first of them, for what is heard then hangs on that.
    """
    if link.offers(_CURRENT_TIME) or link.offers(_DATE_TIME):
        link.expect_clock()
    for characteristic in characteristics:
        if link.offers(characteristic):
            await link.subscribe(characteristic)


async def settle_clock(link: Link) -> None:
    """Tell what the device's clock shows, and then set it, if it is wrong and we know better.

    A&D's devices have a clock (2A08) that not all of them let be read: that one is set unseen.
    """
    for characteristic in (_CURRENT_TIME, _DATE_TIME):
        if link.offers(characteristic):
            await _settle(link, characteristic)
            return


async def _settle(link: Link, characteristic: str) -> None:
    shows = None
    try:
        payload = await link.read(characteristic)
        shows = decode_current_time(payload).at if characteristic == _CURRENT_TIME else decode_date_time(payload)
    except (RefusedError, DecodeError):
        pass
    link.tell_clock(shows)
    now = link.local_time()
    if now is None or (shows is not None and abs((now - shows).total_seconds()) < _RIGHT_WITHIN_S):
        return
    await ask(
        link, characteristic, encode_current_time(now) if characteristic == _CURRENT_TIME else encode_date_time(now)
    )


async def look_at_the_battery(link: Link) -> None:
    """Tell how full the battery is, where the device says it."""
    if not link.offers(_BATTERY):
        return
    try:
        percent = decode_battery_level(await link.read(_BATTERY))
    except (RefusedError, DecodeError):
        return
    if percent is not None:
        link.tell_battery(percent)


async def look_at_the_make(link: Link) -> None:
    """Tell which model the device is, and of which firmware, where it says so; no matter if it hangs up over it."""
    told = []
    for characteristic in _MAKE:
        if link.offers(characteristic):
            with suppress(LinkError):
                told.append(decode_device_text(await link.read(characteristic)))
    if make := ", ".join(text for text in told if text):
        link.tell_make(make)


async def hear_out(link: Link, within_s: float | None = None) -> None:
    """Hear until there is nothing more."""
    while await link.hear(within_s) is not None:
        pass


async def ask(link: Link, characteristic: str, payload: bytes) -> bool:
    """Say something that not every device of a family understands; tells whether it was taken."""
    try:
        await link.write(characteristic, payload)
    except RefusedError:
        return False
    return True
