from __future__ import annotations

import math
from statistics import pstdev

import pytest

from simulator.calibration.figure import (
    Figure,
    each,
    find,
    mean_of_all,
    middle,
    odds_ratio,
    quantile,
    ratio,
    spread_of_all,
)
from tests.simulator.calibration.conftest import MakeDiary

PEOPLE = [[(1.0, 2.0), (3.0, 2.0)], [(8.0, 4.0)]]


def test_people_are_put_together_as_asked() -> None:
    assert mean_of_all(PEOPLE) == 4.0
    assert spread_of_all(PEOPLE) == pstdev([1, 3, 8])
    assert middle(PEOPLE) == 3.0
    assert ratio(PEOPLE) == 12 / 8
    assert quantile(0.75)(PEOPLE) == 8.0
    assert each(None) == []


def test_odds_compare_cases_with_controls() -> None:
    cases, controls = [(1.0, 1.0)] * 20 + [(0.0, 1.0)] * 10, [(1.0, 0.0)] * 50 + [(0.0, 0.0)] * 100
    assert odds_ratio(0.5, 2.0, 0.5)([cases, controls]) == pytest.approx(4.0, rel=0.05)
    assert odds_ratio(0.5, 2.0, 0.5)([controls, cases, [(9.0, 1.0)] * 99]) == pytest.approx(4.0, rel=0.05)


def test_an_interval_holds_the_value_and_narrows_with_more_people(diary: MakeDiary) -> None:
    figure = Figure(
        name="weight", published="", source="", parts=lambda one: each(one.weights_kg[1_000]), summary=mean_of_all
    )
    few, many = ([diary([80.0 + number % 5]) for number in range(size)] for size in (15, 600))
    narrow, wide = find(figure, many), find(figure, few)
    assert wide.low <= wide.value <= wide.high
    assert narrow.low <= narrow.value == 82.0 <= narrow.high
    assert narrow.high - narrow.low < 0.5 * (wide.high - wide.low)


def test_where_nobody_brings_anything_there_is_no_number() -> None:
    figure = Figure(name="", published="", source="", parts=lambda _: [], summary=mean_of_all)
    assert math.isnan(find(figure, []).value)
