"""One page of the ledger: all that one transaction writes. It is written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from server.alerts.alert import AlertEvent
from server.ledger.audit import AuditRow
from server.patients.arrival import Refused
from server.patients.gate import WhyQuarantined
from server.patients.known import Known
from server.patients.look import Look
from server.patients.move import Move
from server.patients.saying import Saying
from server.rules.activation.activation import Activation, ActivationRequest
from server.rules.judging.publishing import Published
from server.rules.record import NurseClosed, Unsettled
from server.rules.transition import Transition
from vitals.desired import DesiredState
from vitals.fields import Json
from vitals.hub_status import HubStatus
from vitals.identity import DeviceId, Epoch, HomeId, HubId, PatientId
from vitals.receipt import Held
from vitals.topics import Leaf, Topic
from vitals.vital import Vital

Place = tuple[HubId, Epoch, int]
"""(hub, epoch, sequence): the only transport identity."""
Boot = tuple[HubId, str]
"""One life of one hub, from power to power."""
BootClock = tuple[datetime, int]
"""An instant at which a boot knew the time: its wall clock and its monotonic milliseconds."""

Desired = tuple[int, Json]
"""What a hub was told last: the version, and the document as it goes on the wire."""


class Disposition(StrEnum):
    """What became of a record."""

    OBSERVED = "observed"
    DUPLICATE = "duplicate"
    """The device sent the same reading again; ``duplicate_of`` names the first that counts."""
    UNCLAIMED = "unclaimed"
    QUARANTINED = "quarantined"
    UNDATED = "undated"
    """It waits for a trusted time of the same boot of its hub."""
    NOBODYS = "nobodys"
    """Somebody said that none of the home's patients made it."""
    KEPT = "kept"
    """Nothing to judge: a failed attempt, an answer, a button, a pairing."""


FIRSTS: Final = frozenset({Disposition.OBSERVED, Disposition.UNCLAIMED, Disposition.NOBODYS})
"""What a repeat may be a duplicate of. What waits for its time or is in quarantine keeps no repeat out of the rules."""


class JournalRow(NamedTuple):
    """One record, once, in the order of arrival, with the payload exactly as it came.

    A tuple, for it is made and completed for every record: that costs 2 µs, and 9 as a frozen dataclass.
    """

    arrival: int
    received_at: datetime
    home: HomeId
    hub: HubId
    epoch: Epoch
    sequence: int
    kind: str
    device: DeviceId | None
    measured_at: datetime | None
    heard_at: datetime | None
    boot_id: str
    monotonic_ms: int
    content_hash: bytes
    payload: bytes
    natural_key: str | None
    duplicate_of: int | None
    disposition: Disposition
    reason: str | None

    @property
    def place(self) -> Place:
        """Its transport identity."""
        return self.hub, self.epoch, self.sequence


