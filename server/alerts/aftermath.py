"""A nurse acted on a reading that turns out to be somebody else's: she is told by a card of her own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from server.alerts.alert import StaffId
from server.rules.judging.publishing import MOVES
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.identity import PatientId

READING_MOVED: Final = "reading-moved"
"""The name in the place of a rule: no rule says this, and none ends it but the nurse."""
_VERSION: Final = "1"
_SAY: Final[Mapping[str, str]] = {
    "sv": "Ett mätvärde bakom en varning som du har stängt var inte patientens. Se om det du gjorde behöver göras om.",
    "en": "A reading behind an alert that you closed was not the patient's. See whether what you did must be undone.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActedOn:
    """Somebody closed an alert that rested on these readings (their numbers as observations)."""

    alert: int
    who: StaffId
    arrivals: tuple[int, ...]


def tell_who_acted(acted: ActedOn, patient: PatientId, measured_at: datetime, number: int, now: datetime) -> Transition:
    """Word the card of who acted; ``number`` is the move's, which makes the card's name its own."""
    return Transition(
        patient=patient,
        rule=READING_MOVED,
        rule_version=_VERSION,
        episode=f"{patient}.{READING_MOVED}.{number}.{acted.alert}",
        number=1,
        from_state=EpisodeState.QUIET,
        to_state=MOVES[EpisodeState.QUIET, Cause.MEASURED],
        cause=Cause.MEASURED,
        severity=Severity.MEDIUM,
        at=now,
        measured_at=measured_at,
        is_late=True,
        facts={"alert": acted.alert},
        arrivals=acted.arrivals,
        say=_SAY,
    )
