from __future__ import annotations

from decimal import Decimal

import pytest
from gatt_encoder import sfloat
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.sfloat import parse_sfloat

RESERVED = (0x07FE, 0x07FF, 0x0800, 0x0801, 0x0802)


@pytest.mark.parametrize("raw", RESERVED)
def test_what_is_not_a_number_is_none(raw: int) -> None:
    assert parse_sfloat(raw) is None


@given(st.integers(-2048, 2047), st.integers(-8, 7))
def test_every_number_comes_back_as_it_was_written(mantissa: int, exponent: int) -> None:
    raw = int.from_bytes(sfloat(mantissa, exponent), "little")
    expected = None if raw in RESERVED else Decimal(mantissa) * Decimal(10) ** exponent
    assert parse_sfloat(raw) == expected


@given(st.integers(0, 0xFFFF))
def test_any_sixteen_bits_are_a_number_or_none(raw: int) -> None:
    value = parse_sfloat(raw)
    assert value is None or value.is_finite()
