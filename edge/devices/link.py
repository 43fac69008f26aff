"""The link to a device that was called, as a session sees it: what a driver may say, and what it hears."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class LinkError(Exception):
    """The link has ended, or the device did not answer; what was heard before is kept."""


class RefusedError(LinkError):
    """The device refused; the link stands."""


@dataclass(frozen=True, slots=True)
class Said:
    """A payload and the characteristic that it came on (four digits where it is the Bluetooth SIG's)."""

    characteristic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Consent:
    """A scale's user, and the code by which the scale lets a hub have that user's weighings."""

    user_index: int
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What people, or the pairing, gave this hub to be let in by one device; ``unlock_key`` is 16 bytes."""

    consents: tuple[Consent, ...] = ()
    unlock_key: bytes | None = None

    def completed_by(self, other: Secrets) -> Secrets:
        """Take from the other what is missing here: one code for each user, ours first.

        >>> mine, theirs = Secrets(consents=(Consent(1, 11),)), Secrets(consents=(Consent(1, 99), Consent(2, 22)))
        >>> mine.completed_by(theirs).consents
        (Consent(user_index=1, code=11), Consent(user_index=2, code=22))
        """
        codes = {consent.user_index: consent for consent in (*other.consents, *self.consents)}
        return Secrets(
            consents=tuple(codes[index] for index in sorted(codes)),
            unlock_key=other.unlock_key if self.unlock_key is None else self.unlock_key,
        )


class Link(Protocol):
    """A connected device. Characteristics are named by UUID, four digits where it is the Bluetooth SIG's."""

    @property
    def secrets(self) -> Secrets:
        """What lets this hub in."""

    @property
    def address(self) -> str:
        """The device's Bluetooth address: six pairs of digits in upper case, with colons between."""

    @property
    def name(self) -> str | None:
        """What the device calls itself."""

    def offers(self, characteristic: str) -> bool:
        """Tell whether the device has it."""

    def local_time(self) -> datetime | None:
        """Give the home's wall clock, naive; None while the hub's own time is not trusted: then no clock is set."""

    def utc_time(self) -> datetime | None:
        """Give the same instant in UTC, aware, for devices that count seconds; None while it is not trusted."""

    def random_bytes(self, count: int) -> bytes:
        """Give bytes that nobody can guess, for what a talk must make up."""

    async def subscribe(self, characteristic: str, *, is_talk: bool = False) -> None:
        """Hear what it says from now on; raises LinkError.

        All of it goes to the card as it comes, unless it ``is_talk``: answers in a conversation, which measure nothing.
        """

    async def read(self, characteristic: str) -> bytes:
        """Read a value; raises LinkError, or RefusedError."""

    async def write(self, characteristic: str, payload: bytes) -> None:
        """Say something to the device; raises LinkError, RefusedError, or ValueError for what its family forbids."""

    async def hear(self, within_s: float | None = None) -> Said | None:
        """Give what came next, once all that was heard before it is on the card.

        None when there was silence for so long (the radio's own patience, if nothing is said), when the link has ended,
        and when the card can keep no more. So what a session answers to a device is durable.
        """

    def keep(self, characteristic: str, *payloads: bytes, **context: int | str) -> None:
        """Put a result on the card that a session made out of its talk, with what it takes to read it.

        It is there when ``hear`` next gives something, or at the end of the call.
        """

    def expect_clock(self) -> None:
        """Tell the hub that the device's clock will be looked at, before what it sends is dated."""

    def tell_clock(self, shows: datetime | None) -> None:
        """Tell the hub what the device's clock shows, before it is set; None: nothing of use."""

    def tell_trouble(self, sentence: str) -> None:
        """Tell a technician why this device cannot be read, and what to do."""

    def tell_battery(self, percent: int) -> None:
        """Tell the hub how full the device's battery is."""

    def tell_make(self, make: str) -> None:
        """Tell the hub which model the device is, and of which firmware."""


Introduction = Callable[[Link], Awaitable[Secrets]]
"""What a driver says once, while people pair a device: gives what lets the hub in from then on. Raises LinkError, or
RefusedError if the device does not want it."""
Session = Callable[[Link], Awaitable[None]]
"""What a driver says and hears in one call: subscribe first, then ask; it returns when there is nothing more to do."""
