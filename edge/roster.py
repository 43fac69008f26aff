"""Whom to call on the radio and whom to leave alone. Pure; instants are seconds of the caller's monotonic clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeVar

from edge.pace import Pace, nth

Device = TypeVar("Device")


class Outcome(Enum):
    """What came of calling a device."""

    FETCHED = auto()
    """It sent something; that the link then ended is as it should be."""
    SILENT = auto()
    """It took our subscription and sent nothing."""
    BROKEN = auto()
    """It answered, but the link ended before anything came."""
    NOT_REACHED = auto()
    """There was no link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Generic[Device]):
    """A device was heard and may be called; ``device`` is the radio's own handle, ``name`` what it calls itself."""

    address: str
    device: Device
    name: str | None
    heard_s: float


@dataclass(slots=True)
class _Memory:
    called_s: float = float("-inf")
    linked_until_s: float = float("-inf")
    rests_until_s: float = float("-inf")
    signal_dbm: int | None = None
    failures: int = 0


class Roster(Generic[Device]):
    """The enrolled devices: which of them were heard lately, and whose turn it is."""

    def __init__(self, addresses: Iterable[str], pace: Pace) -> None:
        """Take the enrolled addresses; nobody else is ever offered."""
        self._pace = pace
        self._memories = {address.upper(): _Memory() for address in addresses}
        self._offers: dict[str, Offer[Device]] = {}

    def add(self, address: str) -> None:
        """Enrol an address; one that is enrolled stays as it is."""
        self._memories.setdefault(address.upper(), _Memory())

    def hear(self, address: str, device: Device, name: str | None, signal_dbm: int, now_s: float) -> bool:
        """Take an advertisement; tells whether it makes an offer.

        BlueZ also reports the end of a link this way, at once and with the signal strength of before.
        """
        address = address.upper()
        memory = self._memories.get(address)
        if memory is None:
            return False
        if now_s - memory.linked_until_s < self._pace.echo_s and signal_dbm == memory.signal_dbm:
            return False
        memory.signal_dbm = signal_dbm
        self._offers[address] = Offer(address=address, device=device, name=name, heard_s=now_s)
        return True

    def next(self, now_s: float) -> Offer[Device] | None:
        """Choose whom to call: of those heard lately and not resting, the one whose last turn is longest ago."""
        self._offers = {
            address: offer for address, offer in self._offers.items() if now_s - offer.heard_s <= self._pace.offer_s
        }
        ready = [address for address in self._offers if self._memories[address].rests_until_s <= now_s]
        chosen = min(ready, key=lambda address: self._memories[address].called_s, default=None)
        return None if chosen is None else self._offers[chosen]

    def wait_s(self, now_s: float) -> float | None:
        """Say when to ask again at the latest, in seconds from now; None while nobody is offered."""
        return min((max(self._memories[address].rests_until_s - now_s, 0.0) for address in self._offers), default=None)

    def called(self, address: str, outcome: Outcome, now_s: float) -> None:
        """Note what came of a call. A device that was linked must be heard anew before it is called again."""
        memory = self._memories[address]
        memory.called_s = now_s
        if outcome is not Outcome.NOT_REACHED:
            memory.linked_until_s = now_s
            self._offers.pop(address, None)
        if outcome is Outcome.FETCHED:
            memory.failures, memory.rests_until_s = 0, now_s
            return
        rest = self._pace.silent_s if outcome is Outcome.SILENT else self._pace.retry_s
        memory.rests_until_s = now_s + nth(rest, memory.failures)
        memory.failures += 1
