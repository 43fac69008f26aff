"""How a hub is: what it last heard of each device, what is wrong, and the heartbeat that tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from edge.device_news import BatteryTold, OfDevice, TroubleTold
from edge.events import HubTime
from edge.recording import REASON_MAX
from vitals.hub_status import DeviceStatus, HubStatus
from vitals.identity import DeviceId, Epoch, HubId


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The stream as it is now: its epoch, its next number, how much waits for a receipt and since when."""

    epoch: Epoch
    next_sequence: int
    depth: int
    oldest_at: datetime | None


@dataclass(slots=True)
class Health:
    """What a hub knows of itself and its devices; faults are sentences for a technician, None where all is well."""

    storage_fault: str | None = None
    radio_fault: str | None = None
    last_heard_at: dict[DeviceId, datetime | None] = field(default_factory=dict)
    battery_percent: dict[DeviceId, int] = field(default_factory=dict)
    trouble: dict[DeviceId, str] = field(default_factory=dict)

    def hear(self, device: DeviceId, now: HubTime) -> None:
        """Note that a device was heard; a clock that is not trusted says nothing about when."""
        self.last_heard_at[device] = now.wall_at if now.is_trusted else None
        self.trouble.pop(device, None)

    def learn(self, device: DeviceId, news: OfDevice) -> bool:
        """Take what the radio tells of a device; tells whether a technician should hear it at once.

        A trouble stands until the device has sent something again.
        """
        match news:
            case BatteryTold(percent=percent):
                self.battery_percent[device] = percent
            case TroubleTold(sentence=sentence):
                before, self.trouble[device] = self.trouble.get(device), sentence[:REASON_MAX]
                return before != self.trouble[device]
            case _:
                pass
        return False

    def note_storage(self, fault: str | None) -> None:
        """Note what is wrong with the card."""
        self.storage_fault = _short(fault)

    def note_radio(self, fault: str | None) -> bool:
        """Note what is wrong with the radio; tells whether that is news."""
        before, self.radio_fault = self.radio_fault, _short(fault)
        return self.radio_fault != before

    def status(
        self, hub: HubId, software: str, queue: Queue, devices: Iterable[DeviceId], desired_version: int, now: HubTime
    ) -> HubStatus:
        """Tell how the hub is."""
        return HubStatus(
            hub=hub,
            online=True,
            sent_at=now.wall_at if now.is_trusted else None,
            boot_id=now.boot_id,
            monotonic_ms=now.monotonic_ms,
            software=software,
            epoch=queue.epoch,
            next_sequence=queue.next_sequence,
            queue_depth=queue.depth,
            oldest_unsettled_at=queue.oldest_at,
            desired_version=desired_version,
            storage_fault=self.storage_fault,
            radio_fault=self.radio_fault,
            devices=tuple(
                DeviceStatus(
                    device=device,
                    last_heard_at=self.last_heard_at.get(device),
                    battery_percent=self.battery_percent.get(device),
                    trouble=self.trouble.get(device),
                )
                for device in devices
            ),
        )


def last_will(status: HubStatus) -> HubStatus:
    """Give what the broker publishes for a hub that is gone; it carries no time, so it proves nothing."""
    return replace(status, online=False, sent_at=None)


def _short(fault: str | None) -> str | None:
    return None if fault is None else fault[:REASON_MAX]
