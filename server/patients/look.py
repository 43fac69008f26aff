"""Look: a member of staff saw a patient's record. Only what is written here lets the home's screen say *seen*."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vitals.identity import PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody saw a record as this patient's; the first look stands. ``record`` is its place in the journal."""

    record: int
    patient: PatientId
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """A nurse says *seen* on a patient's page.

    It covers what was said and measured since ``since`` and had come when the page was made: none with a number above
    ``upto``.
    """

    patient: PatientId
    since: datetime
    upto: int
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glanced:
    """It is written; so many records were new to everybody."""

    patient: PatientId
    seen: int
