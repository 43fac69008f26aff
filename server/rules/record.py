"""What the engine is told, in the order in which the server learned it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vitals.identity import PatientId
from vitals.measurement import Flag
from vitals.vital import Vital

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A patient is known: a weight is planned on ``weekdays`` (0 is Monday) of ``zone`` (IANA name) from ``plan_from``.

    ``groups`` are what rules are chosen by (``heart-failure``, ``dialysis``); who ``is_unsteady`` is never asked to
    stand up once more.
    """

    patient: PatientId
    zone: str
    plan_from: date
    weekdays: frozenset[int] = EVERY_DAY
    groups: frozenset[str] = frozenset()
    is_unsteady: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A patient is no longer watched."""

    patient: PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One vital sign of one patient; ``value`` is in the vital's step (grams, tenths), ``measured_at`` in UTC.

    ``arrival`` is its place in the journal and its identity. ``is_vouched``: somebody has said that it is the
    patient's; told so again, it is the same reading.
    """

    arrival: int
    patient: PatientId
    vital: Vital
    value: int
    measured_at: datetime
    flags: frozenset[Flag] = frozenset()
    is_vouched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody chose on the hub's screen: the code of an answer of ``symptoms.yaml``, or ``unchanged``."""

    arrival: int
    patient: PatientId
    question: str
    code: str
    measured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button was pressed: ``worried``."""

    arrival: int
    patient: PatientId
    kind: str
    measured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An observation of the patient no longer counts: it was a mistake, or another person's."""

    arrival: int
    patient: PatientId
    vital: Vital
    measured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A weight of the home may be this patient's, or another's, and nobody has said whose (decision C4).

    ``arrival`` is its place in the journal, ``value`` is in grams; ``Withdrawn`` under that place says it is settled.
    """

    arrival: int
    patient: PatientId
    vital: Vital
    value: int
    measured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happened: ``discharged``, ``diuretic_changed``, ``travelling``; the same ``number`` again replaces it.

    ``until_at`` is None while it goes on, or where it has no length; ``is_void`` says that it never happened.
    """

    number: int
    patient: PatientId
    kind: str
    from_at: datetime
    until_at: datetime | None = None
    is_void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A value was agreed, and holds for what is measured from then on, until the next.

    ``what`` is ``target_weight``, ``discharge_weight``, ``reference_weight``, or a setting as ``rule.setting``;
    ``value`` is in thousandths of the unit, None to take it back.
    """

    patient: PatientId
    what: str
    value: int | None
    from_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The patient was asked, for a rule, to measure once more and to answer by ``until_at``."""

    patient: PatientId
    rule: str
    measure: str
    from_at: datetime
    until_at: datetime


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


Noted = Event | Agreed | Asked | NurseClosed
EngineRecord = Joined | Left | Observed | Answer | Press | Withdrawn | Unsettled | Contact | Noted
