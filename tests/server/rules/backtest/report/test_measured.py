from __future__ import annotations

from datetime import timedelta

from backtested import FIRST, alerts, instant, log_of, rule_set

from server.rules.backtest.report.examples import Example, ExampleKind
from server.rules.backtest.report.measured import Measured, measured, runs
from vitals.observation_log import LogKind


def around_the_event() -> Measured:
    day = FIRST + timedelta(days=55)
    made = log_of().row(f"{day}T07:30:00", "pulse", 88, who="p0").row(f"{day}T08:00:00", "dyspnea", 2, who="p0")
    made.row(f"{day}T20:00:00", "weight", 9_000, who="p0").told(f"{day}T09:00:00", "diuretic_change", "up", who="p0")
    made.row(f"{day}T07:30:00", "pulse", 50, who="p1")
    example = Example(ExampleKind.HIT, 0, int(instant(60).timestamp()))
    return measured(example, made.material(rule_set()), alerts())


def test_a_chart_has_the_patients_own_values_in_the_units_of_the_log() -> None:
    found = around_the_event()
    assert [value for _, value in found.values[LogKind.PULSE]] == [88.0]
    weights = found.values[LogKind.WEIGHT]
    assert all(-45 <= day <= 5 for day, _ in weights)
    assert {round(value, 1) for _, value in weights} == {70.0, 70.1, 70.2}
    assert found.days_weighed == 50
    assert found.reference_kg == 80.0


def test_what_does_not_count_stands_apart() -> None:
    assert [value for _, value in around_the_event().refused] == [9_000.0]


def test_answers_what_was_told_and_what_was_raised_are_there() -> None:
    found = around_the_event()
    assert [score for _, score in found.answers["dyspnea"]] == [2]
    assert [(kind, detail) for _, kind, detail in found.told] == [("diuretic_change", "up")]
    assert [round(day) for day, _ in found.alerts] == [-10, -2]


def test_a_curve_is_broken_where_a_day_is_missing() -> None:
    assert runs([]) == []
    assert [len(run) for run in runs([(0, 1), (1, 1), (1.1, 1), (2.9, 1), (3.9, 1)])] == [3, 2]
