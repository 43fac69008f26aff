"""What conditions need: which series, how far back, and when an answer may change by time alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_making import bpm, days, hours, kg, minutes, points, signals

from server.rules.judging.needs import ANSWER_COUNTS_S, Needs, every_part, needs_of, parts_of
from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    USUAL_LEVEL,
    Answered,
    Arrives,
    Averages,
    Change,
    Comparison,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Side,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.quantity import TimesOwnSpread
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast

HOUR = 3_600
AT_LEAST = Comparison.AT_LEAST
PULSE = Limit(measure="pulse", comparison=AT_LEAST, amount=bpm(120))
WEIGHT = Limit(measure="weight", comparison=AT_LEAST, amount=kg(82_000))
RISE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
DIZZY = Answered(question="dizziness", codes=frozenset({"often"}))
AWAY = Happened(kinds=("travelling",), within=None)


def needs(condition: Condition) -> Needs:
    return needs_of(condition, signals())


@pytest.mark.parametrize(
    ("condition", "series"),
    [
        (PULSE, {"pulse_rate": {0, 24 * HOUR}}),
        (WEIGHT, {"body_weight": {0, 36 * HOUR}}),
        (
            replace(PULSE, on=OfTheLast(count=2, among=3, basis=Basis.READING, within=hours(1))),
            {"pulse_rate": {0, HOUR, 24 * HOUR}},
        ),
        (replace(PULSE, on=CloseTogether(count=2, within=minutes(30))), {"pulse_rate": {0, 24 * HOUR}}),
        (DIZZY, {"symptom.dizziness": {0, ANSWER_COUNTS_S}}),
        (Pressed(kind="worried", within=minutes(1)), {"button.worried": {0, 60}}),
        (Pressed(kind="worried", within=days(1)), {"button.worried": {0}}),
        (Missing(measure="weight", days=2, due_minute=720), {"body_weight": {0}}),
        (Arrives(measure="weight", count=1), {"body_weight": {0}}),
        (AWAY, {}),
    ],
)
def test_series_and_when_their_readings_may_change_an_answer_again(
    condition: Condition, series: dict[str, set[int]]
) -> None:
    assert needs(condition).series == series


@pytest.mark.parametrize(
    ("condition", "least"),
    [
        (WEIGHT, 2),
        (replace(WEIGHT, on=DaysInARow(count=3)), 5),
        (replace(WEIGHT, side=Side.ABOVE, reference="baseline"), 2 + 36),
        (replace(WEIGHT, amount=TimesOwnSpread(20), side=Side.ABOVE, reference="previous day"), 2 + 36),
        (replace(PULSE, using="7-day protocol mean"), 2 + 7),
        (RISE, 5),
        (replace(RISE, within_days=None), 3),
        (replace(RISE, by=TimesOwnSpread(20)), 5 + 36),
        (Trend(measure="weight", per_week=kg(500), over_days=14, needs_days=4), 16),
        (Trend(measure="weight", per_week=kg(500), over_days=14, needs_days=4, on=DaysInARow(count=2)), 18),
        (Averages(measure="weight", short_days=3, long_days=28, comparison=AT_LEAST, amount=kg(1), needs_days=2), 30),
        (Drift(measure="weight", by=kg(1), side=Side.ABOVE, reference="baseline", leak=kg(0), over_days=28), 66),
        (Flagged(measure="pulse_irregular", is_set=True, on=CloseTogether(count=2, within=hours(1))), 4),
        (Level(question="dizziness", comparison=AT_LEAST, level=USUAL_LEVEL), 2 + 35),
        (Worsens(question="dizziness", steps=1, within_days=7), 9),
        (Missing(measure="weight", days=2, due_minute=720), 36),
        (Missing(measure="weight", days=2, due_minute=720, is_beyond_habit=True), 71),
        (Silent(period=hours(24)), 2),
        (Happened(kinds=("travelling",), within=days(5)), 5),
        (OtherAlert(rules=("other",), within_days=7), 7),
        (Group(gathering=Gathering.ALL, parts=(RISE,), within=days(4), for_days=2), 5 + 4 + 2),
        (Sequence(steps=(RISE, DIZZY), within=days(5)), 5 + 5 + 5),
    ],
)
def test_days_are_looked_back_on_through_all_that_a_condition_stands_in(condition: Condition, least: int) -> None:
    assert needs(condition).days >= least


def test_due_times_silences_events_and_rules_are_named() -> None:
    assert needs(Missing(measure="weight", days=2, due_minute=720)).dues == {720}
    assert needs(Silent(period=hours(24))).silences_s == {24 * HOUR}
    assert needs(Arrives(measure="hub", count=1)).silences_s == {0}
    assert needs(AWAY).event_hours_s == {"travelling": {0}}
    assert needs(Happened(kinds=("travelling",), within=hours(2))).event_hours_s == {"travelling": {0, 2 * HOUR}}
    assert needs(OtherAlert(rules=("other",), within_days=None)).rules == {"other"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Missing(measure="anything", days=2, due_minute=720), True),
        (Arrives(measure="anything", count=1), True),
        (Arrives(measure="hub", count=1), False),
        (WEIGHT, False),
    ],
)
def test_some_look_at_anything_that_comes(condition: Condition, expected: bool) -> None:
    assert needs(condition).is_everything is expected


def test_events_may_restart_windows() -> None:
    assert needs(replace(WEIGHT, side=Side.ABOVE, reference="baseline")).restarts
    assert not needs(WEIGHT).restarts


def test_in_a_period_of_hours_all_may_change_when_it_has_passed() -> None:
    score = Score(
        comparison=AT_LEAST,
        amount=points(1),
        lines=(Points(points=1, when=PULSE), Points(points=1, when=Silent(period=hours(24)))),
        look_back=hours(2),
        on=DaysInARow(count=2),
    )
    found = needs(score)
    assert found.series["pulse_rate"] == {0, 2 * HOUR, 24 * HOUR, 26 * HOUR}
    assert found.silences_s == {24 * HOUR, 26 * HOUR}
    assert found.alert_hours_s == {0, 2 * HOUR}
    assert found.look_days >= 1 + 2
    away = Group(gathering=Gathering.ANY, parts=(AWAY, PULSE), within=hours(1))
    assert needs(away).event_hours_s == {"travelling": {0, HOUR}}


def test_the_parts_of_a_condition_from_the_outside_in() -> None:
    sequence = Sequence(steps=(RISE, DIZZY), within=days(5))
    score = Score(comparison=AT_LEAST, amount=points(1), lines=(Points(points=1, when=PULSE),), look_back=days(3))
    both = Group(gathering=Gathering.ALL, parts=(sequence, score))
    assert list(every_part(both)) == [both, sequence, RISE, DIZZY, score, PULSE]
    assert parts_of(PULSE) == ()
