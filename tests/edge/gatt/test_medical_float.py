from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vital_encoder import medical_float

from edge.gatt.medical_float import parse_medical_float


@given(st.integers(-0x7FFFFF, 0x7FFFFF), st.integers(-128, 127))
def test_every_mantissa_and_exponent_come_back(mantissa: int, exponent: int) -> None:
    raw = int.from_bytes(medical_float(mantissa, exponent), "little")
    number = parse_medical_float(raw)
    if exponent == 0 and (mantissa >= 0x7FFFFE or mantissa <= -0x7FFFFE):
        assert number is None
    else:
        assert number is not None
        assert Fraction(number) == Fraction(mantissa) * Fraction(10) ** exponent


@pytest.mark.parametrize("raw", [0x007FFFFF, 0x00800000, 0x007FFFFE, 0x00800002, 0x00800001])
def test_what_is_not_a_number_is_none(raw: int) -> None:
    assert parse_medical_float(raw) is None


@pytest.mark.parametrize(("raw", "number"), [(0x007FFFFD, "8388605"), (0x00800003, "-8388605"), (0x80000001, "1E-128")])
def test_their_neighbours_are_numbers(raw: int, number: str) -> None:
    assert parse_medical_float(raw) == Decimal(number)


@given(st.integers(0, 0xFFFFFFFF))
def test_any_four_bytes_are_a_number_or_none(raw: int) -> None:
    number = parse_medical_float(raw)
    assert number is None or number.is_finite()
