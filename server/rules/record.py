"""What the engine is told, in the order in which the server learned it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vitals.identity import PatientId
from vitals.vital import Vital


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A patient is known: a weight is planned every local day of ``zone`` (IANA name) from ``plan_from``."""

    patient: PatientId
    zone: str
    plan_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A patient is no longer watched."""

    patient: PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One vital sign of one patient; ``value`` is in the vital's step (grams, tenths), ``measured_at`` in UTC.

    ``arrival`` is its place in the journal and its identity.
    """

    arrival: int
    patient: PatientId
    vital: Vital
    value: int
    measured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An observation of the patient no longer counts: it was a mistake, or another person's."""

    arrival: int
    patient: PatientId
    vital: Vital
    measured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The patient's hub was heard at ``heard_at`` and had nothing left to send: what was measured before, we hold."""

    patient: PatientId
    heard_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NurseClosed:
    """A nurse closed the alert of an episode; the truth is bound to what she had seen by ``at``."""

    patient: PatientId
    rule: str
    episode: str
    at: datetime


EngineRecord = Joined | Left | Observed | Withdrawn | Contact | NurseClosed
