"""What a diary tells an engine: the facts of one patient's life, each with its instant in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from server.rules.language.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """When somebody is there: from and to, in local minutes of the day, on these weekdays (Monday is 0)."""

    weekdays: frozenset[int] = frozenset(range(5))
    from_minute: int = 8 * 60
    to_minute: int = 16 * 60 + 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whose diary it is: zone (IANA name), groups, on which weekdays and from when a weight is planned, own settings.

    ``agreed`` are weights that were agreed before the diary begins, by name (``target_weight``).
    """

    zone: str = "Europe/Stockholm"
    groups: frozenset[str] = frozenset({"heart-failure"})
    weekdays: frozenset[int] = frozenset(range(7))
    plan_from: date | None = None
    is_unsteady: bool = False
    staffing: Staffing = field(default_factory=Staffing)
    agreed: Mapping[str, Quantity] = field(default_factory=dict)
    settings: Mapping[str, Quantity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A reading: ``value`` in the measure's steps, ``flags`` of the device; ``number`` is its identity in the diary."""

    number: int
    measure: str
    value: int
    measured_at: datetime
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """A reading no longer counts: it was withdrawn, or a correction follows."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer on the hub's screen; ``code`` may be ``unchanged``."""

    question: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button on the hub's screen."""

    button: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """An event that care has noted; it lasts until ``until_at``, or goes on."""

    event: str
    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """An event that went on has ended."""

    event: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A weight, or a setting of the rule, holds for this patient from now on."""

    name: str
    is_setting: bool
    value: Quantity
    from_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The nurse closes the rule's open alert."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The hub was heard and had nothing left to send."""

    at: datetime


Fact = Measured | Retracted | Answered | Pressed | Began | Ended | Agreed | Closed | Heard
"""One thing that is learned."""
