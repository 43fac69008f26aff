"""What the hub hears and what it orders: the whole conversation between the core and the world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from edge.device_news import DevicePaired, OfDevice
from edge.enrolled import EnrolledDevice
from edge.household import Household, HouseholdChosen, RememberHousehold
from edge.said import Said
from vitals.desired import DesiredState
from vitals.fields import Json
from vitals.hub_status import HubStatus
from vitals.identity import Epoch
from vitals.receipt import Receipt
from vitals.record import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class HubTime:
    """All that the hub knows of the time at one instant.

    ``wall_at`` is the system clock, nothing unless ``is_trusted``; ``monotonic_ms`` counts since the boot ``boot_id``.
    """

    wall_at: datetime
    is_trusted: bool
    boot_id: str
    monotonic_ms: int


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """The place of a record in the stream: its epoch and its sequence in it."""

    epoch: Epoch
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A record that the outbox holds and no receipt has settled.

    ``is_dated`` says that its body is final; ``boot_id`` and ``monotonic_ms`` say when it was heard. ``kind`` says how
    soon somebody wants it.
    """

    key: Key
    kind: Kind
    is_dated: bool
    boot_id: str
    monotonic_ms: int
    heard_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """A record that the card holds, settled or not."""

    key: Key
    body: Json
    is_settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The outbox is open, in a new epoch, with these still unsettled; ``recent`` is read for a screen only."""

    epoch: Epoch
    waiting: tuple[Waiting, ...]
    desired: DesiredState | None
    storage_fault: str | None
    devices: tuple[EnrolledDevice, ...] = ()
    recent: tuple[Recent, ...] = ()
    household: Household = field(default_factory=Household)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """A device sent a payload on a characteristic (short or full UUID); ``name`` is what it advertises.

    ``earlier`` are the payloads before it that belong to the same result, where one takes several. ``context`` is what
    was learned in the same call and reading it takes, by the names that ``edge.devices.capture`` uses.
    """

    address: str
    characteristic: str
    payload: bytes
    name: str | None
    earlier: tuple[bytes, ...] = ()
    context: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A record is durable, and with it that ``enrols`` may be read."""

    waiting: Waiting
    body: Json | None = None
    enrols: EnrolledDevice | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A record that waited for the time has its final body, and that is durable."""

    waiting: Waiting
    body: Json | None = None


@dataclass(frozen=True, slots=True)
class NotKept:
    """The card failed; ``why`` is for a technician. ``is_record``: and what was not kept is a record."""

    why: str
    is_record: bool = False


@dataclass(frozen=True, slots=True)
class LineUp:
    """The broker took us in, and our subscriptions stand."""


@dataclass(frozen=True, slots=True)
class LineDown:
    """The broker is gone."""


@dataclass(frozen=True, slots=True)
class ReceiptCame:
    """The server told what it holds."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class DesiredCame:
    """The server told what it wants of this hub."""

    desired: DesiredState


@dataclass(frozen=True, slots=True)
class RadioState:
    """The radio works (``fault`` is None) or does not."""

    fault: str | None


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


OfCard = Started | Kept | Dated | NotKept
OfLine = LineUp | LineDown | ReceiptCame | DesiredCame
OfPeople = Said | HouseholdChosen
Event = Indication | DevicePaired | OfDevice | OfPeople | OfCard | OfLine | RadioState | Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Make this body durable, fsynced, before anybody is told that it is saved; ``enrols`` with it, or neither."""

    body: Json
    is_dated: bool
    enrols: EnrolledDevice | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """Now that the time is known, give this waiting record its final body."""

    key: Key


@dataclass(frozen=True, slots=True)
class Send:
    """Publish these records, in this order."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Settle:
    """The server holds these records: they may be pruned one day."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class BeginEpoch:
    """Number new records in a new epoch from now on."""

    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """Publish the heartbeat."""

    status: HubStatus


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep the desired state over restarts."""

    desired: DesiredState


@dataclass(frozen=True, slots=True)
class TrustTime:
    """Keep the latest trusted time, as a floor for a clock that starts in 1970."""

    at: datetime


Order = Keep | Date | Send | Settle | BeginEpoch | Report | Remember | RememberHousehold | TrustTime
