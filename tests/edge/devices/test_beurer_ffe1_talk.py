"""The talk with a Beurer or Sanitas scale on FFE1: a result is whole, on the card, and only then acknowledged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from beurer_ffe1_encoder import live, result
from hypothesis import given
from hypothesis import strategies as st
from scripted_link import ScriptedLink

from edge.devices.beurer_ffe1 import fetch_beurer_ffe1
from edge.devices.link import LinkError

FAMILY = "beurer-ffe1-scale"
RESULT = tuple(bytes.fromhex(frame) for frame in ("e7590301010000000000000065", "e75903026a21f4c6068701b500df02",
    "e759030309018d00e907170aa20108"))  # fmt: skip
"""Captured, issue 211 of KristianP26/ble-scale-sync: 83.55 kg."""
OTHER = result(102, 1_780_610_300, 1200, 437, (223, 521, 397))
STATUS = bytes.fromhex("e7f04f005a00000101000000")
ASKS, LAST_IS_ACKNOWLEDGED = "ffe1 e74f0000000000000000", "ffe1 e7f1590303"
Scale = Callable[..., ScriptedLink]


def scale(*frames: bytes, answers: bool = True, **settings: object) -> ScriptedLink:
    """Make a scale that says its frames whatever it is told, and how it is when it is asked."""

    def reacts(_characteristic: str, payload: bytes) -> list[tuple[str, str]]:
        return [("ffe1", STATUS.hex())] if answers and payload[1:2] == b"\x4f" else []

    said = [("ffe1", frame.hex()) for frame in frames]
    return ScriptedLink(["ffe1"], said=said, reacts=reacts, **settings)  # type: ignore[arg-type]  # a test's own words


def test_three_captured_frames_are_one_result_with_the_bytes_of_all() -> None:
    link = scale(*RESULT)
    link.run(fetch_beurer_ffe1)
    assert link.values(FAMILY) == [{"body_weight": 83_550}]
    assert (*link.kept[0].earlier, link.kept[0].payload) == RESULT


def test_the_last_frame_is_acknowledged_after_the_result_is_kept_and_the_scale_has_answered() -> None:
    link = scale(*RESULT)
    link.run(fetch_beurer_ffe1)
    assert link.log[-4:] == ["keep ffe1", f"write {ASKS}", "battery 90", f"write {LAST_IS_ACKNOWLEDGED}"]


def test_if_the_scale_says_no_more_its_last_frame_is_not_acknowledged() -> None:
    link = scale(*RESULT, answers=False)
    link.run(fetch_beurer_ffe1)
    assert LAST_IS_ACKNOWLEDGED not in link.written()
    assert link.values(FAMILY) == [{"body_weight": 83_550}]


def test_what_a_broken_card_cannot_keep_is_not_acknowledged() -> None:
    link = scale(*RESULT, card_holds=0)
    link.run(fetch_beurer_ffe1)
    assert LAST_IS_ACKNOWLEDGED not in link.written()
    assert len(link.kept) == 1


def test_live_weights_are_acknowledged_and_not_kept() -> None:
    link = scale(live(1500), live(1671, moving=False), b"\xe7\x58\x01")
    link.run(fetch_beurer_ffe1)
    assert link.written() == ["ffe1 e601", "ffe1 e7f1580105", "ffe1 e7f1580006"]
    assert link.kept == []


def test_a_scale_of_the_older_kind_is_greeted_in_its_own_way() -> None:
    frames = tuple(b"\xf7" + frame[1:] for frame in OTHER)
    link = scale(*frames, name="BF-700")
    link.run(fetch_beurer_ffe1)
    assert link.written() == [
        "ffe1 f601",
        "ffe1 f7f1590301",
        "ffe1 f7f1590302",
        "ffe1 f74f0000000000000000",
        "ffe1 f7f1590303",
    ]
    assert link.values(FAMILY) == [{"body_weight": 60_000}]


def test_two_results_in_one_call_are_two_measurements() -> None:
    link = scale(*RESULT, *OTHER)
    link.run(fetch_beurer_ffe1)
    assert link.values(FAMILY) == [{"body_weight": 83_550}, {"body_weight": 60_000}]


def test_a_result_that_is_sent_again_is_acknowledged_again_and_kept_once() -> None:
    link = scale(*RESULT, RESULT[2], *RESULT)
    link.run(fetch_beurer_ffe1)
    assert len(link.kept) == 1
    assert link.written().count("ffe1 e7f1590301") == 2
    link = scale(RESULT[0], RESULT[0], RESULT[1], RESULT[1], RESULT[2])
    link.run(fetch_beurer_ffe1)
    assert link.values(FAMILY) == [{"body_weight": 83_550}]


@pytest.mark.parametrize(
    "frames",
    [
        RESULT[:2],
        RESULT[1:],
        (RESULT[0], RESULT[2]),
        (RESULT[0], RESULT[1], live(1671), OTHER[0][:3]),
    ],
)
def test_what_came_of_a_result_that_does_not_go_on_is_kept_for_people(frames: tuple[bytes, ...]) -> None:
    link = scale(*frames)
    link.run(fetch_beurer_ffe1)
    bytes_kept = {frame for each in link.kept for frame in (*each.earlier, each.payload)}
    assert bytes_kept == {frame for frame in frames if frame[1] == 0x59}
    assert not any(link.values(FAMILY))


def test_a_result_that_is_cut_off_does_not_spoil_the_next() -> None:
    link = scale(*RESULT[:2], *OTHER)
    link.run(fetch_beurer_ffe1)
    assert link.values(FAMILY) == [{}, {"body_weight": 60_000}]


def test_a_scale_that_talks_nonsense_fills_nobodys_list() -> None:
    link = scale(*[bytes([0xE7, 0x59, 3, 1, at]) for at in range(99)], *RESULT)
    link.run(fetch_beurer_ffe1)
    assert link.values(FAMILY) == [{}, {}, {}, {"body_weight": 83_550}]


def test_no_record_has_more_frames_than_a_server_takes() -> None:
    link = scale(*[bytes([0xE7, 0x59, 99, at]) for at in range(1, 99)])
    link.run(fetch_beurer_ffe1)
    assert max(1 + len(each.earlier) for each in link.kept) == 9


def test_other_answers_tell_no_battery() -> None:
    link = scale(bytes.fromhex("e7f04f00"), bytes.fromhex("e7f04f00c8"), bytes.fromhex("e7f033005a"), b"")
    link.run(fetch_beurer_ffe1)
    assert not [line for line in link.log if line.startswith("battery")]


def test_a_scale_without_the_characteristic_ends_the_talk() -> None:
    with pytest.raises(LinkError):
        ScriptedLink([]).run(fetch_beurer_ffe1)


@given(st.lists(st.sampled_from([*RESULT, *OTHER, live(1500), STATUS, b"\xe7\x59", b""]), max_size=20))
def test_whatever_the_order_no_result_is_kept_twice_and_each_that_came_in_order_is_kept(frames: list[bytes]) -> None:
    link = scale(*frames)
    link.run(fetch_beurer_ffe1)
    weights = [values["body_weight"] for values in link.values(FAMILY) if values]
    results = [
        (*each.earlier, each.payload) for each, values in zip(link.kept, link.values(FAMILY), strict=True) if values
    ]
    assert len(results) == len(set(results))
    said = [frame for frame in frames if frame[1:2] == b"\x59"]
    for whole, weight in ((RESULT, 83_550), (OTHER, 60_000)):
        if any(tuple(said[at : at + 3]) == whole for at in range(len(said))):
            assert weight in weights
