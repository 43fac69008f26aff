from __future__ import annotations

from contextlib import suppress

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from senssun_encoder import senssun

from edge.devices.capture import Capture
from edge.devices.family import Advertisement
from edge.devices.frame import ScaleFrame
from edge.devices.senssun import SENSSUN, decode_senssun
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

numbers = st.integers(0, 0xFFFF)


@pytest.mark.parametrize("case", of_family("senssun-adv"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    payload = bytes.fromhex(case["payload_hex"])
    capture = Capture(source="company:0100", payloads=(payload,), is_advertisement=True)
    assert SENSSUN.owns(capture)
    assert SENSSUN.score(Advertisement(name=case["advertised_name"], company_data={0x0100: payload}))
    assert SENSSUN.read is not None
    frame = SENSSUN.read(capture)
    assert isinstance(frame, ScaleFrame)
    assert differences(case, name_scale_frame(frame)) == []


@given(numbers, st.sampled_from([1, 2]), numbers, st.booleans(), st.integers(0, 15))
def test_every_frame_comes_back(raw: int, kind: int, impedance: int, stabilised: bool, low: int) -> None:
    payload = senssun(raw, kind=kind, impedance=impedance, state=(0xA0 if stabilised else 0) | low)
    assert decode_senssun(payload + b"\xab\x61") == ScaleFrame(
        weight_g=raw * 10 or None, impedance_tenths=impedance * 10 or None, is_stabilised=stabilised
    )


@pytest.mark.parametrize(("payload", "said"), [(senssun(6725, kind=3), "kind 03"), (bytes(17), "not a frame")])
def test_what_is_no_frame_is_a_decode_error(payload: bytes, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_senssun(payload)


@given(numbers, st.integers(0, 14))
def test_every_cut_is_truncation(raw: int, cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_senssun(senssun(raw)[:cut])


@given(st.binary(max_size=20))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for said in (payload, b"\x02\x03\x11" + payload):
        with suppress(DecodeError):
            decode_senssun(said)
