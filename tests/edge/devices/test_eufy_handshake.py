"""The handshake of a P2, against one that was written from the other side; no captured talk proves either."""

from __future__ import annotations

from hashlib import md5

import pytest
from eufy_encoder import eufy_frames, eufy_letter, exclusive_or, read_eufy_letter
from hypothesis import given
from hypothesis import strategies as st

from edge.devices.eufy_handshake import EufyHandshake

ADDRESS = "CF:E6:03:1D:09:F7"
OURS, THEIRS = "abcdef123456789", b"DEVICEUUID12345"
LET_IN, TURNED_AWAY = bytes.fromhex("c301000100c3"), bytes.fromhex("c301000101c2")


def shake() -> EufyHandshake:
    return EufyHandshake(ADDRESS, OURS)


def after(*frames: bytes) -> EufyHandshake:
    handshake = shake()
    for frame in frames:
        handshake.answers_to(frame)
    return handshake


def test_we_say_who_we_are_in_frames_of_fifteen_characters_each_with_its_sum() -> None:
    frames = shake().opening()
    assert frames == eufy_letter(0xC0, OURS.encode(), ADDRESS)
    assert [len(frame) for frame in frames] == [20, 14]
    assert not [frame for frame in frames if exclusive_or(frame)]
    assert read_eufy_letter(frames, ADDRESS) == OURS.encode()


def test_the_key_is_made_of_the_address_as_twelve_capital_letters() -> None:
    assert shake()._key == md5(b"CFE6031D09F7", usedforsecurity=False).digest()
    assert EufyHandshake(ADDRESS.lower(), OURS)._key == shake()._key


@given(st.binary(min_size=1, max_size=160))
def test_what_the_scale_calls_itself_comes_back_to_it_behind_what_we_call_ourselves(name: bytes) -> None:
    *first, last = eufy_letter(0xC1, name, ADDRESS)
    handshake = after(*first)
    answer = handshake.answers_to(last)
    assert read_eufy_letter(answer, ADDRESS) == OURS.encode() + b"_" + name
    assert {frame[0] for frame in answer} == {0xC2}
    assert handshake.is_let_in is None


@pytest.mark.parametrize(("verdict", "is_let_in"), [(LET_IN, True), (TURNED_AWAY, False)])
def test_the_scale_lets_us_in_or_does_not(verdict: bytes, is_let_in: bool) -> None:
    assert after(verdict).is_let_in is is_let_in


@pytest.mark.parametrize("cut", range(len(LET_IN)))
def test_a_verdict_that_is_cut_off_is_none(cut: int) -> None:
    assert after(LET_IN[:cut]).is_let_in is None


def test_a_letter_with_a_torn_missing_or_strange_frame_is_not_answered_and_the_whole_one_after_it_is() -> None:
    first, second = eufy_letter(0xC1, THEIRS, ADDRESS)
    torn = bytes((*first[:-1], first[-1] ^ 1))
    for broken in ((torn, second), (second,), (first, first), (first, second[:-1]), (second, first)):
        handshake = shake()
        assert [answer for frame in broken for answer in handshake.answers_to(frame)] == []
        assert handshake.answers_to(first) == []
        assert handshake.answers_to(second)


@pytest.mark.parametrize(
    "frames",
    [
        eufy_letter(0xC1, THEIRS, "CF:E6:03:1D:09:F8"),
        eufy_letter(0xC1, b"", ADDRESS),
        eufy_letter(0xC1, bytes(161), ADDRESS),
        eufy_frames(0xC1, b"not base64 at all"),
        eufy_frames(0xC1, b"QUJD"),
    ],
    ids=["another key", "no name", "a name too long", "no letters", "no whole block"],
)
def test_a_letter_that_is_not_for_us_turns_us_away(frames: list[bytes]) -> None:
    handshake = after(*frames[:-1])
    assert handshake.answers_to(frames[-1]) == []
    assert handshake.is_let_in is False


def test_a_letter_of_another_length_than_it_tells_turns_us_away() -> None:
    frames = []
    for frame in eufy_letter(0xC1, THEIRS, ADDRESS):
        longer = bytearray(frame)
        longer[3] += 4
        longer[-1] = exclusive_or(longer[:-1])
        frames.append(bytes(longer))
    assert after(*frames).is_let_in is False


@given(st.lists(st.tuples(st.sampled_from([b"", b"\xc1", b"\xc1\x01\x00", b"\xc3"]), st.binary(max_size=24))))
def test_any_frames_are_answered_or_passed_over(said: list[tuple[bytes, bytes]]) -> None:
    handshake = shake()
    for begin, rest in said:
        frame = begin + rest
        for each in (frame, frame + bytes([exclusive_or(frame)])):
            assert all(answer[0] == 0xC2 for answer in handshake.answers_to(each))
