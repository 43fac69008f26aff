"""What the screens need: reading the store, acting through the pipeline, and hearing what has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from server.alerts.alert import Alert, AlertEvent
from server.alerts.worklist import Conflict, Deed
from server.ledger.audit import Noted
from vitals.hub_status import HubStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who a row is about; the number is shown on the page and is never in an address or a title."""

    patient: str
    name: str
    personnummer: str
    born: date
    care_level: int
    matters: str
    contact: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of one vital sign, in the vital's step."""

    measured_at: datetime
    vital: str
    value: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistRow:
    """One alert with whom it is about, why, the weights of the last 30 days, and the last reading of any kind."""

    alert: Alert
    person: Person
    say: Mapping[str, str]
    facts: Mapping[str, int | str]
    is_late: bool
    measured_at: datetime
    weights: Sequence[Point]
    last_reading_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One event of one alert, for the patient's page."""

    alert: int
    rule: str
    act: str
    who: str
    at: datetime
    say: Mapping[str, str]
    detail: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPage:
    """All of one patient's page."""

    person: Person
    open_rows: Sequence[WorklistRow]
    history: Sequence[HistoryRow]
    points: Sequence[Point]
    attempts_failed: Sequence[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineRow:
    """One message set apart, with its bytes."""

    first_at: datetime
    last_at: datetime
    times: int
    topic: str
    payload: bytes
    why: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclaimedRow:
    """One measurement that is nobody's yet, or that waits for its time."""

    received_at: datetime
    home: str
    device: str
    disposition: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRow:
    """How one hub is; ``status`` is None if it was never heard."""

    hub: str
    label: str
    home: str
    heard_at: datetime | None
    status: HubStatus | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in."""

    staff: str
    full_name: str
    role: str
    password_hash: str


class Reader(Protocol):
    """Reads the store; never writes."""

    def worklist(self, now: datetime) -> Sequence[WorklistRow]:
        """Give every alert that is not closed, in the order of the list."""

    def patient(self, patient: str, days: int, now: datetime) -> PatientPage | None:
        """Give one patient's page, with the points of the last days."""

    def people(self) -> Sequence[tuple[Person, datetime | None]]:
        """Give everybody, with the time of the last reading."""

    def quarantine(self) -> Sequence[QuarantineRow]:
        """Give what is set apart, the latest first."""

    def unclaimed(self) -> Sequence[UnclaimedRow]:
        """Give what is nobody's yet."""

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


class Desk(Protocol):
    """Hands deeds and notes to the pipeline, and waits until they are written."""

    async def act(self, deed: Deed) -> AlertEvent | Conflict:
        """Do something to an alert."""

    async def note(self, noted: Noted) -> None:
        """Add to the audit chain; when this returns, it is written."""

    def now(self) -> datetime:
        """Give clinical time."""

    def last_run_at(self) -> datetime:
        """Tell when the rules last ran, in real time."""


@dataclass(frozen=True, slots=True)
class News:
    """Something changed for a patient's alerts; or, with no patient, only that the rules have run."""

    patient: str | None
    is_new_alert: bool


class Live(Protocol):
    """Tells open pages what changes."""

    def subscribe(self) -> asyncio.Queue[News]:
        """Begin to hear."""

    def unsubscribe(self, queue: asyncio.Queue[News]) -> None:
        """Hear no more."""
