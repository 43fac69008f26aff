from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nonin_encoder import nonin

from edge.devices.capture import Capture
from edge.devices.frame import OximeterFrame
from edge.devices.nonin import NONIN_3230, decode_nonin
from edge.gatt.octets import DecodeError

octet = st.integers(0, 255)
numbers = st.integers(0, 0xFFFF)
saturations = st.integers(1, 100) | octet
pulses = st.integers(20, 420) | numbers


@given(saturations, pulses, numbers, st.booleans(), st.booleans(), st.booleans())
def test_every_second_comes_back(
    spo2: int, pulse: int, perfusion: int, smart_point: bool, searching: bool, finger: bool
) -> None:
    payload = nonin(spo2, pulse, perfusion=perfusion, smart_point=smart_point, searching=searching, finger=finger)
    capture = Capture(source="0aad7ea0-0d60-11e2-8e3c-0002a5d5c51b", payloads=(payload,))
    assert NONIN_3230.owns(capture)
    assert NONIN_3230.read is not None
    frame = NONIN_3230.read(capture)
    assert isinstance(frame, OximeterFrame)
    assert frame.spo2_percent == (spo2 if finger and spo2 in range(1, 101) else None)
    assert frame.pulse_per_min == (pulse if finger and pulse in {*range(1, 401)} - {127, 255} else None)
    assert frame.is_finger_present == finger
    assert frame.is_final == (smart_point and not searching)
    if finger:
        assert abs(10 * (frame.perfusion_index_tenths or 0) - perfusion) <= 5
    else:
        assert frame.perfusion_index_tenths is None


def test_no_pulsation_is_not_a_value_of_zero() -> None:
    assert decode_nonin(nonin(97, 72)).perfusion_index_tenths is None


@pytest.mark.parametrize("length", [0, 9, 11, 255])
def test_a_frame_that_tells_another_length_is_a_decode_error(length: int) -> None:
    with pytest.raises(DecodeError, match="not a second"):
        decode_nonin(bytes([length]) + nonin(97, 72)[1:])


@given(octet, st.integers(0, 9))
def test_every_cut_is_truncation(spo2: int, cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_nonin(nonin(spo2, 72)[:cut])


@given(st.binary(max_size=16))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for said in (payload, b"\x0a" + payload):
        with suppress(DecodeError):
            decode_nonin(said)
