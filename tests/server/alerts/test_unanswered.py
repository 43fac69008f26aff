from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.alerts.unanswered import episode_of, unanswered
from server.rules.transition import Severity
from vitals.identity import PatientId

ANNA = PatientId("annaaaaaaaaaaaaa")
AT = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.mark.decision("C4")
def test_the_card_says_how_much_and_what_to_do_in_both_languages() -> None:
    card = unanswered(ANNA, 7, AT, 86_040, 80_000, AT + timedelta(hours=5))
    assert (card.episode, card.severity, card.is_late) == (episode_of(ANNA, 7), Severity.MEDIUM, True)
    assert (card.facts, card.arrivals) == ({"now_g": 86_040, "usual_g": 80_000}, (7,))
    assert card.say["en"].startswith("The weight 86.0 kg is 6.0 kg above the usual")
    assert card.say["sv"].endswith("Ring och fråga.")
