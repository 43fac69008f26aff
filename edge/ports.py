"""What the hub's conductor needs of the world: an outbox and a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from edge.enrolled import EnrolledDevice
from edge.events import Key, Recent, Waiting
from edge.household import Household
from vitals.desired import DesiredState
from vitals.fields import Json
from vitals.identity import Epoch


class StorageError(Exception):
    """The card cannot keep what it is given; the text is for a technician."""


class OutboxPort(Protocol):
    """Durable store of the records; everything it returns from is on the card."""

    def begin_epoch(self, epoch: Epoch) -> None:
        """Number new records in this epoch, from 1."""

    def put(self, body: Json, *, is_dated: bool, enrols: EnrolledDevice | None = None) -> Waiting:
        """Keep a new record under the next number, and with it a device that may be read; raises StorageError."""

    def devices(self) -> list[EnrolledDevice]:
        """List the devices that were paired with this hub."""

    def waiting(self) -> list[Waiting]:
        """List the unsettled records, oldest first."""

    def recent(self, most: int) -> list[Recent]:
        """List the latest records, settled or not, oldest first."""

    def body(self, key: Key) -> Json:
        """Read the body of a record."""

    def date(self, key: Key, body: Json) -> Waiting:
        """Make this the final body of a record."""

    def settle(self, keys: tuple[Key, ...], at: datetime) -> None:
        """Note that the server holds these records; prune those settled long ago."""

    def remember_desired(self, desired: DesiredState) -> None:
        """Keep the desired state."""

    def desired(self) -> DesiredState | None:
        """Read the desired state kept."""

    def remember_household(self, household: Household) -> None:
        """Keep what the people of the home chose."""

    def household(self) -> Household:
        """Read what the people of the home chose."""

    def remember_trusted(self, at: datetime) -> None:
        """Keep the latest trusted time."""


class LinePort(Protocol):
    """The way to the broker; what is published may be lost, doubled or late."""

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Publish with QoS 1, or do nothing when the line is down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A source of chance: ``jitter`` gives a number between 0 and 1, ``random_bytes`` so many bytes."""

    jitter: Callable[[], float]
    random_bytes: Callable[[int], bytes]
