from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from captured import Case, differences, of_family
from eufy_encoder import eufy_c1, eufy_p2
from hypothesis import given
from hypothesis import strategies as st

from edge.devices.capture import Capture
from edge.devices.eufy import EUFY_C1, EUFY_P2, decode_eufy_c1, decode_eufy_p2
from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

numbers = st.integers(0, 0xFFFF)
times = st.datetimes().map(lambda at: at.replace(microsecond=0))


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


@given(numbers, numbers, st.integers(0, 255), st.none() | times)
def test_every_frame_of_a_c1_comes_back(raw: int, impedance: int, state: int, at: datetime | None) -> None:
    payload = eufy_c1(raw, impedance, state=state, at=at)
    assert EUFY_C1.read is not None
    assert EUFY_C1.read(Capture(source="fff4", payloads=(payload,))) == ScaleFrame(
        weight_g=None if state == 2 else raw * 10 or None,
        impedance_tenths=None if state == 1 else impedance or None,
        is_final=state == 0,
        is_stored=at is not None,
        device_time=at,
    )


@given(numbers, times, st.data())
def test_every_cut_is_a_decode_error(raw: int, at: datetime, data: st.DataObject) -> None:
    stored = eufy_c1(raw, at=at)
    # Eleven bytes of a stored frame may be a live one: only its sum tells them apart, one time in 256 not even that.
    short = [cut for cut in range(len(stored)) if cut != 11]
    for decode, payload, cuts in (
        (decode_eufy_p2, eufy_p2(raw), range(16)),
        (decode_eufy_c1, eufy_c1(raw), range(11)),
        (decode_eufy_c1, stored, short),
    ):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            decode(payload[: data.draw(st.sampled_from(cuts))])


@given(st.integers(0, 255).filter(bool), st.integers(4, 15))
def test_a_wrong_sum_of_a_p2_is_a_decode_error(flip: int, at: int) -> None:
    payload = bytearray(eufy_p2(8800, 4700))
    payload[at] ^= flip
    with pytest.raises(DecodeError, match="check sum"):
        decode_eufy_p2(bytes(payload))


@given(st.integers(0, 255).filter(bool), st.integers(1, 10))
def test_a_wrong_sum_of_a_c1_is_a_decode_error(flip: int, at: int) -> None:
    payload = bytearray(eufy_c1(8800, 4700))
    payload[at] ^= flip
    with pytest.raises(DecodeError, match="check sum"):
        decode_eufy_c1(bytes(payload))


@given(st.binary(max_size=24))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for decode, head in ((decode_eufy_p2, b"\xcf\x0e\x00\xcf"), (decode_eufy_c1, b"\xcf")):
        for said in (payload, head + payload):
            with suppress(DecodeError):
                decode(said)


def test_what_does_not_begin_as_a_frame_is_none() -> None:
    for decode in (decode_eufy_p2, decode_eufy_c1):
        with pytest.raises(DecodeError, match="not a frame of a Eufy"):
            decode(bytes(16))


def test_the_command_that_empties_the_memory_is_forbidden() -> None:
    assert b"\xf2\x01".startswith(EUFY_C1.forbidden)
    assert not b"\xf2\x00".startswith(EUFY_C1.forbidden)
