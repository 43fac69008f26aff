"""When more became known: what was doubted when it came is judged again when another reading bears it out."""

from __future__ import annotations

import pytest
from log_making import LogMaking, rules

from server.rules.backtest.instants import written
from server.rules.backtest.trial import Clock, episodes

OVER = "weight-over-reference"
pytestmark = pytest.mark.timeout(120)


def raised(made: LogMaking, clock: Clock) -> list[str]:
    by = rules(OVER)
    ready = made.material(by)
    return [written(each.raised_s, ready.log.zone, naive=True) for each in episodes(ready, by, clock)]


def jump(then: float) -> LogMaking:
    """Weigh the same for three weeks, then eight kilograms more, and then something, every morning."""
    return LogMaking().patient().mornings("2026-03-02", [80.0] * 21 + [88.0, then, then])


def test_what_was_doubted_counts_when_another_reading_bears_it_out() -> None:
    assert raised(jump(88.1), Clock.AS_MEASURED) == ["2026-03-24T07:00:00"]
    assert raised(jump(88.1), Clock.AS_RECEIVED) == ["2026-03-24T07:00:05"]


def test_who_bears_it_out_may_come_late() -> None:
    late = LogMaking().patient().mornings("2026-03-02", [80.0] * 21 + [88.0, None, 88.0])
    late.row("2026-03-24T07:00:00", "weight", 88.1, received="2026-03-27T09:00:00")
    assert raised(late, Clock.AS_MEASURED) == ["2026-03-24T07:00:00"]
    assert raised(late, Clock.AS_RECEIVED) == ["2026-03-27T09:00:00"]


@pytest.mark.parametrize("clock", Clock)
def test_what_nothing_bears_out_is_never_raised(clock: Clock) -> None:
    assert raised(jump(80.0), clock) == []
