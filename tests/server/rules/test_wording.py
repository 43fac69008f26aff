"""Numbers and days as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.wording import days_en, days_sv, kilograms_en, kilograms_sv


@pytest.mark.parametrize(
    ("grams", "said"),
    [(0, "0.0"), (49, "0.0"), (50, "0.1"), (82_349, "82.3"), (82_350, "82.4"), (82_950, "83.0"), (-1_250, "−1.3")],
)
def test_kilograms_have_one_decimal_rounded_half_away_from_zero(grams: int, said: str) -> None:
    assert kilograms_en(grams) == f"{said} kg"
    assert kilograms_sv(grams) == f"{said.replace('.', ',')} kg"


@given(st.integers(0, 700_000))
def test_no_weight_is_written_more_than_fifty_grams_off(grams: int) -> None:
    written = Fraction(kilograms_en(grams).removesuffix(" kg")) * 1_000
    assert abs(written - grams) <= 50


def test_one_day_is_one_day() -> None:
    assert [days_sv(count) for count in (1, 2)] == ["1 dag", "2 dagar"]
    assert [days_en(count) for count in (1, 2)] == ["1 day", "2 days"]
