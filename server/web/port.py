"""What the screens need: reading the store, acting through the pipeline, and hearing what has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from server.alerts.alert import AlertEvent
from server.alerts.worklist import Conflict, Deed
from server.ledger.audit import Noted
from server.patients.known import Knowledge, Tell, Told
from server.patients.look import Glance, Glanced
from server.patients.move import Move, Moved, NotMoved
from server.patients.register import PatientEntry
from server.rules.activation.banner import Banner
from server.web.shown import (
    Account,
    AskedRow,
    HistoryRow,
    HubRow,
    MoveRow,
    PatientPage,
    Person,
    QuarantineRow,
    ReadingPage,
    UnclaimedRow,
    WorklistRow,
)


class Reader(Protocol):
    """Reads the store; never writes."""

    def worklist(self, now: datetime) -> Sequence[WorklistRow]:
        """Give every patient with open alerts, in the order of the most pressing of them."""

    def asked(self) -> Sequence[AskedRow]:
        """Give whoever was asked to measure once more and has not answered, whose time is up first at the top."""

    def patient(self, patient: str, days: int, now: datetime) -> PatientPage | None:
        """Give one patient's page, with the points of the last days."""

    def known(self, patient: str) -> tuple[PatientEntry, Knowledge] | None:
        """Give everything that was said of a patient for the rules; None if there is no such patient."""

    def staff(self) -> Mapping[str, str]:
        """Give the full names of everybody who may sign in, by user name."""

    def people(self) -> Sequence[Person]:
        """Give everybody, who was silent longest first."""

    def name_of(self, patient: str) -> str:
        """Give a patient's name."""

    def last_event(self, alert: int) -> HistoryRow | None:
        """Give what happened to an alert last; None if there is no such alert."""

    def quarantine(self) -> Sequence[QuarantineRow]:
        """Give what is set apart, the latest first."""

    def unclaimed(self) -> Sequence[UnclaimedRow]:
        """Give what is nobody's yet."""

    def moved(self) -> Sequence[MoveRow]:
        """Give what was moved from somebody to another, the latest first."""

    def measurement(self, number: int) -> ReadingPage | None:
        """Give one measurement by its number; None if there is none."""

    def hubs(self) -> Sequence[HubRow]:
        """Give every hub."""

    def account(self, staff: str) -> Account | None:
        """Find an account."""

    def session(self, token_hash: bytes, real_now: datetime) -> Account | None:
        """Find whose session this is, if it has not ended."""

    def is_demo(self) -> bool:
        """Tell whether this is the demo, with invented people only."""


class Sessions(Protocol):
    """Opens and ends sessions."""

    def begin(self, token_hash: bytes, staff: str, expires_at: datetime) -> None:
        """Begin one."""

    def end(self, token_hash: bytes) -> None:
        """End one."""


class Joins(Protocol):
    """Takes new hubs in."""

    def join(self, payload: bytes) -> bytes:
        """Answer a hub's request; raises RefusedError."""


class Desk(Protocol):
    """Hands deeds and notes to the pipeline, and waits until they are written."""

    async def act(self, deed: Deed) -> AlertEvent | Conflict:
        """Do something to an alert."""

    async def move(self, move: Move) -> Moved | NotMoved:
        """Say whose a measurement is."""

    async def glance(self, glance: Glance) -> Glanced:
        """Say that a patient's page was seen."""

    async def tell(self, tell: Tell) -> Told:
        """Say something that the rules must know of a patient."""

    async def note(self, noted: Noted) -> None:
        """Add to the audit chain; when this returns, it is written."""

    def now(self) -> datetime:
        """Give clinical time."""

    def last_run_at(self) -> datetime:
        """Tell when the rules last ran, in real time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An alert of a patient is new or has changed, and this is its version now."""

    patient: str
    alert: int
    version: int
    is_open: bool
    is_new: bool


class Live(Protocol):
    """Tells open pages what changes."""

    def subscribe(self) -> asyncio.Queue[News]:
        """Begin to hear."""

    def unsubscribe(self, queue: asyncio.Queue[News]) -> None:
        """Hear no more."""


Banners: TypeAlias = Callable[[], Sequence[Banner]]
"""Gives what every page says of the rules, the gravest first."""
