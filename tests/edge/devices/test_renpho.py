from __future__ import annotations

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from renpho_encoder import broadcast, framed

from edge.devices.capture import Capture
from edge.devices.family import Family
from edge.devices.frame import ScaleFrame
from edge.devices.renpho import (
    RENPHO_BROADCAST,
    RENPHO_FRAMED,
    decode_broadcast_weight,
    decode_framed_weight,
    encode_start,
)
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

words = st.integers(0, 0xFFFF)


def read(family: Family, source: str, payload: bytes) -> ScaleFrame:
    capture = Capture(source=source, payloads=(payload,))
    assert family.owns(capture)
    assert family.read is not None
    frame = family.read(capture)
    assert isinstance(frame, ScaleFrame)
    return frame


@pytest.mark.parametrize("case", of_family("renpho-55aa", "renpho-aabb-adv"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    payload = bytes.fromhex(case["payload_hex"])
    if case["family"] == "renpho-55aa":
        frame = read(RENPHO_FRAMED, "2a10", payload)
    else:
        frame = read(RENPHO_BROADCAST, "company:ffff", payload)
    assert differences(case, name_scale_frame(frame)) == []


def test_final_frames_that_owners_published_are_final() -> None:
    framed_weight = read(RENPHO_FRAMED, "2a12", bytes.fromhex("55aa240006011100002553b3"))
    assert framed_weight == ScaleFrame(weight_g=95_550, is_final=True)
    for payload, grams in (
        ("aabbed6739c5aa0a6d3e236a948b1f23008e214c0903f33e", 85_900),
        ("aabbed673b1aaa067986066a40b64b2500931c4c4403691f", 73_150),
    ):
        found = read(RENPHO_BROADCAST, "company:ffff", bytes.fromhex(payload))
        assert found == ScaleFrame(weight_g=grams, is_final=True)


@given(words, st.booleans(), st.binary(max_size=12), st.binary(max_size=4))
def test_every_framed_weight_comes_back(raw: int, final: bool, before: bytes, after: bytes) -> None:
    found = decode_framed_weight(framed(raw, final=final, before=before) + after)
    assert found == ScaleFrame(weight_g=raw * 10 or None, is_final=final)


@given(words, st.integers(0, 255), st.binary(min_size=6, max_size=6), st.binary(max_size=6))
def test_every_broadcast_weight_comes_back(raw: int, state: int, address: bytes, tail: bytes) -> None:
    found = decode_broadcast_weight(broadcast(raw, state, address, tail))
    assert found == ScaleFrame(weight_g=raw * 10 or None, is_final=state % 2 == 1 and raw > 0)


@given(st.integers(0, 10), st.integers(0, 18))
def test_every_cut_is_truncation(framed_kept: int, broadcast_kept: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_framed_weight(framed(9565)[:framed_kept])
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_broadcast_weight(broadcast(8590, 0x23)[:broadcast_kept])


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"\x56" + framed(9565)[1:], "no frame of a Renpho scale"),
        (framed(9565)[:-1] + b"\x00", "wrong check sum"),
        (framed(9565, command=0x26), "command 26 brings no weight"),
        (bytes.fromhex("55aa2100010020"), "wrong check sum"),
        (bytes.fromhex("55aa2100010021"), "command 21 brings no weight"),
        (bytes.fromhex("55aa21ffff"), "truncated"),
    ],
)
def test_other_frames_are_refused(payload: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=f"^{reason}$"):
        decode_framed_weight(payload)


def test_other_data_of_company_ffff_are_refused() -> None:
    with pytest.raises(DecodeError, match=r"^no broadcast of a Renpho scale$"):
        decode_broadcast_weight(b"\x09\x5b" + bytes(20))
    assert not RENPHO_BROADCAST.owns(Capture(source="company:ffff", payloads=(b"\x09\x5b",)))


@given(st.binary(max_size=30))
def test_any_bytes_are_a_frame_or_a_decode_error(tail: bytes) -> None:
    for payload in (tail, b"\x55\xaa" + tail, b"\xaa\xbb" + tail):
        for decode in (decode_framed_weight, decode_broadcast_weight):
            try:
                assert decode(payload).weight_g != 0
            except DecodeError:
                continue


def test_the_command_to_start_has_its_sum() -> None:
    assert encode_start() == framed(0, before=b"\x01\x00", command=0x90)
