"""The definitions of 06-data, section 4, one by one."""

from __future__ import annotations

import numpy as np
import pytest

from server.rules.backtest.chance import by_chance, resampled
from server.rules.backtest.counting import Raised, card_days, raised, seen, spells
from server.rules.backtest.episode import AlertClass, Episode
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.log import Happened
from server.rules.backtest.score import score
from server.rules.backtest.truth import Watched
from server.rules.transition import Severity

YEAR_S = 365 * DAY_S


def at(
    *days: float, who: str = "anna", severity: Severity = Severity.MEDIUM, of: AlertClass = AlertClass.SIGN
) -> list[Episode]:
    return [
        Episode(patient=who, rule="a", severity=severity, alert_class=of, raised_s=round(day * DAY_S)) for day in days
    ]


def watched(*events: tuple[str, float, bool], people: tuple[str, ...] = ("anna", "bo")) -> Watched:
    told = [Happened(people.index(who), round(day * DAY_S), is_major) for who, day, is_major in events]
    count = len(people)
    return Watched(people, np.zeros(count, np.int64), np.full(count, YEAR_S, np.int64), told)


@pytest.mark.decision("E5")
@pytest.mark.parametrize(
    ("alert", "expected"),
    [
        (100, (False, False, False)),
        (99.5, (True, True, False)),
        (99, (True, True, True)),
        (86, (True, True, True)),
        (85.9, (False, True, False)),
        (70, (False, True, False)),
        (69.9, (False, False, False)),
    ],
)
def test_an_event_is_seen_by_an_alert_in_the_days_before_it(alert: float, expected: tuple[bool, bool, bool]) -> None:
    truth = watched(("anna", 100, True))
    (event,) = seen(raised(at(alert), truth), truth)
    assert (event.in_14_days, event.in_30_days, event.is_actionable) == expected


def test_anothers_alert_sees_nothing() -> None:
    truth = watched(("anna", 100, True))
    (event,) = seen(raised(at(95, who="bo"), truth), truth)
    assert not event.in_30_days


def test_lead_counts_from_the_first_alert_and_from_the_last_unbroken_run() -> None:
    truth = watched(("anna", 100, True))
    (event,) = seen(raised(at(72, 88, 93, 97, 101), truth), truth)
    assert (event.first_s, event.run_s) == (72 * DAY_S, 88 * DAY_S)


@pytest.mark.decision("E5")
def test_the_first_alert_opens_seven_days() -> None:
    truth = watched()
    assert [each.from_s // DAY_S for each in spells(raised(at(10, 12, 16.9, 17, 30), truth), truth)] == [10, 17, 30]


@pytest.mark.parametrize(
    ("alert", "is_major", "is_explained"),
    [
        (70, True, True), (69.9, True, False), (103, True, True), (103.1, True, False),
        (86, False, True), (85.9, False, False), (103, False, True),
    ],
)  # fmt: skip
def test_an_episode_is_explained_by_an_event_near_it(alert: float, *, is_major: bool, is_explained: bool) -> None:
    truth = watched(("anna", 100, is_major))
    assert [each.is_explained for each in spells(raised(at(alert), truth), truth)] == [is_explained]


def test_a_later_alert_of_an_episode_explains_it_too() -> None:
    truth = watched(("anna", 100, True))
    (spell,) = spells(raised(at(67, 71), truth), truth)
    assert spell.is_explained


@pytest.mark.decision("E5")
def test_without_events_every_episode_is_unexplained() -> None:
    nobody = Watched(["anna"], np.zeros(1, np.int64), np.full(1, YEAR_S, np.int64), None)
    found = score(at(10, 100), nobody)
    assert (found.sensitivity, found.lead) == (None, None)
    assert found.burden.unexplained_per_year.value == pytest.approx(2 * 365.25 / 365)


def test_only_signs_of_medium_or_high_severity_are_scored_and_cards_of_all() -> None:
    truth = watched(("anna", 100, True))
    low = at(95, severity=Severity.LOW) + at(96, of=AlertClass.ABSENCE) + at(97, 97.1, severity=Severity.INFO)
    found = score(low, truth)
    assert found.sensitivity is not None
    assert (found.sensitivity.in_14_days.value, found.alerts) == (0.0, 0)
    assert found.burden.cards_per_year[AlertClass.SIGN] == pytest.approx(2 / 2 * 365.25 / 365)
    assert found.burden.cards_per_year[AlertClass.ABSENCE] == pytest.approx(1 / 2 * 365.25 / 365)
    assert card_days(low, truth).tolist() == [3, 0]
    assert score(at(95, severity=Severity.HIGH), truth).alerts == 1


def test_chance_hands_every_alert_to_somebody_else() -> None:
    truth = watched(("anna", 100, True))
    assert by_chance(raised(at(95), truth), truth, 14) == 0.0
    assert by_chance(raised(at(95, who="bo"), truth), truth, 14) == 1.0
    everywhere = raised([each for who in truth.names for each in at(*range(0, 365, 7), who=who)], truth)
    assert by_chance(everywhere, truth, 14) == 1.0
    alone = watched(("anna", 100, True), people=("anna",))
    assert by_chance(raised(at(95), alone), alone, 14) is None


def test_chance_of_random_alerts_is_what_they_reach() -> None:
    dice = np.random.default_rng(1)
    people = tuple(f"p{number}" for number in range(400))
    truth = watched(*((who, float(dice.uniform(40, 360)), True) for who in people), people=people)
    who = np.repeat(np.arange(400), 4)
    alerts = Raised(who, np.sort(dice.integers(0, YEAR_S, (400, 4)), axis=1).reshape(-1))
    reached = np.mean([each.in_14_days for each in seen(alerts, truth)])
    assert by_chance(alerts, truth, 14) == pytest.approx(1 - (1 - 14 / 365) ** 4, abs=0.02)
    assert reached == pytest.approx(1 - (1 - 14 / 365) ** 4, abs=0.06)


def test_an_interval_holds_the_figure_and_is_the_same_in_every_run() -> None:
    has = np.arange(200) % 4 == 0
    one, two = (resampled(200, lambda drawn: float(has @ drawn / drawn.sum())) for _ in range(2))
    assert one == two
    assert one.low < one.value == 0.25 < one.high
    assert one.high - one.low == pytest.approx(2 * 1.96 * (0.25 * 0.75 / 200) ** 0.5, rel=0.15)
