from __future__ import annotations

import pytest
from backtested import CREEP, GAIN, MISSING, alert, alerts, log_of, rule_set, told

from server.rules.backtest.report.operating import by_level, by_rule, point


def test_the_level_that_the_scores_count_says_what_the_scores_say() -> None:
    found = told()
    medium = next(each for each in found.levels if each.name == "medium")
    scored = found.score.sensitivity
    assert scored is not None
    assert (medium.seen, medium.chance) == (scored.in_14_days.value, scored.chance_14_days)
    assert medium.unexplained_per_year == pytest.approx(found.score.burden.unexplained_per_year.value)
    assert (medium.alerts, medium.episodes) == (found.score.alerts, len(found.score.spells))
    assert medium.explained == found.explained == pytest.approx(2 / 5)


def test_each_level_holds_those_before_it_and_absence_is_in_none() -> None:
    watched = log_of().material(rule_set()).watched
    assert [each.alerts for each in by_level(alerts(), watched)] == [0, 5, 6, 6]
    assert [each.seen for each in by_level(alerts(), watched)] == [0.0, 0.5, 1.0, 1.0]


def test_every_rule_is_scored_alone_also_those_that_do_not_count() -> None:
    found = by_rule(alerts(), log_of().material(rule_set()).watched)
    assert [(name, each.alerts, each.seen) for name, each in found.items()] == [
        (GAIN, 5, 0.5), (CREEP, 1, 0.5), (MISSING, 2, 0.0),
    ]  # fmt: skip


def test_where_nobody_knows_the_events_only_the_cost_is_told() -> None:
    alone = point("all", [alert(3, 20)], log_of(knows=False).material(rule_set()).watched)
    assert (alone.seen, alone.chance, alone.explained) == (None, None, None)
    assert alone.unexplained_per_year > 0
