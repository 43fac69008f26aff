"""The talk with an oximeter of the standard profile: what it has stored is asked for, and stays stored."""

from __future__ import annotations

from scripted_link import ScriptedLink

from edge.devices.standard_oximeter import fetch_standard_oximeter

CHECK = "01610048 00ea07030207101e".replace(" ", "")
"""97 %, 72 a minute, 2 March 2026 at 7:16:30."""


def test_stored_spot_checks_are_asked_for_and_kept_and_the_answer_is_no_measurement() -> None:
    link = ScriptedLink(["2a5e", "2a52"], reacts=lambda _to, _what: [("2a5e", CHECK), ("2a52", "06000101")])
    link.run(fetch_standard_oximeter)
    assert link.log[:3] == ["subscribe 2a5e", "subscribe 2a52", "write 2a52 0101"]
    assert link.values("standard-oximeter") == [{"spo2": 970, "pulse_rate": 720}]


def test_an_oximeter_without_a_memory_is_heard_out() -> None:
    link = ScriptedLink(["2a5e", "2a5f"], said=[("2a5f", "0061004800"), ("2a5e", CHECK)])
    link.run(fetch_standard_oximeter)
    assert link.log == ["subscribe 2a5e", "keep 2a5e"]


def test_one_that_refuses_to_report_is_heard_out() -> None:
    link = ScriptedLink(["2a5e", "2a52"], refuses=["write 2a52"], said=[("2a5e", CHECK)])
    link.run(fetch_standard_oximeter)
    assert len(link.kept) == 1


def test_without_trusted_time_what_is_stored_is_left_there_and_what_comes_by_itself_is_kept() -> None:
    link = ScriptedLink(["2a5e", "2a52"], local_time=None, said=[("2a5e", CHECK)])
    link.run(fetch_standard_oximeter)
    assert link.written() == []
    assert len(link.kept) == 1
