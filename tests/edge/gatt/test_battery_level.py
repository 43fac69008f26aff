from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.battery_level import decode_battery_level
from edge.gatt.octets import DecodeError


@given(st.integers(0, 255), st.binary(max_size=3))
def test_a_percentage_comes_back_and_a_reserved_value_is_none(percent: int, more: bytes) -> None:
    assert decode_battery_level(bytes([percent]) + more) == (percent if percent <= 100 else None)


def test_no_byte_is_truncation() -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_battery_level(b"")
