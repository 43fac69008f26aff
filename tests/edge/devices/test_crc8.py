from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viatom_encoder import mirrored, remainder

from edge.devices.crc8 import crc8, crc8_maxim


@given(st.binary(max_size=40))
def test_both_forms_are_the_rest_of_a_long_division(data: bytes) -> None:
    assert crc8(data) == remainder(data, 0x07)
    assert crc8_maxim(data) == mirrored(remainder(bytes(map(mirrored, data)), 0x31))


@pytest.mark.parametrize("frame", ["aa17e8000000001b"])
def test_a_published_command_of_an_o2ring_ends_in_its_crc(frame: str) -> None:
    *data, check = bytes.fromhex(frame)
    assert crc8(bytes(data)) == check


@pytest.mark.parametrize(
    "frame", ["aa550f07025a57d24c45a7", "aa550f06210200000045", "aa55f0030303f6", "aa550f08015f55005700c0da"]
)
def test_published_frames_of_pc_60_clips_end_in_their_crc(frame: str) -> None:
    *data, check = bytes.fromhex(frame)
    assert crc8_maxim(bytes(data)) == check
