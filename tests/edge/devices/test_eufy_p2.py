from __future__ import annotations

from contextlib import suppress

import pytest
from captured import Case, differences, of_family
from eufy_encoder import eufy_p2
from hypothesis import given
from hypothesis import strategies as st

from edge.devices.capture import Capture
from edge.devices.eufy_p2 import EUFY_P2, decode_eufy_p2
from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

numbers = st.integers(0, 0xFFFF)


@pytest.mark.parametrize("case", of_family("eufy-p2"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    capture = Capture(source="fff2", payloads=(bytes.fromhex(case["payload_hex"]),))
    assert EUFY_P2.owns(capture)
    assert EUFY_P2.read is not None
    frame = EUFY_P2.read(capture)
    assert isinstance(frame, ScaleFrame)
    assert differences(case, name_scale_frame(frame)) == []


@given(numbers, numbers, st.booleans(), st.binary(min_size=3, max_size=3))
def test_every_frame_of_a_p2_comes_back(raw: int, impedance: int, final: bool, unknown: bytes) -> None:
    frame = decode_eufy_p2(eufy_p2(raw, impedance, final=final, unknown=unknown))
    assert frame == ScaleFrame(weight_g=raw * 10 or None, impedance_tenths=impedance or None, is_final=final)


@given(numbers, st.integers(0, 15))
def test_every_cut_is_truncation(raw: int, cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_eufy_p2(eufy_p2(raw)[:cut])


@given(st.integers(0, 255).filter(bool), st.integers(4, 15))
def test_a_wrong_sum_of_a_p2_is_a_decode_error(flip: int, at: int) -> None:
    payload = bytearray(eufy_p2(8800, 4700))
    payload[at] ^= flip
    with pytest.raises(DecodeError, match="check sum"):
        decode_eufy_p2(bytes(payload))


@given(st.binary(max_size=24))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for said in (payload, b"\xcf\x0e\x00\xcf" + payload):
        with suppress(DecodeError):
            decode_eufy_p2(said)


def test_what_does_not_begin_as_a_frame_is_none() -> None:
    with pytest.raises(DecodeError, match="not a frame of a Eufy"):
        decode_eufy_p2(bytes(16))
