"""One rule: whom it is for, when it raises and ends, what it says, and who stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from server.rules.language.combination import Condition
from server.rules.language.quantity import Period, Quantity
from server.rules.transition import Severity


class Status(StrEnum):
    """How far a rule has come; only pilot and live are seen by nurses."""

    DRAFT = "draft"
    SHADOW = "shadow"
    PILOT = "pilot"
    LIVE = "live"
    RETIRED = "retired"


class Kind(StrEnum):
    """What an alert of the rule is about; scores and burden count signs alone."""

    SIGN = "sign"
    ABSENCE = "absence"
    TECHNICAL = "technical"
    GOOD_NEWS = "good_news"


class Harm(StrEnum):
    """What happens if nobody acts."""

    DEATH = "death"
    SERIOUS = "serious"
    MINOR = "minor"


class Onset(StrEnum):
    """How soon it happens."""

    IMMEDIATE = "immediate"
    PROMPT = "prompt"
    DELAYED = "delayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The line of the risk file that the rule answers to."""

    hazard: str
    harm: Harm
    onset: Onset


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A number that may be tuned for a patient, a profile or a clinic; ``roles`` may set it, within ``allowed``."""

    name: str
    value: Quantity
    allowed: tuple[Quantity, Quantity]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patients:
    """For the ``groups``, without those in ``excluded``; who lacks what the rule ``needs`` is told not applicable."""

    groups: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The second look: what the patient is asked to do, how long is waited, and what no answer means."""

    ask: str
    answer_within: Period
    raises_unanswered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """The texts by language (``sv``, ``en``), with ``{names}`` of what the rule found; the patient's may be empty."""

    nurse: Mapping[str, str]
    patient: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A source and what it says."""

    ref: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who stands behind this very logic, and for what use."""

    by: tuple[str, ...]
    use: str
    logic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule file, every word typed. ``clear_when`` or ``lasts`` says how it ends, never both."""

    name: str
    title: Mapping[str, str]
    version: str
    status: Status
    severity: Severity
    kind: Kind
    patients: Patients
    raise_when: Condition
    say: Say
    settings: Mapping[str, Setting] = field(default_factory=dict)
    unless: Condition | None = None
    confirm: Confirm | None = None
    clear_when: Condition | None = None
    lasts: Period | None = None
    quiet_while: tuple[str, ...] = ()
    stays_quiet: Period | None = None
    respond_within: Period | None = None
    risk: Risk | None = None
    purpose: str = ""
    evidence: tuple[Evidence, ...] = ()
    known_false_alerts: tuple[str, ...] = ()
    owner: str = ""
    review_by: date | None = None
    approved: Approval | None = None
    replaces: tuple[str, ...] = ()
    burden_per_1000_patient_years: int | None = None
    """``burden_budget: 0.3 episodes per patient-year``: more unexplained episodes are too many (decision E5)."""
