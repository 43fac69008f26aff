"""A hub small enough to hold in the hand: the real outbox in memory, a line that collects, and a clock to turn."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.adapters.outbox import Outbox
from edge.conductor import Conductor
from edge.devices.link import Consent, Secrets
from edge.enrolled import EnrolledDevice
from edge.events import Event, HubTime, Indication, Key, LineUp, Order, Waiting
from edge.hub import HubSettings
from edge.ports import Chance
from vitals.fields import Json
from vitals.hub_status import HubStatus
from vitals.identity import DeviceId, Epoch, HomeId, HubId
from vitals.record import Kind
from vitals.wire import Envelope, check, decode_record, decode_status

STOCKHOLM = ZoneInfo("Europe/Stockholm")
AT = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
BOOT = "fedcba9876543210"
EPOCH = Epoch("0123456789abcdef")
HOME = HomeId("homeaaaaaaaaaaaa")
HUB = HubId("hubaaaaaaaaaaaaa")
SCALE = EnrolledDevice(
    address="CA:BB:CC:00:11:22", device=DeviceId("scaleaaaaaaaaaaa"), name=None, family="standard-scale"
)
CUFF = EnrolledDevice(
    address="CA:BB:CC:00:11:33", device=DeviceId("cuffaaaaaaaaaaaa"), name=None, family="standard-cuff"
)
MI_SCALE = EnrolledDevice(
    address="C0:00:00:00:00:44", device=DeviceId("miscaleaaaaaaaaa"), name=None, family="xiaomi-2-scale"
)
"""Enrolled where a test says so: it only advertises."""
PAIRED = EnrolledDevice(
    address="C0:00:00:00:00:55",
    device=DeviceId("pairedaaaaaaaaaa"),
    name="BF720",
    family="beurer-scale",
    secrets=Secrets(consents=(Consent(1, 1234),)),
)
"""Paired with the hub, and not in its hub.toml."""
SETTINGS = HubSettings(hub=HUB, zone=STOCKHOLM, software="0.1.0", status_every_s=300, devices=(SCALE, CUFF))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WEIGHING = bytes.fromhex("00943e")
"""A Weight Measurement of 80.1 kg and nothing else."""


class PlacedCipher:
    """Binds a body to its place and notices a changed byte, without hiding anything."""

    def seal(self, body: bytes, place: bytes) -> bytes:
        """Write place, sum and body."""
        return b"%s|%d|%s" % (place, sum(body), body)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Read the body; raises ValueError for another place's or a changed one."""
        head, total, body = sealed.split(b"|", 2)
        if head != place or int(total) != sum(body):
            raise ValueError("not what was sealed here")
        return body


def trusted(ms: int = 90_000, *, boot_id: str = BOOT) -> HubTime:
    """Give a known time, ``ms`` after the boot at ``AT`` less 90 s."""
    return HubTime(wall_at=AT + timedelta(milliseconds=ms - 90_000), is_trusted=True, boot_id=boot_id, monotonic_ms=ms)


def untrusted(ms: int = 90_000) -> HubTime:
    """Give a time of which nothing is known but how long the hub has run."""
    return HubTime(wall_at=datetime(1970, 1, 1, tzinfo=UTC), is_trusted=False, boot_id=BOOT, monotonic_ms=ms)


def body(*, heard_at: str | None = "2026-03-02T06:10:00.000Z", monotonic_ms: int = 90_000, **more: Any) -> Json:
    """Give the fields of a body that the outbox and the dating look at, and any more."""
    return {
        "kind": "measurement",
        "device_time": None,
        "heard_at": heard_at,
        "boot_id": BOOT,
        "monotonic_ms": monotonic_ms,
        "measured_at": heard_at,
        "time_quality": "unknown" if heard_at is None else "arrival",
    } | more


def waiting(sequence: int, *, is_dated: bool = True, epoch: Epoch = EPOCH, kind: Kind = Kind.MEASUREMENT) -> Waiting:
    """Give a record that the outbox holds."""
    return Waiting(
        key=Key(epoch, sequence),
        kind=kind,
        is_dated=is_dated,
        boot_id=BOOT,
        monotonic_ms=90_000,
        heard_at=AT if is_dated else None,
    )


def weighing(payload: bytes = WEIGHING, address: str = SCALE.address) -> Indication:
    """Let the scale, or another device, send a weight."""
    return Indication(address=address, characteristic="2a9d", payload=payload, name=None)


def sign(signed: bytes) -> bytes:
    """Sign as this hub."""
    return KEY.sign(signed)


def verify(signed: bytes, signature: bytes) -> bool:
    """Tell whether this hub signed it."""
    try:
        KEY.public_key().verify(signature, signed)
    except InvalidSignature:
        return False
    return True


class CollectingLine:
    """Collects what is published."""

    def __init__(self) -> None:
        self.published: list[tuple[str, bytes, bool]] = []

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Keep it."""
        self.published.append((topic, payload, retain))

    def records(self) -> list[Envelope]:
        """Read the records, each with its signature checked, and forget them with all else."""
        found = [decode_record(payload) for topic, payload, retain in self.published if topic.endswith("/record")]
        for envelope in found:
            check(envelope, verify)
        self.published.clear()
        return found

    def statuses(self) -> list[HubStatus]:
        """Read the heartbeats, which are retained, and forget them with all else."""
        found = [decode_status(payload, verify) for _, payload, retain in self.published if retain]
        self.published.clear()
        return found


class SmallHub:
    """A conductor with its real outbox; ``sql`` is the outbox's own connection."""

    def __init__(self, path: str = ":memory:", *, settings: HubSettings = SETTINGS) -> None:
        self.sql = sqlite3.connect(path, isolation_level=None)
        self.outbox = Outbox(self.sql, PlacedCipher())
        self.line = CollectingLine()
        self.told: list[Event | Order] = []
        minted = count(1)
        self.conductor = Conductor(
            settings=settings,
            home=HOME,
            outbox=self.outbox,
            line=self.line,
            sign=sign,
            chance=Chance(jitter=lambda: 0.5, random_bytes=lambda length: next(minted).to_bytes(length)),
            told=self.told.append,
        )

    def start(self, now: HubTime, *, is_up: bool = True) -> None:
        """Start, and have a line."""
        self.conductor.start(now)
        if is_up:
            self.conductor.hear(LineUp(), now)
        self.line.published.clear()
        self.told.clear()
