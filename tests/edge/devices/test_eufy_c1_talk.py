"""The talk with a Eufy C1: its wall clock, its memory, and the weight that stands still."""

from __future__ import annotations

from datetime import datetime

from eufy_encoder import eufy_c1
from scripted_link import ScriptedLink

from edge.devices.eufy_c1 import EUFY_C1, encode_clock, fetch_eufy_c1

MORNING = datetime(2026, 3, 1, 7, 5)


def test_the_memory_is_asked_for_once_the_clock_is_set() -> None:
    link = ScriptedLink(["fff1", "fff4"], reacts=lambda _, payload: [("fff4", "f100")] if payload[0] == 0xF1 else [])
    link.run(fetch_eufy_c1)
    assert link.written() == [f"fff1 {encode_clock(datetime(2026, 3, 2, 7, 10)).hex()}", "fff1 f200"]


def test_a_hub_that_does_not_know_the_time_says_nothing_and_hears_all() -> None:
    said = [("fff4", eufy_c1(8010, at=MORNING).hex()), ("fff4", eufy_c1(8050).hex())]
    link = ScriptedLink(["fff1", "fff4"], said=said, local_time=None)
    link.run(fetch_eufy_c1)
    assert link.written() == []
    assert link.values("eufy-c1-scale") == [{"body_weight": 80_100}, {"body_weight": 80_500}]
    assert link.records("eufy-c1-scale")[0].moment.device_time == MORNING


def test_the_memory_is_never_emptied_and_the_unit_never_changed() -> None:
    assert all(bytes.fromhex(command).startswith(EUFY_C1.forbidden) for command in ("f201", "fd370001"))
    assert not encode_clock(MORNING).startswith(EUFY_C1.forbidden)
