"""A change of what is true of a patient: stored as a row, never a callback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vitals.identity import PatientId


class Severity(StrEnum):
    """How soon a person must look; info and technical never stand above a patient."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"
    TECHNICAL = "technical"


class EpisodeState(StrEnum):
    """Is it true of the patient? The whole life of an episode; who cares is another table."""

    QUIET = "quiet"
    ASKING = "asking"
    RAISED = "raised"
    CALM = "calm"
    CLEARED = "cleared"
    INHIBITED = "inhibited"
    WITHDRAWN = "withdrawn"
    RULE_CHANGED = "rule_changed"


class Cause(StrEnum):
    """Why an episode changed its state."""

    MEASURED = "measured"
    """The values say so."""
    MISSED = "missed"
    """It began and ended before we heard of either: shown, never notified."""
    CORRECTED = "corrected"
    """Late, corrected or withdrawn values say that it never was so."""
    REINSTATED = "reinstated"
    """Late, corrected or withdrawn values say that it is so after all."""
    MOVED = "moved"
    """Late, corrected or withdrawn values say that it began or ended on another day."""
    NURSE_CLOSED = "nurse_closed"
    """A nurse has dealt with it."""
    ASKED = "asked"
    """The patient was asked to measure once more."""
    CONFIRMED = "confirmed"
    """The second measurement says the same."""
    UNANSWERED = "unanswered"
    """Nobody answered in time."""
    DROPPED = "dropped"
    """The second measurement says otherwise."""
    ENDED = "ended"
    """What ends the rule's episodes has come true."""
    LASTED = "lasted"
    """It was to last so long, and has."""
    COVERED = "covered"
    """A worse alert of the same patient stands before it."""
    UNCOVERED = "uncovered"
    """What stood before it has ended."""
    RULE_CHANGED = "rule_changed"
    """The rule says otherwise now, or is gone."""
    LEFT = "left"
    """The patient is no longer watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One change of one episode, unique by (episode, number).

    ``at`` is when the server learned it, ``measured_at`` when it became so in the patient's life; ``is_late`` says
    that the two are apart. ``facts`` are whole numbers and local dates (``change_g``, ``last_day``); ``say`` is the
    reason in both languages; ``arrivals`` are the journal's numbers of the readings behind it.
    """

    patient: PatientId
    rule: str
    rule_version: str
    episode: str
    number: int
    from_state: EpisodeState
    to_state: EpisodeState
    cause: Cause
    severity: Severity
    at: datetime
    measured_at: datetime
    is_late: bool
    facts: Mapping[str, int | str]
    arrivals: tuple[int, ...]
    say: Mapping[str, str]
    why: Mapping[str, object] | None = None
    """The tree of conditions as it was then, as ``nara rules why`` writes it for machines."""
