from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.octets import DecodeError, Octets


@given(st.binary(max_size=20), st.integers(0, 24))
def test_bytes_are_taken_from_the_front_or_truncation_is_said(payload: bytes, count: int) -> None:
    octets = Octets(payload)
    if count > len(payload):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            octets.take(count)
    else:
        assert octets.take(count) == payload[:count]


def test_both_byte_orders_are_read() -> None:
    assert Octets(b"\x01\x02").unsigned(2) == 0x0201
    assert Octets(b"\x01\x02").unsigned(2, "big") == 0x0102


@given(st.binary(max_size=20), st.data())
def test_the_rest_is_what_was_not_taken(payload: bytes, data: st.DataObject) -> None:
    octets = Octets(payload)
    taken = octets.take(data.draw(st.integers(0, len(payload))))
    assert taken + octets.rest() == payload
    assert octets.rest() == b""
