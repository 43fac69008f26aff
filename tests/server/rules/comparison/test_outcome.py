from __future__ import annotations

import pytest
from log_making import LogMaking

from server.rules.backtest.score import score
from server.rules.backtest.trial import Clock, episodes
from server.rules.comparison.outcome import outcomes, tally
from tests.server.rules.comparison.test_variants import everything

GAINS = [80.0, 80.2, 79.9] * 6 + [81.0, 82.4, 82.6, 82.5]


def test_it_is_what_the_backtest_scores() -> None:
    rules = everything()
    log = LogMaking().patient("anna").mornings("2026-03-02", GAINS).patient("bo")
    log.mornings("2026-03-02", [each + 1 for each in GAINS], who="bo").event("2026-03-23T12:00:00")
    made = log.material(rules)
    counted = [each for each in episodes(made, rules, Clock.AS_MEASURED, explain=False) if each.counts]
    told, nothing = outcomes([tally(each, made.watched) for each in (counted, [])], made.watched)
    expected = score(counted, made.watched)
    assert expected.sensitivity is not None
    assert told.seen is not None
    assert (told.alerts, told.chance) == (expected.alerts, expected.sensitivity.chance_14_days)
    assert [*told.seen] == pytest.approx([*expected.sensitivity.in_14_days])
    assert [*told.unexplained] == pytest.approx([*expected.burden.unexplained_per_year])
    assert (nothing.alerts, nothing.seen, nothing.unexplained) == (0, (0, 0, 0), (0, 0, 0))


def test_without_known_events_nothing_is_seen_and_everything_costs() -> None:
    rules = everything()
    made = LogMaking().patient("anna").mornings("2026-03-02", GAINS).material(rules)
    counted = [each for each in episodes(made, rules, Clock.AS_MEASURED, explain=False) if each.counts]
    (told,) = outcomes([tally(counted, made.watched)], made.watched)
    assert (told.seen, told.chance) == (None, None)
    assert told.unexplained.value > 0
    assert outcomes([], made.watched) == []
