from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from eufy_encoder import eufy_c1
from hypothesis import given
from hypothesis import strategies as st

from edge.devices.capture import Capture
from edge.devices.eufy_c1 import EUFY_C1, decode_eufy_c1
from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError

numbers = st.integers(0, 0xFFFF)
times = st.datetimes().map(lambda at: at.replace(microsecond=0))


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
    for payload, cuts in ((eufy_c1(raw), range(11)), (stored, short)):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            decode_eufy_c1(payload[: data.draw(st.sampled_from(cuts))])


@given(st.integers(0, 255).filter(bool), st.integers(1, 10))
def test_a_wrong_sum_of_a_c1_is_a_decode_error(flip: int, at: int) -> None:
    payload = bytearray(eufy_c1(8800, 4700))
    payload[at] ^= flip
    with pytest.raises(DecodeError, match="check sum"):
        decode_eufy_c1(bytes(payload))


@given(st.binary(max_size=24))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    for said in (payload, b"\xcf" + payload):
        with suppress(DecodeError):
            decode_eufy_c1(said)


def test_what_does_not_begin_as_a_frame_is_none() -> None:
    with pytest.raises(DecodeError, match="not a frame of a Eufy"):
        decode_eufy_c1(bytes(16))


def test_the_command_that_empties_the_memory_is_forbidden() -> None:
    assert b"\xf2\x01".startswith(EUFY_C1.forbidden)
    assert not b"\xf2\x00".startswith(EUFY_C1.forbidden)
