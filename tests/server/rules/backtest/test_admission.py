"""Dirty logs: every kind of fault that 06-data names is found by its own reason, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from log_making import QUESTIONS, LogMaking

from server.rules.backtest.admission import Admission, admit
from server.rules.backtest.instants import written
from server.rules.backtest.refusal import Mended, Refusal


def admitted(made: LogMaking) -> Admission:
    return admit(made.log(), QUESTIONS)


def reasons(made: LogMaking) -> dict[str, list[int]]:
    found = admitted(made)
    both = [*found.refused.items(), *found.mended.items()]
    return {why.value: places.tolist() for why, places in both}


def test_a_clean_log_has_nothing_to_refuse() -> None:
    made = LogMaking().patient().mornings("2026-03-01", [80.0, 80.0, 80.1])
    for day in ("01", "02"):
        for kind, value in (("systolic", 120), ("pulse", 70), ("dyspnea", 1), ("spo2", 97)):
            made.row(f"2026-03-{day}T07:05:00", kind, value)
    assert reasons(made) == {}


def test_an_exact_duplicate_is_refused_once_and_the_first_stays() -> None:
    made = LogMaking().patient().row("2026-03-01T07:00:00", "weight", 80.0)
    made.row("2026-03-01T07:00:00", "weight", 80.0, received="2026-03-01T09:00:00")
    made.row("2026-03-01T07:00:00", "weight", 80.0, received="2026-03-01T08:00:00")
    assert reasons(made) == {Refusal.DUPLICATE: [1, 2]}


@pytest.mark.parametrize(
    "other",
    [
        {"device": "two"},
        {"who": "bo"},
        {"value": 80.1},
        {"kind": "pulse", "unit": "/min"},
        {"measured": "2026-03-01T07:00:01"},
    ],
)
def test_what_differs_in_anything_is_no_duplicate(other: dict[str, str]) -> None:
    said: dict[str, Any] = {
        "measured": "2026-03-01T07:00:00",
        "kind": "weight",
        "value": 80.0,
        "received": "2026-03-01T08:00:00",
        **other,
    }
    made = LogMaking().patient().patient("bo").row("2026-03-01T07:00:00", "weight", 80.0)
    assert reasons(made.row(**said)) == {}


@pytest.mark.parametrize(("hours", "is_refused"), [(1, True), (3, True), (2, True), (4, False)])
def test_a_duplicate_shifted_by_whole_hours_is_refused(hours: int, is_refused: bool) -> None:
    made = LogMaking().patient().row("2026-03-01T07:12:34", "systolic", 131)
    made.row(f"2026-03-01T{7 + hours:02}:12:34", "systolic", 131, received="2026-03-01T19:00:00")
    assert (Refusal.DUPLICATE_SHIFTED in reasons(made)) is is_refused


def test_what_was_typed_has_no_clock_that_could_be_shifted_and_answers_repeat() -> None:
    made = LogMaking().patient()
    for clock in ("07:00:00", "08:00:00"):
        made.row(f"2026-03-01T{clock}", "systolic", 131, entry="manual").row(f"2026-03-01T{clock}", "dyspnea", 0)
    assert reasons(made) == {}


@pytest.mark.decision("B1")
@pytest.mark.parametrize(
    ("measured", "received", "is_dated"),
    [
        ("1970-01-03T05:00:00", "2026-03-20T07:00:00", True),
        ("2026-02-18T06:59:59", "2026-03-20T07:00:00", True),
        ("2026-02-18T07:00:00", "2026-03-20T07:00:00", False),
        ("2026-03-20T07:10:00", "2026-03-20T07:00:00", False),
        ("2026-03-20T07:10:01", "2026-03-20T07:00:00", True),
        ("2031-01-01T00:00:00", "2026-03-20T07:00:00", True),
        ("", "2026-03-20T07:00:00", True),
    ],
)
def test_a_clock_that_nobody_set_is_overruled_by_the_receipt(measured: str, received: str, is_dated: bool) -> None:
    dirty = LogMaking().patient().row(measured, "weight", 80.0, received=received)
    found = admitted(dirty)
    assert (Mended.CLOCK_UNSET in found.mended) is is_dated
    at = written(int(found.measured_s[0]), dirty.log().zone, naive=True)
    assert at == (received if is_dated else measured)


@pytest.mark.parametrize(
    ("kind", "value", "unit", "why"),
    [
        ("weight", "", "kg", Refusal.NO_VALUE),
        ("weight", "8l", "kg", Refusal.NO_VALUE),
        ("weight", "nan", "kg", Refusal.NO_VALUE),
        ("weight", "inf", "kg", Refusal.NO_VALUE),
        ("weight", "0.9", "kg", Refusal.IMPOSSIBLE_VALUE),
        ("weight", "651", "kg", Refusal.IMPOSSIBLE_VALUE),
        ("weight", "1e300", "kg", Refusal.IMPOSSIBLE_VALUE),
        ("weight", "80", "stone", Refusal.UNKNOWN_UNIT),
        ("weight", "80", "mmHg", Refusal.UNKNOWN_UNIT),
        ("pulse", "401", "bpm", Refusal.IMPOSSIBLE_VALUE),
        ("dyspnea", "1.5", "score", Refusal.IMPOSSIBLE_VALUE),
        ("dyspnea", "-1", "score", Refusal.IMPOSSIBLE_VALUE),
        ("mood", "3", "score", Mended.UNKNOWN_KIND),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_reason(kind: str, value: str, unit: str, why: str) -> None:
    made = LogMaking().patient().row("2026-03-01T07:00:00", kind, value, unit=unit)
    assert reasons(made) == {why: [0]}
    assert not admitted(made).counts.any()


@pytest.mark.parametrize(
    ("kind", "value", "unit", "steps"),
    [
        ("weight", "180.0", "lb", 81_647),
        ("systolic", "16.0", "kPa", 1_200),
        ("pulse", "71", "bpm", 710),
        ("weight", "81.45", "kg", 81_450),
    ],
)
def test_units_are_turned_to_steps_once_and_rounded_half_up(kind: str, value: str, unit: str, steps: int) -> None:
    found = admitted(LogMaking().patient().row("2026-03-01T07:00:00", kind, value, unit=unit))
    assert found.steps.tolist() == [steps]


def test_strangers_and_who_has_left_are_nobodys_readings() -> None:
    made = LogMaking().patient(ended="2026-03-02").row("2026-03-01T07:00:00", "weight", 80, who="eve")
    made.row("2026-03-02T23:00:00", "weight", 80).row("2026-03-03T07:00:00", "weight", 80)
    assert reasons(made) == {Refusal.UNKNOWN_PATIENT: [0], Refusal.AFTER_END: [2]}


def test_each_refused_row_has_one_reason() -> None:
    made = LogMaking().patient(ended="2026-03-02")
    for clock in ("07:00:00", "07:00:00"):
        made.row(f"2026-03-05T{clock}", "weight", 0.1, who="eve").row(f"2026-03-05T{clock}", "weight", 0.1)
    found = admitted(made)
    assert sorted(place for places in found.refused.values() for place in places.tolist()) == [0, 1, 2, 3]


def test_what_is_refused_does_not_depend_on_what_comes_later() -> None:
    made = LogMaking().patient().row("2026-03-01T07:12:34", "pulse", 70).row("2026-03-01T08:12:34", "pulse", 70)
    before = admitted(made)
    made.row("2026-03-01T06:12:34", "pulse", 70, received="2026-03-02T07:00:00")
    assert admitted(made).counts[:2].tolist() == before.counts.tolist() == [True, False]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_what_lies_when_nobody_lives_is_refused_and_the_rest_counts(year: str) -> None:
    made = LogMaking().patient().row(f"{year}-03-01T07:00:00", "weight", 70, received=f"{year}-03-01T07:00:05")
    made.mornings("2026-03-01", [80.0, 80.2])
    found = admitted(made)
    assert [why.value for why in found.refused] == ["impossible_time"]
    assert found.counts.tolist().count(True) == 2
