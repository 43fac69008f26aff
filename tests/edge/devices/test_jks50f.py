from __future__ import annotations

from contextlib import suppress

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from jks50f_encoder import jks50f

from edge.devices.capture import Capture
from edge.devices.frame import OximeterFrame
from edge.devices.jks50f import JKS50F, decode_jks50f
from edge.gatt.octets import DecodeError
from edge.naming.oximeter import name_oximeter_frame

octet = st.integers(0, 255)


@pytest.mark.parametrize("case", of_family("jks50f"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    capture = Capture(source="ffe1", payloads=(bytes.fromhex(case["payload_hex"]),))
    assert JKS50F.owns(capture)
    assert JKS50F.read is not None
    frame = JKS50F.read(capture)
    assert isinstance(frame, OximeterFrame)
    assert differences(case, name_oximeter_frame(frame)) == []


@given(st.integers(1, 100) | octet, octet, st.integers(0, 0x1FFF), st.booleans(), st.binary(min_size=60, max_size=60))
def test_every_frame_comes_back(spo2: int, pulse: int, perfusion: int, finger: bool, wave: bytes) -> None:
    frame = decode_jks50f(jks50f(spo2, pulse, perfusion=perfusion, finger=finger, wave=wave))
    assert frame.spo2_percent == (spo2 if finger and spo2 in range(1, 101) else None)
    assert frame.pulse_per_min == (pulse if finger and pulse not in {0, 127, 255} else None)
    assert frame.is_finger_present == finger
    if perfusion in {0, 0x1FFF}:
        assert frame.perfusion_index_tenths is None
    else:
        assert abs(10 * (frame.perfusion_index_tenths or 0) - perfusion) <= 5
    assert (frame.is_final, frame.is_stored) == (None, False)


@pytest.mark.parametrize(
    ("payload", "said"), [(jks50f(98, 80)[:-1] + b"\x00", "check sum"), (bytes(69), "not a frame of a JKS50F")]
)
def test_what_is_no_frame_is_a_decode_error(payload: bytes, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_jks50f(payload)


@given(octet, st.integers(0, 68))
def test_every_cut_is_truncation(spo2: int, cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_jks50f(jks50f(spo2, 80)[:cut])


@given(st.binary(max_size=80))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for said in (payload, b"\xff\x44\x01" + payload):
        with suppress(DecodeError):
            decode_jks50f(said)
