"""A gain too large to be believed at once, and nobody has said whose it is: a nurse asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from server.rules.judging.publishing import MOVES
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.identity import PatientId

QUESTIONED_GAIN: Final = "questioned-gain"
"""The name in the place of a rule: no rule says this, and none ends it but the nurse."""
UNANSWERED_FOR: Final = timedelta(hours=4)
"""So long somebody was there to hear an answer (decision C4)."""
_VERSION: Final = "1"
_LATE: Final = timedelta(hours=1)
_SAY: Final[Mapping[str, str]] = {
    "sv": "Vikten {now} kg är {gain} kg över den vanliga, och ingen har svarat på vems den är. Ring och fråga.",
    "en": "The weight {now} kg is {gain} kg above the usual, and nobody has answered whose it is. Ring and ask.",
}


_NOT_THEIRS: Final[Mapping[str, str]] = {
    "sv": "Vikten {now} kg, {gain} kg över den vanliga, var någon annans, säger hemmet. Stämmer det?",
    "en": "The weight {now} kg, {gain} kg above the usual, was somebody else's, says the home. Is that right?",
}


def episode_of(patient: PatientId, record: int) -> str:
    """Name the card about one record."""
    return f"{patient}.{QUESTIONED_GAIN}.{record}"


def unanswered(
    patient: PatientId,
    record: int,
    measured_at: datetime,
    grams: int,
    usual_g: int,
    now: datetime,
    *,
    is_anothers: bool = False,
) -> Transition:
    """Word the card; ``is_anothers``: it was answered, and is not the patient's, which a nurse is to see (low).

    >>> from datetime import UTC
    >>> at = datetime(2026, 3, 2, 6, tzinfo=UTC)
    >>> unanswered(PatientId("a" * 16), 7, at, 86_040, 80_000, at).say["sv"]
    'Vikten 86,0 kg är 6,0 kg över den vanliga, och ingen har svarat på vems den är. Ring och fråga.'
    """
    said = {"now": f"{grams / 1_000:.1f}", "gain": f"{(grams - usual_g) / 1_000:.1f}"}
    words = _NOT_THEIRS if is_anothers else _SAY
    swedish = {name: number.replace(".", ",") for name, number in said.items()}
    return Transition(
        patient=patient,
        rule=QUESTIONED_GAIN,
        rule_version=_VERSION,
        episode=episode_of(patient, record),
        number=1,
        from_state=EpisodeState.QUIET,
        to_state=MOVES[EpisodeState.QUIET, Cause.MEASURED],
        cause=Cause.MEASURED,
        severity=Severity.LOW if is_anothers else Severity.MEDIUM,
        at=now,
        measured_at=measured_at,
        is_late=now - measured_at > _LATE,
        facts={"now_g": grams, "usual_g": usual_g},
        arrivals=(record,),
        say={"sv": words["sv"].format(**swedish), "en": words["en"].format(**said)},
    )
