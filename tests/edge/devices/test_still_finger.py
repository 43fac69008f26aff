"""One reading for each time that a finger is put in; Nonin's frames serve as anybody's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nonin_encoder import nonin
from scripted_link import ScriptedLink

from edge.devices.capture import Capture
from edge.devices.frame import OximeterFrame
from edge.devices.link import Said
from edge.devices.nonin import decode_nonin
from edge.devices.still_finger import StillFinger

NOBODY = nonin(0, 0, finger=False)
RESTLESS = nonin(97, 72, smart_point=False)


def read(capture: Capture) -> OximeterFrame:
    return decode_nonin(capture.payload)


def kept(*frames: bytes, is_judge: bool = False) -> list[bytes]:
    link = ScriptedLink([])
    with StillFinger(link, read, is_judge=is_judge) as still_finger:
        for frame in frames:
            still_finger.take(Said("measurement", frame))
    return [each.payload for each in link.kept]


def seconds(*spo2: int) -> list[bytes]:
    return [nonin(each, 60 + at) for at, each in enumerate(spo2)]


def test_a_minute_on_the_finger_is_one_reading_the_fifth_still_second() -> None:
    frames = seconds(*[97] * 60)
    assert kept(*frames) == [frames[4]]


def test_it_is_on_the_card_while_the_finger_is_still_in() -> None:
    link = ScriptedLink([])
    with StillFinger(link, read, still=1) as still_finger:
        for frame in seconds(97, 97, 97, 97, 97):
            still_finger.take(Said("measurement", frame))
        assert [each.context for each in link.kept] == [(("still", 1),)]


def test_a_saturation_that_moves_begins_the_seconds_anew() -> None:
    frames = seconds(94, 95, 96, 97, 96, 97, 96, 97, 97)
    assert kept(*frames) == [frames[6]]
    frames = seconds(94, 96, 94, 96)
    assert kept(*frames) == [frames[-1]]


def test_a_movement_begins_the_seconds_anew() -> None:
    frames = [*seconds(97, 97, 97), RESTLESS, *seconds(96, 96, 96, 96, 96)]
    assert kept(*frames) == [frames[-1]]


def test_a_finger_that_leaves_too_soon_gets_the_last_good_second() -> None:
    frames = [RESTLESS, *seconds(96, 97), RESTLESS, NOBODY, NOBODY]
    assert kept(*frames) == [frames[2]]
    assert kept(*frames, is_judge=True) == []


def test_who_never_held_still_has_no_reading() -> None:
    assert kept(RESTLESS, nonin(0, 72), NOBODY) == []


def test_the_next_finger_is_the_next_reading() -> None:
    first, second = seconds(*[97] * 6), seconds(*[88] * 9)
    assert kept(*first, NOBODY, *second) == [first[4], second[4]]
    assert kept(*first, NOBODY, *second, is_judge=True) == [first[4], second[4]]


def test_of_frames_that_cannot_be_read_the_first_three_are_kept_for_people() -> None:
    broken = [bytes([at]) * 5 for at in range(9)]
    assert kept(broken[0], *broken, *seconds(97)) == [*broken[:3], *seconds(97)]


@given(st.lists(st.sampled_from([NOBODY, RESTLESS, *seconds(96, 97, 98, 99)]), max_size=60))
def test_no_sitting_has_two_readings_and_none_that_was_good_has_no_reading(frames: list[bytes]) -> None:
    sittings: list[list[bytes]] = [[]]
    for frame in frames:
        sittings += [[]] if frame == NOBODY else []
        sittings[-1] += [frame] if frame not in {NOBODY, RESTLESS} else []
    found = kept(*frames)
    good = [sitting for sitting in sittings if sitting]
    assert len(found) == len(good)
    assert all(frame in sitting for frame, sitting in zip(found, good, strict=True))


@pytest.mark.parametrize("is_judge", [False, True])
def test_a_clip_without_a_finger_says_nothing(is_judge: bool) -> None:
    assert kept(NOBODY, NOBODY, is_judge=is_judge) == []
