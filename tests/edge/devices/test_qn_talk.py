"""The talk with a QN scale: what it is, kilograms, the time; and a weight whose steps nobody told is for people."""

from __future__ import annotations

from datetime import datetime

import pytest
from captured import of_family
from qn_encoder import add_sum, extended_stored, info, live, stored, stored_with_user
from scripted_link import ScriptedLink

from edge.devices.qn import QN, encode_time, encode_unit, fetch_qn

FFF0 = ["fff1", "fff2", "ae01", "ae02"]
READY = add_sum(bytes.fromhex("1405ff01"))


def scale(*frames: bytes, **settings: object) -> ScriptedLink:
    said = [("fff1", frame.hex()) for frame in frames]
    return ScriptedLink(FFF0, said=said, **settings)  # type: ignore[arg-type]  # a test's own words


@pytest.mark.parametrize("case", [case for case in of_family("qn") if case["expected"].get("final")])
def test_a_captured_final_frame_ends_as_its_weight(case: dict[str, object]) -> None:
    divisor = case["context"]["weight_divisor"]  # type: ignore[index]  # a case is a line of JSON
    link = scale(info(0xFF, divisor == 100), bytes.fromhex(str(case["payload_hex"])))
    link.run(fetch_qn)
    grams = round(case["expected"]["weight_kg"] * 1000)  # type: ignore[index]  # a case is a line of JSON
    assert link.values("qn-scale") == [{"body_weight": grams}]


def test_both_commands_repeat_the_scales_own_byte_and_the_clock_is_the_homes() -> None:
    link = scale(info(0x15, 1), add_sum(bytes.fromhex("14051501")), local_time=datetime(2026, 3, 2, 7, 10))
    link.run(fetch_qn)
    at = datetime.fromisoformat("2026-03-02T07:10Z")
    assert link.written() == [f"fff2 {encode_unit(0x15).hex()}", f"fff2 {encode_time(0x15, at).hex()}"]


def test_no_clock_is_set_while_the_hub_does_not_know_the_time_and_none_before_the_scale_has_said_what_it_is() -> None:
    link = scale(info(0xFF, 1), READY, local_time=None)
    link.run(fetch_qn)
    assert link.written() == [f"fff2 {encode_unit(0xFF).hex()}"]
    link = scale(READY)
    link.run(fetch_qn)
    assert link.written() == []


def test_a_scale_that_asks_who_it_is_and_then_weighs_is_no_trouble() -> None:
    for sent in (live(8000, 2), stored(1, 1, 800_000_000, 7490)):
        link = scale(info(0xFF, 1), add_sum(bytes.fromhex("2104ff00")), sent)
        link.run(fetch_qn)
        assert not [line for line in link.log if line.startswith("trouble")]


def test_a_scale_with_nowhere_to_write_is_still_heard() -> None:
    link = ScriptedLink(["fff1"], said=[("fff1", info(0xFF, 1).hex()), ("fff1", live(8000, 2).hex())])
    link.run(fetch_qn)
    assert link.values("qn-scale") == [{"body_weight": 80_000}]


def test_a_weight_whose_steps_are_not_told_is_kept_undecoded() -> None:
    link = scale(live(590, 0), live(600, 2), live(600, 2))
    link.run(fetch_qn)
    assert link.values("qn-scale") == [{}]
    assert "0 steps" in str(link.records("qn-scale")[0])


def test_a_weight_that_came_before_its_steps_were_told_is_read_by_them() -> None:
    link = scale(live(600, 2), info(0xFF, 0))
    link.run(fetch_qn)
    assert link.values("qn-scale") == [{"body_weight": 60_000}]


def test_the_stored_are_kept_each_with_the_time_that_the_scales_clock_showed() -> None:
    seconds = int((datetime(2026, 3, 1, 7) - datetime(2000, 1, 1)).total_seconds())
    records = [stored(2, 1, seconds, 7490), stored(2, 2, seconds - 60, 7480), extended_stored(seconds, 7510, bytes(30))]
    link = scale(info(0xFF, 1), *records, *records)
    link.run(fetch_qn)
    assert [values["body_weight"] for values in link.values("qn-scale")] == [74_900, 74_800, 75_100]
    moments = [record.moment.device_time for record in link.records("qn-scale")]
    assert moments == [datetime(2026, 3, 1, 7), datetime(2026, 3, 1, 6, 59), datetime(2026, 3, 1, 7)]


def test_each_stored_record_that_this_hub_cannot_read_is_kept_for_people() -> None:
    records = [stored_with_user(9, at, 0xF0, 800_000_000 + at, 7490, (500, 500), 200) for at in range(1, 10)]
    link = scale(info(0xFF, 1), *records)
    link.run(fetch_qn)
    assert [each.payload for each in link.kept] == records
    assert not any(link.values("qn-scale"))


def test_the_riddle_is_not_answered_and_nobodys_person_is_written() -> None:
    link = scale(info(0xFF, 1), add_sum(bytes.fromhex("2105ff0000")), bytes.fromhex("00" * 17))
    link.run(fetch_qn)
    assert "subscribe ae02" not in link.log
    assert [line for line in link.log if line.startswith("trouble the scale asked who stands on it")]
    assert link.written() == [f"fff2 {encode_unit(0xFF).hex()}"]
    for command in ("2206ff000300", "a00d02fe", "a2060132"):
        assert bytes.fromhex(command).startswith(QN.forbidden)
