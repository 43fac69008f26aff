from __future__ import annotations

from contextlib import suppress

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from vitafit_encoder import vitafit, vitafit_impedance, vitafit_weight

from edge.devices.capture import Capture
from edge.devices.frame import ScaleFrame
from edge.devices.vitafit import VITAFIT, decode_vitafit
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

numbers = st.integers(0, 0xFFFF)


@pytest.mark.parametrize("case", of_family("vitafit"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    capture = Capture(source="fff1", payloads=(bytes.fromhex(case["payload_hex"]),))
    assert VITAFIT.owns(capture)
    assert VITAFIT.read is not None
    frame = VITAFIT.read(capture)
    assert isinstance(frame, ScaleFrame)
    assert differences(case, name_scale_frame(frame)) == []


@pytest.mark.parametrize(("payload", "ohms"), [("0189b4", 393), ("0185b8", 389)])
def test_the_impedances_that_openscale_published_are_read_right(payload: str, ohms: int) -> None:
    frame = decode_vitafit(bytes.fromhex(f"5a0b26110000000000{payload}aa"))
    assert frame == ScaleFrame(impedance_tenths=ohms * 10)


@given(numbers, st.integers(0, 255))
def test_every_weight_comes_back(raw: int, state: int) -> None:
    frame = decode_vitafit(vitafit_weight(raw, state=state))
    assert frame == ScaleFrame(weight_g=raw * 10 or None, is_final=state == 2)


@given(numbers)
def test_every_impedance_comes_back(ohms: int) -> None:
    assert decode_vitafit(vitafit_impedance(ohms)) == ScaleFrame(impedance_tenths=ohms * 10 or None)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (vitafit(0x33, b"\x00"), "not a weight or impedance"),
        (vitafit_weight(8500)[:-2] + b"\xff\xaa", "check sum"),
        (vitafit_weight(8500)[:-1] + b"\x00", "no end"),
    ],
)
def test_what_is_no_frame_is_a_decode_error(payload: bytes, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_vitafit(payload)


@given(st.sampled_from([vitafit_weight(8500), vitafit_impedance(393)]), st.data())
def test_every_cut_is_truncation(payload: bytes, data: st.DataObject) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_vitafit(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=16))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for said in (payload, b"\x5a\x0a\x26\x10" + payload, b"\x5a\x0b\x26\x11" + payload):
        with suppress(DecodeError):
            decode_vitafit(said)