class Observation(NamedTuple):
    """One vital sign of one patient, in the vital's step."""

    arrival: int
    vital: Vital
    patient: PatientId
    value: int
    measured_at: datetime
    received_at: datetime
    device: DeviceId
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetApart:
    """A message or a record in quarantine; ``arrival`` names its journal row if it has one."""

    arrival: int | None
    received_at: datetime
    topic: str
    payload: bytes
    why: WhyQuarantined
    detail: str

    @classmethod
    def of(cls, refused: Refused) -> SetApart:
        """Set a refused message apart."""
        came = refused.arrival
        return cls(
            arrival=None,
            received_at=came.received_at,
            topic=came.topic,
            payload=came.payload,
            why=refused.why,
            detail=refused.detail,
        )

    @classmethod
    def of_row(cls, row: JournalRow, why: WhyQuarantined, detail: str) -> SetApart:
        """Set a record of the journal apart."""
        return cls(
            arrival=row.arrival,
            received_at=row.received_at,
            topic=str(Topic(row.home, row.hub, Leaf.RECORD)),
            payload=row.payload,
            why=why,
            detail=detail,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Redated:
    """A record that waited for its time and has it now, or is known never to have one."""

    arrival: int
    measured_at: datetime | None
    disposition: Disposition
    reason: str | None
    duplicate_of: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """The latest heartbeat of a hub; ``heard_at`` is when it was proof of life, ``empty_at`` when it had sent all."""

    status: HubStatus
    heard_at: datetime
    empty_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """A hub was heard in an hour; the first time in it is kept."""

    hub: HubId
    hour_at: datetime
    heard_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """A hub was silent for more than half an hour."""

    hub: HubId
    from_at: datetime
    to_at: datetime


class Stretch(NamedTuple):
    """A patient's hub was in contact, with nothing left to send: the first, second and last time of a stretch."""

    patient: PatientId
    from_at: datetime
    second_at: datetime | None
    to_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """It was said whose a measurement is: ``record`` is its place in the journal, ``number`` this saying's own.

    The two are of one row of numbers, the order of arrival. None is nobody; ``before`` may be the same again.
    ``answer`` is the place in the journal of the answer that said so, None if the staff did.
    """

    number: int
    record: int
    before: PatientId | None
    patient: PatientId | None
    at: datetime
    who: str
    reason: str
    answer: int | None

    @property
    def disposition(self) -> Disposition:
        """What the measurement has become."""
        return Disposition.NOBODYS if self.patient is None else Disposition.OBSERVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """An observation no longer stands; ``by`` is the number of the attribution that took it away."""

    arrival: int
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoseQuestion:
    """The home of a hub is asked whose a measurement is; ``record`` is its place in the journal.

    ``usual_g`` is what the patient usually weighed as it came, if it is a gain too large to be believed; else None.
    """

    record: int
    hub: HubId
    epoch: Epoch
    sequence: int
    asked_at: datetime
    expires_at: datetime
    closed_at: datetime | None = None
    usual_g: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRequest:
    """A command asks for a move; what was said to it is None while it waits."""

    number: int
    move: Move
    done_at: datetime | None = None
    said: str | None = None


@dataclass(slots=True)
class Page:
    """The rows of one transaction, in the order in which the walk made them."""

    journal: list[JournalRow] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    unsettled: list[Unsettled] = field(default_factory=list)
    set_apart: list[SetApart] = field(default_factory=list)
    redated: list[Redated] = field(default_factory=list)
    held: dict[tuple[HubId, Epoch], Held] = field(default_factory=dict)
    statuses: dict[HubId, StatusRow] = field(default_factory=dict)
    contacts: list[ContactRow] = field(default_factory=list)
    gaps: list[GapRow] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    episodes: dict[str, Published] = field(default_factory=dict)
    closings: list[NurseClosed] = field(default_factory=list)
    stretches: dict[PatientId, Stretch] = field(default_factory=dict)
    alert_events: list[AlertEvent] = field(default_factory=list)
    audit: list[AuditRow] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    questions: dict[int, WhoseQuestion] = field(default_factory=dict)
    desired: dict[HubId, DesiredState] = field(default_factory=dict)
    requests: list[MoveRequest] = field(default_factory=list)
    sayings: list[Saying] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    activations: list[Activation] = field(default_factory=list)
    activation_requests: list[ActivationRequest] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Tell whether anything is told of episodes and alerts."""
        return bool(self.transitions or self.episodes or self.closings or self.alert_events)

    def is_empty(self) -> bool:
        """Tell whether there is nothing to write."""
        return not any(getattr(self, name) for name in self.__slots__)


class Remembered(NamedTuple):
    """What the rules were told of one patient as it came: readings, what was said, contacts and closings."""

    observations: Sequence[Observation]
    sayings: Sequence[Saying]
    stretches: Sequence[Stretch]
    closings: Sequence[NurseClosed]
    vouched: frozenset[int]
    """The numbers of observations of which somebody has said whose they are."""
    unsettled: Sequence[Unsettled]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the pipeline takes up again after a restart, as the last commit left it; what was measured is read apart."""

    next_arrival: int
    next_alert: int
    audit_number: int
    audit_hash: bytes
    episodes: tuple[Published, ...]
    closings: tuple[NurseClosed, ...]
    unsettled: tuple[Unsettled, ...]
    sayings: tuple[Saying, ...]
    stretches: tuple[Stretch, ...]
    statuses: Mapping[HubId, StatusRow]
    undated_boots: frozenset[Boot]
    questions: tuple[WhoseQuestion, ...]
