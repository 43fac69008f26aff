"""The second look in a log: nobody was asked, so what the log holds is the answer, or the deadline runs out as live."""

from __future__ import annotations

import pytest
from log_making import LogMaking, rules

from server.rules.backtest.instants import written
from server.rules.backtest.trial import Clock, episodes

GAIN = "weight-gain-2kg-3-days"
pytestmark = [pytest.mark.timeout(120), pytest.mark.decision("E5")]


def raised(made: LogMaking, clock: Clock = Clock.AS_MEASURED) -> list[str]:
    by = rules(GAIN)
    ready = made.material(by)
    return [written(each.raised_s, ready.log.zone, naive=True) for each in episodes(ready, by, clock)]


def gaining(first: str) -> LogMaking:
    """Gain 2.4 kg overnight after ten days from a day on, for a day."""
    return LogMaking().patient().mornings(first, [80.0] * 10 + [82.4, 80.0])


@pytest.mark.parametrize("clock", Clock)
def test_on_a_working_day_an_unanswered_request_runs_out(clock: Clock) -> None:
    assert raised(gaining("2026-03-02"), clock) == ["2026-03-12T11:00:05"]


@pytest.mark.parametrize("clock", Clock)
def test_at_the_weekend_nobody_is_asked(clock: Clock) -> None:
    (at,) = raised(gaining("2026-03-04"), clock)
    assert at.startswith("2026-03-14T07:00:0")


def test_a_second_weighing_that_says_the_same_raises_at_once() -> None:
    assert raised(gaining("2026-03-02").row("2026-03-12T07:40:00", "weight", 82.3)) == ["2026-03-12T07:40:00"]


def test_a_second_weighing_that_says_otherwise_drops_it() -> None:
    assert raised(gaining("2026-03-02").row("2026-03-12T07:40:00", "weight", 80.1)) == []


def test_what_came_hours_late_was_never_asked_about() -> None:
    made = LogMaking().patient().mornings("2026-03-02", [80.0] * 10)
    made.row("2026-03-12T07:00:00", "weight", 82.4, received="2026-03-12T09:30:00")
    assert raised(made) == ["2026-03-12T07:00:00"]
