from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yunmai_encoder import yunmai, yunmai_live, yunmai_result

from edge.devices.capture import Capture
from edge.devices.frame import ScaleFrame
from edge.devices.yunmai import YUNMAI, decode_yunmai
from edge.gatt.octets import DecodeError

numbers = st.integers(0, 0xFFFF)
clocks = st.integers(0, 0xFFFFFFFF)


def clock(seconds: int) -> datetime | None:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds) if seconds else None


@given(numbers, clocks)
def test_every_weight_that_moves_comes_back(raw: int, seconds: int) -> None:
    frame = decode_yunmai(yunmai_live(raw, seconds))
    assert frame == ScaleFrame(weight_g=raw * 10 or None, is_final=False, device_time=clock(seconds))


@given(numbers, numbers, clocks, clocks, st.none() | numbers, st.integers(0, 255))
def test_every_result_comes_back(
    raw: int, resistance: int, seconds: int, user: int, fat: int | None, version: int
) -> None:
    payload = yunmai_result(raw, resistance, seconds=seconds, user=user, fat=fat, version=version)
    assert YUNMAI.read is not None
    frame = YUNMAI.read(Capture(source="ffe4", payloads=(payload,)))
    assert isinstance(frame, ScaleFrame)
    assert (frame.weight_g, frame.is_final, frame.is_stored) == (raw * 10 or None, True, False)
    assert (frame.impedance_tenths, frame.device_time) == (resistance * 10 or None, clock(seconds))
    assert frame.user_id == (user or None)
    if fat is None or version < 0x1E:
        assert frame.body_fat_tenths is None
    else:
        assert abs(10 * (frame.body_fat_tenths or 0) - fat) <= 5


def test_a_weight_on_its_way_to_a_published_result_is_progress() -> None:
    frame = decode_yunmai(bytes.fromhex("0d1f0b016a10dfa728033c"))
    assert (frame.weight_g, frame.is_final) == (102_430, False)


@given(st.integers(3, 255), st.binary(max_size=12))
def test_frames_of_other_kinds_say_nothing(kind: int, body: bytes) -> None:
    assert decode_yunmai(yunmai(kind, body)) == ScaleFrame()


@given(st.booleans(), st.data())
def test_every_cut_is_a_decode_error(live: bool, data: st.DataObject) -> None:
    payload = yunmai_live(8000, 1) if live else yunmai_result(8000, 500, seconds=1, user=1)
    with pytest.raises(DecodeError):
        decode_yunmai(payload[: data.draw(st.integers(0, len(payload) - 1))])


@pytest.mark.parametrize("payload", [yunmai(1, bytes(5)), yunmai(2, bytes(12))])
def test_a_frame_too_short_for_its_kind_is_truncation(payload: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_yunmai(payload)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"\x0e" + yunmai_live(8000, 1)[1:], "not a frame"),
        (bytes.fromhex("0d1f0401"), "not a frame"),
        (yunmai_live(8000, 1)[:-1] + b"\xff", "check sum"),
    ],
)
def test_what_is_no_frame_is_a_decode_error(payload: bytes, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        decode_yunmai(payload)


@given(st.binary(max_size=24), st.integers(0, 255))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes, kind: int) -> None:
    for said in (payload, b"\x0d" + payload, yunmai(kind, payload)):
        with suppress(DecodeError):
            decode_yunmai(said)
