from __future__ import annotations

import pytest
from feature_encoder import CUFF_FEATURE_BITS, blood_pressure_feature
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.blood_pressure_feature import decode_blood_pressure_feature
from edge.gatt.octets import DecodeError


@given(st.sets(st.sampled_from(sorted(CUFF_FEATURE_BITS))), st.integers(0, 0x7F))
def test_every_legal_combination_comes_back_and_reserved_bits_do_not(names: set[str], reserved: int) -> None:
    payload = blood_pressure_feature(names, reserved << 9)
    assert list(decode_blood_pressure_feature(payload + b"\xaa")) == sorted(names, key=CUFF_FEATURE_BITS.__getitem__)


@pytest.mark.parametrize("payload", [b"", b"\x01"])
def test_fewer_than_two_bytes_are_truncation(payload: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_blood_pressure_feature(payload)
