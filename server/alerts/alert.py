"""The life of an alert as one table: who cares, and what they did. Whether it is true is the episode's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from server.rules.transition import Severity
from vitals.identity import PatientId

StaffId = NewType("StaffId", str)
SYSTEM: Final = StaffId("system")
"""Who acts when no person does."""


class AlertState(StrEnum):
    """What people are doing about an alert."""

    OPEN = "open"
    TAKEN = "taken"
    SNOOZED = "snoozed"
    WAITING_FOR_DOCTOR = "waiting_for_doctor"
    ESCALATED = "escalated"
    HANDED_OVER = "handed_over"
    RECHECK = "recheck"
    CLOSED = "closed"


class Act(StrEnum):
    """What can happen to an alert: by a person, or by the truth changing under it."""

    OPENED = "opened"
    TAKEN = "taken"
    CLOSED = "closed"
    CLEARED = "cleared"
    """It is no longer so; a high or medium alert stays until a person closes it."""
    WITHDRAWN = "withdrawn"
    """It never was so."""
    REINSTATED = "reinstated"
    """It is so after all."""
    REOPENED = "reopened"
    """It was closed by itself, and it is so after all."""


class Condition(StrEnum):
    """What is true under the alert now."""

    TRUE_NOW = "true_now"
    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"


MOVES: Final[Mapping[tuple[AlertState, Act], AlertState]] = {
    (AlertState.OPEN, Act.TAKEN): AlertState.TAKEN,
    (AlertState.TAKEN, Act.TAKEN): AlertState.TAKEN,
    (AlertState.OPEN, Act.CLOSED): AlertState.CLOSED,
    (AlertState.TAKEN, Act.CLOSED): AlertState.CLOSED,
    (AlertState.CLOSED, Act.REOPENED): AlertState.OPEN,
    **{
        (state, act): state
        for state in (AlertState.OPEN, AlertState.TAKEN)
        for act in (Act.CLEARED, Act.WITHDRAWN, Act.REINSTATED)
    },
}
"""Every move there is. What is not here is refused: snoozing, waiting, escalating and handing over come with their
screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert on the worklist; ``version`` rises with every event, so that two nurses cannot overwrite each other.

    ``owner`` is never nobody: until a nurse takes it, it is the patient's named contact.
    """

    alert: int
    episode: str
    patient: PatientId
    rule: str
    severity: Severity
    state: AlertState
    condition: Condition
    owner: StaffId
    version: int
    raised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """One row of an alert's life: who did what and when, and how the alert stands after it.

    ``detail`` carries the outcome (``cause``, ``action``, ``note``) or the transition's number.
    """

    after: Alert
    act: Act
    who: StaffId
    at: datetime
    from_state: AlertState
    detail: Mapping[str, str | int]
