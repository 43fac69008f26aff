"""The talk with a device of the standard profiles: subscribe first, look at the clock before it is set, hear it out."""

from __future__ import annotations

from datetime import datetime

import pytest
from scripted_link import ScriptedLink

from edge.devices.link import LinkError
from edge.devices.session import fetch_memory, fetch_standard
from edge.gatt.current_time import encode_current_time
from edge.gatt.date_time import encode_date_time
from simulator.payload import blood_pressure_measurement, weight_measurement

NOW = datetime(2026, 3, 2, 7, 10)
A_DAY_SLOW = datetime(2026, 3, 1, 7, 10)
WEIGHING = ("2a9d", weight_measurement(80.1).hex())


def test_a_device_with_nothing_but_its_measurement_is_subscribed_to_and_heard_out() -> None:
    link = ScriptedLink(["2a9d"], said=[WEIGHING, ("2a9d", weight_measurement(81).hex())])
    link.run(fetch_standard)
    assert link.log == ["subscribe 2a9d", "keep 2a9d", "keep 2a9d"]
    assert link.values("standard-scale") == [{"body_weight": 80_100}, {"body_weight": 81_000}]


def test_the_measurement_is_subscribed_to_before_anything_is_asked() -> None:
    link = ScriptedLink(
        ["2a9d", "2a9c", "2a2b", "2a19"],
        values={"2a2b": encode_current_time(A_DAY_SLOW).hex(), "2a19": "5f"},
        said=[WEIGHING],
    )
    link.run(fetch_standard)
    assert link.log == [
        "expect clock",
        "subscribe 2a9d",
        "subscribe 2a9c",
        "read 2a2b",
        "clock 2026-03-01 07:10:00",
        f"write 2a2b {encode_current_time(NOW).hex()}",
        "read 2a19",
        "battery 95",
        "keep 2a9d",
    ]


def test_a_and_ds_clock_inside_the_measurement_service_is_looked_at_and_set() -> None:
    link = ScriptedLink(["2a35", "2a08"], values={"2a08": encode_date_time(A_DAY_SLOW).hex()})
    link.run(fetch_standard)
    assert link.log[-3:] == ["read 2a08", "clock 2026-03-01 07:10:00", f"write 2a08 {encode_date_time(NOW).hex()}"]


def test_a_clock_that_may_not_be_read_is_set_unseen_and_the_hub_stops_waiting_for_it() -> None:
    link = ScriptedLink(["2a35", "2a08"], refuses=["read 2a08"])
    link.run(fetch_standard)
    assert link.log[-2:] == ["clock None", f"write 2a08 {encode_date_time(NOW).hex()}"]


def test_a_clock_that_shows_no_date_is_set() -> None:
    link = ScriptedLink(["2a9d", "2a2b"], values={"2a2b": "00" * 10})
    link.run(fetch_standard)
    assert link.log[-2:] == ["clock None", f"write 2a2b {encode_current_time(NOW).hex()}"]


@pytest.mark.parametrize("payload", ["", "ea07"])
def test_a_clock_that_gives_no_clock_is_set_too(payload: str) -> None:
    link = ScriptedLink(["2a9d", "2a2b"], values={"2a2b": payload})
    link.run(fetch_standard)
    assert link.written() == [f"2a2b {encode_current_time(NOW).hex()}"]


def test_a_clock_that_is_right_is_left_alone() -> None:
    link = ScriptedLink(["2a9d", "2a2b"], values={"2a2b": encode_current_time(NOW.replace(second=29)).hex()})
    link.run(fetch_standard)
    assert link.written() == []


def test_a_hub_that_does_not_know_the_time_sets_nobodys_clock() -> None:
    link = ScriptedLink(["2a9d", "2a2b"], values={"2a2b": encode_current_time(A_DAY_SLOW).hex()}, local_time=None)
    link.run(fetch_standard)
    assert link.written() == []
    assert "clock 2026-03-01 07:10:00" in link.log


def test_a_device_that_refuses_its_clock_and_its_battery_is_still_heard() -> None:
    link = ScriptedLink(
        ["2a35", "2a2b", "2a19"],
        refuses=["read 2a2b", "write 2a2b", "read 2a19"],
        said=[("2a35", blood_pressure_measurement(128, 79, 64).hex())],
    )
    link.run(fetch_standard)
    assert link.values("standard-cuff")[0]["systolic"] == 1280


@pytest.mark.parametrize("payload", ["", "ff"])
def test_a_battery_that_says_nothing_of_use_is_not_told(payload: str) -> None:
    link = ScriptedLink(["2a9d", "2a19"], values={"2a19": payload})
    link.run(fetch_standard)
    assert link.log == ["subscribe 2a9d", "read 2a19"]


def test_a_device_that_hangs_up_ends_the_talk_and_what_it_said_is_kept() -> None:
    link = ScriptedLink(["2a9d"], said=[WEIGHING, WEIGHING], hangs_up_after=1)
    link.run(fetch_standard)
    assert len(link.kept) == 1
    with pytest.raises(LinkError):
        ScriptedLink(["2a9d"], hangs_up_after=0).run(fetch_standard)


def test_a_device_that_gives_its_whole_memory_is_heard_only_by_a_hub_that_knows_the_time() -> None:
    link = ScriptedLink(["2a9d"], said=[WEIGHING], local_time=None)
    link.run(fetch_memory)
    assert link.log == []
    link = ScriptedLink(["2a9d"], said=[WEIGHING])
    link.run(fetch_memory)
    assert len(link.kept) == 1


def test_maker_model_and_firmware_are_told_where_the_device_says_them() -> None:
    values = {"2a29": b"A&D Medical".hex(), "2a24": b"UC-352BLE\x00".hex(), "2a26": b"BLP008_d016".hex()}
    link = ScriptedLink(["2a9d", *values], values=values, said=[WEIGHING])
    link.run(fetch_standard)
    assert "make A&D Medical, UC-352BLE, BLP008_d016" in link.log
    refused = ScriptedLink(["2a9d", *values], values=values | {"2a29": ""}, refuses=["read 2a26"], said=[WEIGHING])
    refused.run(fetch_standard)
    assert "make UC-352BLE" in refused.log
    assert refused.values("standard-scale") == [{"body_weight": 80_100}]


def test_a_device_that_says_nothing_of_itself_or_hangs_up_over_it_is_heard_all_the_same() -> None:
    link = ScriptedLink(["2a9d", "2a24"], values={"2a24": "00"}, said=[WEIGHING])
    link.run(fetch_standard)
    assert not [line for line in link.log if line.startswith("make")]
    gone = ScriptedLink(["2a24"], values={"2a24": "41"}, hangs_up_after=0)
    gone.run(fetch_standard)
    assert gone.log == []
