from __future__ import annotations

from contextlib import suppress

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from laica_encoder import laica

from edge.devices.capture import Capture
from edge.devices.frame import ScaleFrame
from edge.devices.laica import LAICA, decode_laica
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame


@pytest.mark.parametrize("case", of_family("laica-adv"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    payloads = (bytes.fromhex(case["payload_hex"]),)
    capture = Capture(source="company:a0ac", payloads=payloads, is_advertisement=True)
    assert LAICA.owns(capture)
    assert LAICA.read is not None
    frame = LAICA.read(capture)
    assert isinstance(frame, ScaleFrame)
    assert differences(case, name_scale_frame(frame)) == []


def test_a_weight_that_stands_still_is_read_right_on_another_makers_scale() -> None:
    frame = decode_laica(bytes.fromhex("17cf925c91a0202d88e00da2"))
    assert frame == ScaleFrame(weight_g=75_840, is_stabilised=True)


def test_an_impedance_frame_says_nothing() -> None:
    assert decode_laica(bytes.fromhex("17cf925c91a0a2afa0a206b9")) == ScaleFrame()


@given(st.integers(0, 2**18 - 1), st.booleans(), st.integers(0, 63))
def test_every_weight_comes_back(grams: int, stabilised: bool, above: int) -> None:
    frame = decode_laica(laica(grams, stabilised=stabilised, above=above))
    assert frame == ScaleFrame(weight_g=grams or None, is_stabilised=stabilised)


@pytest.mark.parametrize(
    ("payload", "said"),
    [(laica(75_840)[:-1] + b"\x00", "check sum"), (laica(75_840, kind=0xAB), "kind ab")],
)
def test_what_is_no_frame_is_a_decode_error(payload: bytes, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_laica(payload)


@given(st.integers(0, 2**18 - 1), st.integers(0, 11))
def test_every_cut_is_truncation(grams: int, cut: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_laica(laica(grams)[:cut])


@given(st.binary(max_size=20))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    with suppress(DecodeError):
        decode_laica(payload)
