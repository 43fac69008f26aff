from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from backtested import GAIN, PATIENTS, alert, alerts, log_of, rule_set, told

from server.rules.backtest.episode import AlertClass
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.report.load import BARS_MOST, borne, cards_by_week


def test_the_alerts_of_all_patients_are_those_that_are_scored() -> None:
    found = told()
    assert sum(found.alerts_of_each) == found.score.alerts
    assert found.alerts_of_each[:5] == [2, 0, 0, 2, 1]


def test_the_worst_tenth_bears_what_the_scores_say() -> None:
    found = told()
    whole = sum(found.score.burden.per_patient)
    assert sum(each.unexplained for each in found.heaviest) / whole == found.score.burden.worst_tenth
    assert [(each.name, each.alerts, each.rule) for each in found.heaviest] == [("p3", 2, GAIN), ("p4", 1, GAIN)]


def test_the_curve_of_who_bears_the_burden_ends_with_everybody() -> None:
    shares = borne([2, 0, 1, 1])
    assert shares[-1] == (1.0, 1.0)
    assert all(later[1] - sooner[1] <= 0.5 for sooner, later in pairwise(shares))
    assert borne([0, 0])[-1] == (1.0, 0.0)


def test_the_cards_of_all_weeks_are_those_of_the_scores() -> None:
    found = told()
    days = sum(week.patient_days for week in found.weeks)
    assert days == pytest.approx(float((found.material.watched.end_s - found.material.watched.first_s).sum()) / DAY_S)
    for each in AlertClass:
        cards = sum(week.cards[each] for week in found.weeks)
        assert 100 * cards / days == pytest.approx(found.score.burden.cards_per_100_a_day[each])
    assert all(week.begins_on.weekday() == 0 for week in found.weeks)


def test_two_alerts_of_a_patient_and_a_day_are_one_card() -> None:
    watched = log_of().material(rule_set()).watched
    weeks = cards_by_week([alert(3, 20), alert(3, 20.1), alert(4, 20)], watched)
    assert sum(week.cards[AlertClass.SIGN] for week in weeks) == 2
    assert len(watched.names) == PATIENTS


def test_a_long_log_has_bars_that_can_be_seen() -> None:
    watched = log_of().material(rule_set()).watched
    long = replace(watched, end_s=watched.end_s + 2_000 * DAY_S)
    weeks = cards_by_week(alerts(), long)
    assert len(weeks) <= BARS_MOST
    assert sum(week.cards[AlertClass.SIGN] for week in weeks) == 6
