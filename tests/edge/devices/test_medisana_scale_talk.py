"""The talk with a Medisana scale: it is told the time in UTC, and gives its memory for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from medisana_encoder import weight
from scripted_link import ADDRESS, ScriptedLink
from small_hub import EPOCH, SETTINGS, trusted

from edge.devices.medisana_scale import fetch_medisana_scale
from edge.enrolled import EnrolledDevice
from edge.events import Keep, Started
from edge.hub import Hub
from vitals.identity import DeviceId

ALL = ["8a21", "8a22", "8a82", "8a81"]
NOW = datetime(2026, 3, 2, 7, 10)
YESTERDAY = datetime(2026, 3, 1, 7, 5)


def seconds(at: datetime, since: int = 1970) -> int:
    """Count the seconds in UTC to an instant that the home's clock shows."""
    passed = at.replace(tzinfo=SETTINGS.zone) - datetime(since, 1, 1, tzinfo=UTC)
    return int(passed.total_seconds())


@pytest.mark.parametrize(("name", "since"), [(None, 1970), ("0203B1234", 1970), ("0131971234", 2010), ("0202b6", 2010)])
def test_the_clock_is_told_in_the_seconds_that_the_scale_counts_and_read_back_as_the_homes(
    name: str | None, since: int
) -> None:
    link = ScriptedLink(ALL, said=[("8a21", weight(7820, seconds(YESTERDAY, since)).hex())], name=name, local_time=NOW)
    link.run(fetch_medisana_scale)
    assert link.written() == [f"8a81 02{seconds(NOW, since).to_bytes(4, 'little').hex()}"]
    assert f"clock {NOW}" in link.log
    assert link.values("medisana-scale") == [{"body_weight": 78_200}]
    assert link.records("medisana-scale")[0].moment.device_time == YESTERDAY


def test_a_hub_that_does_not_know_the_time_asks_for_nothing_and_keeps_what_comes() -> None:
    link = ScriptedLink(ALL, said=[("8a21", weight(7820, seconds(YESTERDAY)).hex())], local_time=None)
    link.run(fetch_medisana_scale)
    assert link.written() == []
    assert link.records("medisana-scale")[0].moment.device_time == YESTERDAY


def test_a_frame_that_cannot_be_read_is_kept_for_people_and_does_not_hinder_the_next() -> None:
    link = ScriptedLink(ALL, said=[("8a21", "1d8c"), ("8a21", weight(7820, seconds(YESTERDAY)).hex())])
    link.run(fetch_medisana_scale)
    assert link.values("medisana-scale") == [{}, {"body_weight": 78_200}]


def test_what_a_scale_refuses_is_done_without() -> None:
    link = ScriptedLink(["8a21", "8a22"], said=[("8a21", weight(7820, seconds(YESTERDAY)).hex())],
        refuses=["subscribe 8a22"])  # fmt: skip
    link.run(fetch_medisana_scale)
    assert not [line for line in link.log if line.startswith("clock")], "it has nowhere to be told the time"
    assert link.values("medisana-scale") == [{"body_weight": 78_200}]
    assert "subscribe 8a82" not in link.log


def test_the_memory_that_it_gives_in_each_call_is_kept_once() -> None:
    device = EnrolledDevice(address=ADDRESS, device=DeviceId("d" * 16), name=None, family="medisana-scale")
    hub = Hub(replace(SETTINGS, devices=(device,)), lambda: 0.5)
    hub.step(Started(epoch=EPOCH, waiting=(), desired=None, storage_fault=None), trusted(0))
    memory = [("8a21", weight(7820 + day, seconds(NOW - timedelta(days=day))).hex()) for day in range(30)]
    kept = []
    for call in range(3):
        today = [("8a21", weight(7900, seconds(NOW + timedelta(minutes=call))).hex())]
        link = ScriptedLink(ALL, said=memory + today, local_time=NOW + timedelta(minutes=call))
        link.run(fetch_medisana_scale)
        orders = [order for each in link.kept for order in hub.step(each, trusted(90_000 + call))]
        kept.append(sum(isinstance(order, Keep) for order in orders))
    assert kept == [31, 1, 1]
