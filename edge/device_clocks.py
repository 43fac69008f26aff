"""What the clocks of devices show: looked at in each call, before anybody sets them, on the hub's monotonic clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from edge.dating import Shown
from edge.device_news import Called, ClockShown, OfDevice, Parted
from edge.events import HubTime
from vitals.identity import DeviceId

AWAITED_AT_MOST_MS: Final = 120_000
"""A call that has lasted so long tells nothing more of the clock; what was fetched is dated without it."""
_REMEMBERED: Final = 2
"""The present clock, and the one before it was set: a device may still hold readings of that time."""
_SAME_WITHIN: Final = timedelta(minutes=1)
_YEARS: Final = range(1970, 2200)
"""A clock outside of these shows nothing of use, and sums with it do not come out."""


class DeviceClocks:
    """For each device how its clock stood to ours, without asking what our own wall clock is worth.

    A reading's age is what its device's clock shows now less the time that it carries, so neither clock need be right.
    It is forgotten with the process; then the device's time is taken as it is sent, until the next call.
    """

    def __init__(self) -> None:
        """Nobody has looked yet."""
        self._shown_at_boot: dict[DeviceId, list[datetime]] = {}
        self._boot_id = ""
        self._awaited: dict[DeviceId, int] = {}

    def learn(self, device: DeviceId, news: OfDevice, now: HubTime) -> None:
        """Take what the radio tells of a device; what is not of its clock is passed over."""
        match news:
            case Called():
                self.await_reading(device, now)
            case ClockShown(shows=shows):
                self.read(device, shows, now)
            case Parted():
                self.part(device)
            case _:
                pass

    def await_reading(self, device: DeviceId, now: HubTime) -> None:
        """A call has begun in which the device's clock will be looked at: what it sends is not dated before that."""
        self._awaited[device] = now.monotonic_ms + AWAITED_AT_MOST_MS

    def read(self, device: DeviceId, shows: datetime | None, now: HubTime) -> None:
        """Take what the device's clock shows now; None: it shows nothing of use."""
        self._awaited.pop(device, None)
        if shows is None or shows.year not in _YEARS:
            return
        if now.boot_id != self._boot_id:
            self._boot_id, self._shown_at_boot = now.boot_id, {}
        at_boot = shows - timedelta(milliseconds=now.monotonic_ms)
        known = self._shown_at_boot.setdefault(device, [])
        if known and abs(known[0] - at_boot) < _SAME_WITHIN:
            known[0] = at_boot
        else:
            self._shown_at_boot[device] = [at_boot, *known][:_REMEMBERED]

    def part(self, device: DeviceId) -> None:
        """The call is over, whether or not anybody could look."""
        self._awaited.pop(device, None)

    def is_awaited(self, device: DeviceId, now: HubTime) -> bool:
        """Tell whether what this device sends must wait for a look at its clock."""
        return self._awaited.get(device, 0) > now.monotonic_ms

    def are_awaited(self, now: HubTime) -> bool:
        """Tell whether any device's clock is about to be looked at."""
        return any(until_ms > now.monotonic_ms for until_ms in self._awaited.values())

    def shown_by(self, device: DeviceId, boot_id: str) -> Shown:
        """Give what a device's clock showed at an instant of a boot; a function, for many may be asked for."""
        known = self._shown_at_boot.get(device, []) if boot_id == self._boot_id else []

        def shown(monotonic_ms: int) -> Sequence[datetime]:
            return [at_boot + timedelta(milliseconds=monotonic_ms) for at_boot in known]

        return shown
