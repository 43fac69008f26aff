"""The talk with a JKS50F, whose frames come in pieces and of which none says that it is final."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from jks50f_encoder import jks50f
from scripted_link import ScriptedLink

from edge.devices.capture import Capture
from edge.devices.frame import OximeterFrame
from edge.devices.jks50f import JKS50F, fetch_jks50f, split_jks50f

NOBODY = jks50f(127, 127, finger=False)


def values(streamed: bytes, piece: int = 20) -> list[dict[str, int]]:
    pieces = [streamed[at : at + piece] for at in range(0, len(streamed), piece)]
    link = ScriptedLink(["ffe1"], said=[("ffe1", part.hex()) for part in pieces])
    link.run(fetch_jks50f)
    return link.values("jks50f-oximeter")


@given(st.integers(1, 240), st.binary(max_size=40).filter(lambda noise: b"\xff" not in noise))
def test_a_still_finger_is_one_measurement_however_the_frames_are_cut(piece: int, noise: bytes) -> None:
    streamed = noise + jks50f(97, 72) * 9 + NOBODY
    assert values(streamed, piece) == [{"spo2": 970, "pulse_rate": 720}]


def test_a_finger_that_is_never_still_or_has_no_pulse_measures_nothing() -> None:
    assert values(b"".join(jks50f(spo2, 72) for spo2 in (90, 93, 96, 99) * 9)) == []
    assert values(jks50f(97, 127) * 9) == []
    assert values(jks50f(97, 72) * 4) == []


def test_a_frame_that_was_damaged_is_kept_for_people_and_the_next_is_found() -> None:
    damaged = jks50f(97, 72)[:-1] + b"\x00"
    assert values(damaged + jks50f(97, 72) * 5) == [{}, {"spo2": 970, "pulse_rate": 720}]


def test_the_beginning_of_a_frame_waits_for_its_end() -> None:
    frame = jks50f(97, 72)
    assert split_jks50f(b"\x00" * 99 + frame[:2]) == [frame[:2]]
    assert split_jks50f(frame[:50]) == [frame[:50]]
    assert split_jks50f(frame + frame[:1]) == [frame, frame[:1]]


def test_a_frame_alone_is_progress_and_final_only_where_the_hub_has_seen_a_still_hand() -> None:
    assert JKS50F.read is not None
    for context, is_final in (({}, None), ({"still": 1}, True)):
        frame = JKS50F.read(Capture(source="ffe1", payloads=(jks50f(97, 72),), context=context))
        assert isinstance(frame, OximeterFrame)
        assert frame.is_final is is_final
