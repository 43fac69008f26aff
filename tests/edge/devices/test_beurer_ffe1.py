from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from beurer_ffe1_encoder import live, result
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st

from edge.devices.beurer_ffe1 import BEURER_FFE1, decode_beurer_ffe1, encode_acknowledgement
from edge.devices.capture import Capture
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

words = st.integers(0, 0xFFFF)
starts = st.sampled_from([0xE7, 0xF7])
RESULT = result(101, 1_780_610_246, 1671, 437, (223, 521, 397))


@pytest.mark.parametrize("case", of_family("beurer-ffe1"), ids=lambda case: case["id"])
def test_a_captured_result_decodes_to_its_published_values(case: Case) -> None:
    payloads = tuple(bytes.fromhex(frame) for frame in case.get("frames_hex", [case["payload_hex"]]))
    assert BEURER_FFE1.owns(Capture(source="ffe1", payloads=payloads))
    assert differences(case, name_scale_frame(decode_beurer_ffe1(payloads))) == []


@given(words, st.booleans(), starts)
def test_a_live_weight_is_never_final(raw: int, moving: bool, start: int) -> None:
    frame = decode_beurer_ffe1([b"", live(raw, moving=moving, start=start)])
    assert (frame.weight_g, frame.is_final, frame.is_stabilised) == (raw * 50 or None, False, not moving)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), words, words, st.tuples(words, words, words), starts)
def test_every_result_comes_back(
    user: int, seconds: int, raw: int, impedance: int, shares: tuple[int, int, int], start: int
) -> None:
    frame = decode_beurer_ffe1(result(user, seconds, raw, impedance, shares, start))
    assert (frame.weight_g, frame.impedance_tenths) == (raw * 50 or None, impedance * 10 or None)
    assert (frame.body_fat_tenths, frame.body_water_tenths, frame.muscle_tenths) == tuple(of or None for of in shares)
    assert frame.device_time == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert (frame.is_final, frame.user_id) == (True, None)


@pytest.mark.parametrize(
    "frames",
    [
        RESULT[:2],
        RESULT[1:],
        RESULT[2:],
        (RESULT[0], RESULT[2]),
        (RESULT[1], RESULT[0], RESULT[2]),
        (RESULT[0], RESULT[1], RESULT[1]),
        (*RESULT, RESULT[2]),
        (RESULT[0], b"\xf7" + RESULT[1][1:], RESULT[2]),
        (RESULT[0], b"\xe7", RESULT[2]),
        (*RESULT[:2], RESULT[2][:3]),
        (RESULT[0],) * 300,
    ],
)
def test_a_result_with_a_frame_missing_or_out_of_order_is_refused(frames: tuple[bytes, ...]) -> None:
    with pytest.raises(DecodeError, match=r"^not frame"):
        decode_beurer_ffe1(frames)


@given(st.integers(4, 10))
def test_a_result_that_ends_before_the_muscle_is_truncated(kept: int) -> None:
    # The last frame holds the second byte of the water, then the muscle: seven bytes with its head.
    frames = (*RESULT[:2], RESULT[2][:kept])
    if kept < 7:
        with pytest.raises(DecodeError, match=r"^truncated$"):
            decode_beurer_ffe1(frames)
    else:
        assert decode_beurer_ffe1(frames).muscle_tenths == 397


@given(st.integers(0, 4))
def test_every_cut_of_a_live_weight_is_truncation(kept: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_beurer_ffe1([live(1700)[:kept]])


@pytest.mark.parametrize(
    ("frame", "reason"), [("e6580106a4", "no frame begins with e6"), ("e7f04f", "command f0 brings no weight")]
)
def test_other_frames_are_refused(frame: str, reason: str) -> None:
    with pytest.raises(DecodeError, match=f"^{reason}$"):
        decode_beurer_ffe1([bytes.fromhex(frame)])


@given(st.lists(st.binary(max_size=16), min_size=1, max_size=4), starts, st.sampled_from([0x58, 0x59]))
def test_any_bytes_are_a_frame_or_a_decode_error(tails: list[bytes], start: int, command: int) -> None:
    for frames in (tails, [bytes([start, command, len(tails), at]) + tail for at, tail in enumerate(tails, 1)]):
        try:
            assert decode_beurer_ffe1(frames).weight_g != 0
        except DecodeError:
            continue


@given(starts, st.binary(min_size=3, max_size=20))
def test_the_acknowledgement_repeats_what_the_frame_is(start: int, rest: bytes) -> None:
    assert encode_acknowledgement(bytes([start]) + rest) == bytes([start, 0xF1]) + rest[:3]


@pytest.mark.parametrize("frame", ["", "e7", "e75903", "10590301"])
def test_what_is_no_frame_is_not_acknowledged(frame: str) -> None:
    with pytest.raises(DecodeError):
        encode_acknowledgement(bytes.fromhex(frame))


def test_nothing_that_deletes_may_be_written_and_an_acknowledgement_may() -> None:
    assert all(
        bytes([start, kind, 0]).startswith(BEURER_FFE1.forbidden)
        for start in (0xE7, 0xF7)
        for kind in (0x32, 0x43, 0x49)
    )
    assert not any(encode_acknowledgement(frame).startswith(BEURER_FFE1.forbidden) for frame in RESULT)
    assert BEURER_FFE1.read is not None
    assert BEURER_FFE1.read(Capture(source="ffe1", payloads=RESULT)) == decode_beurer_ffe1(RESULT)
