"""*I am worried* becomes a card, at any hour, whatever else stands: medium, high with an acute answer within a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from server.alerts.alert import Alert, AlertState
from server.patients.saying import Saying
from server.rules.episode import MOVES
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.code import WORRIED
from vitals.identity import PatientId

RULE: Final = WORRIED
"""The button's name stands in the place of a rule: nothing inhibits it, and only a nurse ends it."""
WITHIN: Final = timedelta(days=1)
"""A press and an acute answer so near each other are one worry, whichever came first."""
LATE_AFTER: Final = timedelta(hours=1)
_VERSION: Final = "1"
_SAY: Final[Mapping[str, str]] = {
    "sv": "Har tryckt på Jag är orolig – ring mig",
    "en": "Pressed I am worried – call me",
}


def worries(
    fresh: Sequence[Saying], before: Iterable[Saying], open_cards: Iterable[Alert], now: datetime
) -> list[Transition]:
    """Give the cards that new sayings ask for; ``before`` are those of the same people within the last day.

    While a card of the same person stands that nobody has taken, and that is as severe, another press adds none: a
    hundred presses would only hide the others. Once a nurse has taken it, the next press is a new card.
    """
    told = [*before, *fresh]
    stands = {(card.patient, card.severity) for card in open_cards if card.state is AlertState.OPEN}
    cards: list[Transition] = []
    for patient in dict.fromkeys(each.patient for each in fresh if is_worry(each)):
        latest = max((each.at for each in fresh if each.patient == patient), default=now)
        mine = [each for each in told if each.patient == patient and is_worry(each) and latest - each.at <= WITHIN]
        presses = [each for each in mine if each.about == WORRIED]
        acute = [each for each in mine if each.is_acute]
        severity = Severity.HIGH if acute else Severity.MEDIUM
        if not presses or (patient, severity) in stands or (patient, Severity.HIGH) in stands:
            continue
        cards.append(_card(patient, presses, acute, severity, now))
    return cards


def is_worry(saying: Saying) -> bool:
    """Tell whether something said may ask for a card."""
    return saying.about == WORRIED or saying.is_acute


def _card(
    patient: PatientId, presses: Sequence[Saying], acute: Sequence[Saying], severity: Severity, now: datetime
) -> Transition:
    press = presses[-1]
    behind = sorted({each.record for each in [*presses, *acute]})
    return Transition(
        patient=patient,
        rule=RULE,
        rule_version=_VERSION,
        episode=f"{patient}.{RULE}.{behind[-1]}.{severity.value}",
        number=1,
        from_state=EpisodeState.QUIET,
        to_state=MOVES[EpisodeState.QUIET, Cause.MEASURED],
        cause=Cause.MEASURED,
        severity=severity,
        at=now,
        measured_at=press.at,
        is_late=now - press.at > LATE_AFTER,
        facts={},
        arrivals=tuple(behind),
        say=_worded(acute),
    )


def _worded(acute: Sequence[Saying]) -> Mapping[str, str]:
    """Say the press, and the acute answers in the words of their questions."""
    return {
        language: "; ".join([sentence, *dict.fromkeys(each.say[language] for each in acute if language in each.say)])
        for language, sentence in _SAY.items()
    }
