"""The talk with a QN scale: what it is, kilograms, the time; and a weight whose steps nobody told is for people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from captured import of_family
from qn_encoder import add_sum, extended_stored, info, live, stored, stored_with_user
from scripted_link import ScriptedLink

from edge.devices.qn import encode_guest, encode_time, encode_unit
from edge.devices.qn_scale import QN, fetch_qn
from edge.devices.riddle import solve_riddle

FFF0 = ["fff1", "fff2"]
AE00 = [*FFF0, "ae01", "ae02"]
READY = add_sum(bytes.fromhex("1405ff01"))


def scale(*frames: bytes, offered: list[str] = FFF0, **settings: object) -> ScriptedLink:
    said = [("fff1", frame.hex()) for frame in frames]
    return ScriptedLink(offered, said=said, **settings)  # type: ignore[arg-type]  # a test's own words


@pytest.mark.parametrize("case", [case for case in of_family("qn") if case["expected"].get("final")])
def test_a_captured_final_frame_ends_as_its_weight(case: dict[str, object]) -> None:
    divisor = case["context"]["weight_divisor"]  # type: ignore[index]  # a case is a line of JSON
    link = scale(info(0xFF, divisor == 100), bytes.fromhex(str(case["payload_hex"])))
    link.run(fetch_qn)
    grams = round(case["expected"]["weight_kg"] * 1000)  # type: ignore[index]  # a case is a line of JSON
    assert link.values("qn-scale") == [{"body_weight": grams}]


def test_both_commands_repeat_the_scales_own_byte_and_the_clock_is_set_in_utc() -> None:
    link = scale(info(0x15, 1), add_sum(bytes.fromhex("14051501")), local_time=datetime(2026, 3, 2, 7, 10))
    link.run(fetch_qn)
    at = datetime.fromisoformat("2026-03-02T06:10Z")
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


def test_the_stored_are_kept_each_with_the_time_in_utc_as_the_homes_clock_showed_it() -> None:
    seconds = int((datetime(2026, 3, 1, 6, tzinfo=UTC) - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds())
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


RIDDLE = bytes.fromhex("004aec29cdbaabf2fbe3467cc254f81be8")
WHO = add_sum(bytes.fromhex("2105ff00"))
"""So asks the kind that takes guests."""


def test_a_scale_with_a_riddle_is_begun_with_asked_to_pass_and_answered() -> None:
    def reacts(to: str, what: bytes) -> list[tuple[str, str]]:
        says = {"fff2 13": [("fff1", READY)], "ae01 02": [("ae02", RIDDLE)], "ae01 01": [("fff1", live(8000, 2))]}
        return [(at, frame.hex()) for at, frame in says.get(f"{to} {what[:1].hex()}", [])]

    link = scale(info(0xFF, 1), offered=AE00, reacts=reacts)
    link.run(fetch_qn)
    assert [line for line in link.written() if line.startswith("ae01")] == [
        "ae01 fedcbac00600020101ef",
        "ae01 0270617373",
        "ae01 01b3833f209534f73681c0febecb85466d",
    ]
    assert link.values("qn-scale") == [{"body_weight": 80_000}]


def test_a_riddle_is_solved_also_for_a_hub_without_time_and_no_more_than_three_times() -> None:
    said = [("fff1", info(0xFF, 1)), ("fff1", READY)]
    said += [("ae02", bytes(16) + bytes((number,))) for number in range(5)]
    link = ScriptedLink(AE00, said=[(at, frame.hex()) for at, frame in said], local_time=None)
    link.run(fetch_qn)
    answers = [f"ae01 {solve_riddle(bytes(16) + bytes((number,))).hex()}" for number in range(3)]
    assert [line for line in link.written() if line.startswith("ae01 01")] == answers


@pytest.mark.parametrize("said", ["", "00", "00" * 16, "02706173730000000000000000000000aa", "12110203aa"])
def test_what_is_no_riddle_is_not_answered(said: str) -> None:
    link = ScriptedLink(AE00, said=[("ae02", said)])
    link.run(fetch_qn)
    assert link.written() == []


def test_who_stands_there_is_a_guest_and_a_guest_is_nobody() -> None:
    weighs = {WHO.hex(): (), encode_guest().hex(): (live(8000, 0), live(8000, 2), live(8000, 2))}
    link = scale(
        info(0xFF, 1), WHO, reacts=lambda _, what: [("fff1", each.hex()) for each in weighs.get(what.hex(), ())]
    )
    link.run(fetch_qn)
    assert link.values("qn-scale") == [{"body_weight": 80_000}]
    assert not [line for line in link.log if line.startswith("trouble")]
    assert encode_guest()[3:6] == bytes.fromhex("feffee")
    assert encode_guest()[6:11] == bytes(5), "no sex, no age, no height, nothing to work out"


def test_a_scale_that_wants_another_person_is_told_nothing_and_that_is_told_to_a_technician() -> None:
    for asked in ("2105fe00", "2107ff01642e", "2104ff"):
        link = scale(info(0xFF, 1), add_sum(bytes.fromhex(asked)))
        link.run(fetch_qn)
        assert [line for line in link.log if line.startswith("trouble the scale asked who stands on it")]
        assert not [line for line in link.written() if line.startswith("fff2 a")]


def test_no_person_but_the_guest_can_be_written_and_the_memory_not_be_emptied() -> None:
    assert not encode_guest().startswith(QN.forbidden)
    for at in range(1, len(encode_guest())):
        for bit in range(8):
            person = bytearray(encode_guest())
            person[at] ^= 1 << bit
            assert bytes(person).startswith(QN.forbidden), person.hex()
    for command in ("2206ff000300", "a00d02010008002106b804029d", "a20601321f", "a206011e23ea"):
        assert bytes.fromhex(command).startswith(QN.forbidden)
