"""HubStatus: the hub's heartbeat; lost ones cost nothing, a retained one proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vitals.fields import Fields, Json, format_instant
from vitals.identity import DeviceId, Epoch, HubId

DEVICES_MAX: Final = 64
TEMPERATURES_CELSIUS: Final = (-100, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """When one device was last heard, and how full its battery is (percent), where known.

    ``trouble`` is a sentence for a technician about why it cannot be read; it is absent where there is none.
    """

    device: DeviceId
    last_heard_at: datetime | None
    battery_percent: int | None
    trouble: str | None = None

    def to_wire(self) -> Json:
        """Write one device's line."""
        return {
            "device": self.device,
            "last_heard_at": None if self.last_heard_at is None else format_instant(self.last_heard_at),
            "battery_percent": self.battery_percent,
            **({} if self.trouble is None else {"trouble": self.trouble}),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> DeviceStatus:
        """Read one device's line; raises WireError."""
        found = cls(
            device=DeviceId(fields.identity("device")),
            last_heard_at=None if fields.is_null("last_heard_at") else fields.instant("last_heard_at"),
            battery_percent=None if fields.is_null("battery_percent") else fields.integer("battery_percent", 0, 100),
            trouble=fields.text("trouble") if "trouble" in fields.names() else None,
        )
        fields.done()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The computer under a hub: how long it has run, what room its card has left, and how warm it is, where known."""

    uptime_s: int
    disk_free_bytes: int | None
    temperature_celsius: int | None

    def to_wire(self) -> Json:
        """Write what is known of the computer."""
        return {
            "uptime_s": self.uptime_s,
            "disk_free_bytes": self.disk_free_bytes,
            "temperature_celsius": self.temperature_celsius,
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Machine:
        """Read what is known of the computer; raises WireError."""
        is_unknown = fields.is_null("temperature_celsius")
        found = cls(
            uptime_s=fields.integer("uptime_s"),
            disk_free_bytes=None if fields.is_null("disk_free_bytes") else fields.integer("disk_free_bytes"),
            temperature_celsius=None if is_unknown else fields.integer("temperature_celsius", *TEMPERATURES_CELSIUS),
        )
        fields.done()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class HubStatus:
    """One heartbeat of one hub.

    ``online`` is False only in the last will. ``sent_at`` is the hub's clock, None while that is not trusted.
    ``queue_depth`` counts the records not settled yet; ``oldest_unsettled_at`` is the oldest of them.
    ``next_sequence`` is the number the next record will get: a server that holds more than the hub ever numbered, or a
    hub that numbers less than before, shows a restored card. ``storage_fault`` is a sentence for a technician, or None.
    ``machine`` is absent from the heartbeat of an older hub, and so is ``has_screen``: whether it shows its people what
    they are asked.
    """

    hub: HubId
    online: bool
    sent_at: datetime | None
    boot_id: str
    monotonic_ms: int
    software: str
    epoch: Epoch
    next_sequence: int
    queue_depth: int
    oldest_unsettled_at: datetime | None
    desired_version: int
    storage_fault: str | None
    radio_fault: str | None
    devices: tuple[DeviceStatus, ...]
    machine: Machine | None = None
    has_screen: bool | None = None

    def to_wire(self) -> Json:
        """Write the status without its signature."""
        return {
            "hub": self.hub,
            "online": self.online,
            "sent_at": None if self.sent_at is None else format_instant(self.sent_at),
            "boot_id": self.boot_id,
            "monotonic_ms": self.monotonic_ms,
            "software": self.software,
            "epoch": self.epoch,
            "next_sequence": self.next_sequence,
            "queue_depth": self.queue_depth,
            "oldest_unsettled_at": None
            if self.oldest_unsettled_at is None
            else format_instant(self.oldest_unsettled_at),
            "desired_version": self.desired_version,
            "storage_fault": self.storage_fault,
            "radio_fault": self.radio_fault,
            "devices": [device.to_wire() for device in self.devices],
            **({} if self.machine is None else {"machine": self.machine.to_wire()}),
            **({} if self.has_screen is None else {"has_screen": self.has_screen}),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> HubStatus:
        """Read the status; raises WireError."""
        return cls(
            hub=HubId(fields.identity("hub")),
            online=fields.truth("online"),
            sent_at=None if fields.is_null("sent_at") else fields.instant("sent_at"),
            boot_id=fields.epoch("boot_id"),
            monotonic_ms=fields.integer("monotonic_ms"),
            software=fields.text("software", longest=64),
            epoch=Epoch(fields.epoch("epoch")),
            next_sequence=fields.integer("next_sequence", 1),
            queue_depth=fields.integer("queue_depth"),
            oldest_unsettled_at=(
                None if fields.is_null("oldest_unsettled_at") else fields.instant("oldest_unsettled_at")
            ),
            desired_version=fields.integer("desired_version"),
            storage_fault=None if fields.is_null("storage_fault") else fields.text("storage_fault"),
            radio_fault=None if fields.is_null("radio_fault") else fields.text("radio_fault"),
            devices=tuple(DeviceStatus.from_wire(member) for member in fields.members("devices", DEVICES_MAX)),
            machine=Machine.from_wire(fields.inner("machine")) if "machine" in fields.names() else None,
            has_screen=fields.truth("has_screen") if "has_screen" in fields.names() else None,
        )
