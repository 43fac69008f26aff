from __future__ import annotations

import pytest
from backtested import log_of, told

from server.rules.backtest.report.lead import share_at


def test_the_curve_ends_at_what_was_seen_within_thirty_days_and_so_does_that_of_chance() -> None:
    found = told()
    lead, scored = found.lead, found.score.sensitivity
    assert lead is not None
    assert scored is not None
    assert lead.events == 2
    assert lead.first[-1] == (0.0, scored.in_30_days.value)
    assert lead.chance[-1][1] == scored.chance_30_days
    assert lead.run[-1][1] == lead.first[-1][1]


def test_curves_grow_towards_the_event() -> None:
    lead = told().lead
    assert lead is not None
    for shares in (lead.first, lead.run, lead.chance):
        assert [day for day, _ in shares] == sorted((day for day, _ in shares), reverse=True)
        assert [share for _, share in shares] == sorted(share for _, share in shares)


def test_the_first_alert_and_the_last_unbroken_run_are_told_apart() -> None:
    lead = told().lead
    assert lead is not None
    assert (share_at(lead.first, 9), share_at(lead.run, 9)) == (0.5, 0.0)
    assert share_at(lead.run, 1) == pytest.approx(0.5)


def test_without_major_events_there_is_no_curve() -> None:
    assert told(log_of(knows=False)).lead is None
