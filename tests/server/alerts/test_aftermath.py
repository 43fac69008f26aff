"""Who acted on a reading that was somebody else's is told by a card of her own."""

from __future__ import annotations

from datetime import timedelta

from contract_samples import PATIENT
from pages import AT

from server.alerts.aftermath import READING_MOVED, ActedOn, tell_who_acted
from server.alerts.alert import StaffId
from server.rules.transition import EpisodeState, Severity


def test_the_card_is_medium_late_and_names_the_readings_and_the_alert() -> None:
    acted = ActedOn(alert=7, who=StaffId("eva"), arrivals=(3, 4))
    card = tell_who_acted(acted, PATIENT, AT, 12, AT + timedelta(days=1))
    assert (card.patient, card.rule, card.severity) == (PATIENT, READING_MOVED, Severity.MEDIUM)
    assert (card.from_state, card.to_state, card.number) == (EpisodeState.QUIET, EpisodeState.RAISED, 1)
    assert (card.arrivals, card.facts, card.is_late) == ((3, 4), {"alert": 7}, True)
    assert (card.at, card.measured_at) == (AT + timedelta(days=1), AT)
    assert set(card.say) == {"sv", "en"}


def test_two_moves_or_two_alerts_are_two_cards() -> None:
    def name(alert: int, move: int) -> str:
        acted = ActedOn(alert=alert, who=StaffId("eva"), arrivals=(3,))
        return tell_who_acted(acted, PATIENT, AT, move, AT).episode

    assert len({name(7, 12), name(7, 13), name(8, 12)}) == 3
