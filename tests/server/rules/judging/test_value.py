"""Values as numbers: whole, with their units in their names."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.judging.value import (
    Absent,
    Chosen,
    Count,
    Day,
    Figure,
    Kind,
    Listed,
    Moment,
    Span,
    Titles,
    Value,
    figure_of,
    half_up,
    numbers_of,
)
from server.rules.language.quantity import Quantity, Unit


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Figure(amount=Fraction("82.0005"), unit=Unit.KG), {"x_g": 82_001}),
        (Figure(amount=Fraction("-0.0005"), unit=Unit.KG), {"x_g": -1}),
        (Figure(amount=Fraction(269, 3), unit=Unit.MMHG), {"x_mmhg_tenths": 897}),
        (Figure(amount=Fraction(70), unit=Unit.BPM), {"x_per_min_tenths": 700}),
        (Figure(amount=Fraction(4), unit=Unit.PERCENT, is_apart=True), {"x_percent_tenths": 40}),
        (Figure(amount=Fraction("0.7"), unit=Unit.KG, is_weekly=True), {"x_g_per_week": 700}),
        (figure_of(Quantity(2_500, Unit.POINTS)), {"x_points_tenths": 25}),
        (Span(3), {"x": 3}),
        (Count(2), {"x": 2}),
        (Day(739_680), {"x": "2026-03-05"}),
        (Moment(0), {"x": "1970-01-01T00:00:00+00:00"}),
        (Chosen("dizziness", "often"), {"x": "dizziness.often"}),
        (Kind("discharged"), {"x": "discharged"}),
        (Titles(("a", "b")), {"x": "a,b"}),
        (Listed((1, 3), {"sv": (), "en": ()}), {"x": "1,3"}),
        (Absent("weight"), {}),
    ],
)
def test_each_value_has_one_way_to_be_written(value: Value, written: dict[str, int | str]) -> None:
    assert numbers_of({"x": value}) == written


@given(st.fractions())
def test_rounding_goes_to_the_nearest_and_a_half_away_from_zero(amount: Fraction) -> None:
    rounded = half_up(amount)

    assert abs(rounded - amount) <= Fraction(1, 2)
    assert half_up(-amount) == -rounded
    if abs(rounded - amount) == Fraction(1, 2):
        assert abs(rounded) > abs(amount)
