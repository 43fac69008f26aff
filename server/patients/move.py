"""A measurement is moved: from somebody to another, or to nobody, with who said so and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vitals.identity import PatientId

REASON_MAX: Final = 500
MOVED: Final = "moved"
"""What is said of a move that was done."""


class WhyNotMoved(StrEnum):
    """Why a measurement stays where it is."""

    NO_SUCH_READING = "no_such_reading"
    """There is no such measurement, or it is in quarantine, waits for its time, or repeats another."""
    NOT_A_MEMBER = "not_a_member"
    """Who is named did not belong to the home when it was measured."""
    NO_REASON = "no_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Somebody of the staff says whose a measurement is; ``record`` is its place in the journal, None is nobody."""

    record: int
    patient: PatientId | None
    who: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """It was done, or was so already; ``before`` is whose it was until then."""

    record: int
    before: PatientId | None
    patient: PatientId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMoved:
    """It was not done, and nothing has changed."""

    record: int
    why: WhyNotMoved
