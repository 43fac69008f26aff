from __future__ import annotations

from dataclasses import replace

import pytest
from log_making import LogMaking

from server.rules.backtest.instants import DAY_S
from server.rules.comparison.difference import EventChange
from server.rules.comparison.event_strip import event_strip
from server.rules.transition import Severity
from tests.server.rules.comparison.test_difference import raised
from tests.server.rules.comparison.test_variants import everything

WEIGHTS = [80.0, 80.2, 79.9, None, None, None, None, 80.0, 81.0, 82.4, 82.6, 82.5]


@pytest.mark.parametrize(("language", "says"), [("sv", "Sedd av de nya reglerna"), ("en", "Seen by the new rules")])
def test_an_event_is_drawn_with_what_was_measured_and_what_each_folder_raised(language: str, says: str) -> None:
    log = LogMaking().patient("anna").mornings("2026-03-02", WEIGHTS).row("2026-03-12T09:00:00", "pulse", 80)
    made = log.row("2026-03-12T20:00:00", "weight", 20.0).event("2026-03-13T12:00:00").material(everything())
    assert made.watched.events is not None
    event = made.watched.events[0]
    days = event.at_s / DAY_S
    mine = replace(raised("anna", days - 2), explanation={"sv": "Vikten steg.", "en": "Weight rose."})
    change = EventChange(event=event, patient="anna", old=(raised("anna", days - 1, Severity.LOW),), new=(mine,))
    drawn = event_strip(change, made.load.cases[0], everything(), "one", language)
    assert says in drawn
    assert "anna, 2026-03-13" in drawn
    assert mine.explanation[language] in drawn
    assert {"sv": "puls, bpm", "en": "pulse, bpm"}[language] in drawn
    assert "systol" not in drawn, "what was not measured has no lane"
    assert 'class="cross' in drawn, "what nobody can weigh is drawn apart"
