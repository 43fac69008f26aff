from __future__ import annotations

import asyncio
import os
import socket
from configparser import ConfigParser
from pathlib import Path

import pytest

from edge.adapters.systemd import tell_systemd


def heard(environment: dict[str, str], place: str, for_s: float) -> list[bytes]:
    """Be systemd for a while; gives what it was told."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(place)
        line.setblocking(False)

        async def play() -> None:
            telling = asyncio.create_task(tell_systemd(environment))
            await asyncio.wait({telling}, timeout=for_s)
            telling.cancel()
            await asyncio.wait({telling})

        asyncio.run(play())
        found = []
        while True:
            try:
                found.append(line.recv(100))
            except BlockingIOError:
                return found


def short(tmp_path: Path) -> str:
    return os.path.relpath(tmp_path / "n")


def test_a_hub_that_systemd_started_is_ready_and_says_that_it_lives(tmp_path: Path) -> None:
    told = heard({"NOTIFY_SOCKET": short(tmp_path), "WATCHDOG_USEC": "150000"}, short(tmp_path), 0.4)
    assert told[0] == b"READY=1"
    assert told[1:].count(b"WATCHDOG=1") >= 3


def test_a_socket_without_a_file_is_found_too() -> None:
    name = f"nara-test-{os.getpid()}"
    assert heard({"NOTIFY_SOCKET": f"@{name}"}, f"\0{name}", 0.1) == [b"READY=1"]


def test_without_a_watchdog_nothing_more_is_said(tmp_path: Path) -> None:
    assert heard({"NOTIFY_SOCKET": short(tmp_path)}, short(tmp_path), 0.2) == [b"READY=1"]


@pytest.mark.parametrize("wanted", ["", "soon", "-1"])
def test_a_watchdog_that_cannot_be_meant_is_none(tmp_path: Path, wanted: str) -> None:
    told = heard({"NOTIFY_SOCKET": short(tmp_path), "WATCHDOG_USEC": wanted}, short(tmp_path), 0.1)
    assert told == [b"READY=1"]


def test_a_watchdog_for_another_process_is_not_answered(tmp_path: Path) -> None:
    environment = {"NOTIFY_SOCKET": short(tmp_path), "WATCHDOG_USEC": "30000", "WATCHDOG_PID": "1"}
    assert heard(environment, short(tmp_path), 0.1) == [b"READY=1"]


def test_a_systemd_that_does_not_take_it_now_is_told_again(tmp_path: Path) -> None:
    told = heard({"NOTIFY_SOCKET": short(tmp_path), "WATCHDOG_USEC": "300"}, short(tmp_path), 0.5)
    assert told.count(b"WATCHDOG=1") > 5


def test_without_systemd_there_is_nobody_to_tell() -> None:
    asyncio.run(asyncio.wait_for(tell_systemd({}), 1))


def test_the_unit_that_we_ship_waits_for_what_we_say() -> None:
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # as systemd writes them
    unit.read(Path(__file__).parents[3] / "deploy" / "hub" / "nara-hub.service", encoding="utf-8")
    service = unit["Service"]
    assert (service["Type"], service["Restart"]) == ("notify", "always")
    assert int(service["WatchdogSec"]) >= 30
    assert service["ExecStart"].endswith("nara-hub run --dir /var/lib/nara-hub")
