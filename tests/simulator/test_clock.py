from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.clock import SharedClock

AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Process:
    """A process that follows the clock, as far as the clock can tell."""

    def __init__(self, path: Path, who: str) -> None:
        self._who = who
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(5)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("r", encoding="utf-8")

    def hear(self) -> datetime:
        """Wait for the next time told."""
        return datetime.fromisoformat(json.loads(self._lines.readline())["now"])

    def answer(self) -> None:
        """Say that what was due is done."""
        self._socket.sendall(json.dumps({"at": "-", "who": self._who}).encode() + b"\n")

    def answer_half(self) -> None:
        """Begin to say so, and die."""
        self._socket.sendall(b'{"at": "2026-')
        self.die()

    def die(self) -> None:
        """Be gone."""
        self._lines.close()
        self._socket.close()


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[SharedClock]:
    clock = SharedClock(tmp_path / "clock", AT)
    yield clock
    clock.close()


@pytest.fixture
def processes(clock: SharedClock) -> Iterator[dict[str, Process]]:
    """Two processes that have been told the time and follow."""
    started = {who: Process(clock.path, who) for who in ("hub", "server")}
    for process in started.values():
        assert process.hear() == AT
        process.answer()
    clock.wait_for(set(started), within_s=5)
    yield started
    for process in started.values():
        process.die()


def stepping(clock: SharedClock, to: datetime, only: set[str] | None = None) -> threading.Thread:
    thread = threading.Thread(target=clock.step, args=(to, only))
    thread.start()
    return thread


def test_a_step_is_over_when_everybody_has_answered(clock: SharedClock, processes: dict[str, Process]) -> None:
    step = stepping(clock, AT + HOUR)
    for process in processes.values():
        assert process.hear() == AT + HOUR
    processes["hub"].answer()
    step.join(timeout=0.1)
    assert step.is_alive()
    processes["server"].answer()
    step.join(timeout=5)
    assert not step.is_alive()
    assert clock.now == AT + HOUR


def test_a_step_for_some_leaves_the_others_where_they_are(clock: SharedClock, processes: dict[str, Process]) -> None:
    step = stepping(clock, AT + HOUR, {"hub"})
    assert processes["hub"].hear() == AT + HOUR
    processes["hub"].answer()
    step.join(timeout=5)
    assert clock.now == AT


def test_time_never_goes_back_for_anybody(clock: SharedClock, processes: dict[str, Process]) -> None:
    step = stepping(clock, AT + 2 * HOUR, {"hub"})
    processes["hub"].hear()
    processes["hub"].answer()
    step.join(timeout=5)
    step = stepping(clock, AT + HOUR)
    heard = {who: process.hear() for who, process in processes.items()}
    assert heard == {"hub": AT + 2 * HOUR, "server": AT + HOUR}
    for process in processes.values():
        process.answer()
    step.join(timeout=5)


@pytest.mark.parametrize("how", ["silently", "in the middle of a word"])
def test_a_process_that_dies_is_left_out_and_the_others_go_on(
    clock: SharedClock, processes: dict[str, Process], how: str
) -> None:
    step = stepping(clock, AT + HOUR)
    processes["hub"].hear()
    if how == "silently":
        processes["hub"].die()
    else:
        processes["hub"].answer_half()
    processes["server"].hear()
    processes["server"].answer()
    step.join(timeout=5)
    assert not step.is_alive()
    step = stepping(clock, AT + 2 * HOUR)
    processes["server"].hear()
    processes["server"].answer()
    step.join(timeout=5)
    assert not step.is_alive()


def test_one_that_comes_back_is_told_the_time_and_counts_only_when_it_has_answered(
    clock: SharedClock, processes: dict[str, Process]
) -> None:
    processes["hub"].die()
    with pytest.raises(TimeoutError, match="did not start: hub"):
        clock.wait_for({"hub", "server"}, within_s=0.05)
    again = Process(clock.path, "hub")
    assert again.hear() == AT
    with pytest.raises(TimeoutError):
        clock.wait_for({"hub"}, within_s=0.05)
    again.answer()
    clock.wait_for({"hub"}, within_s=5)
    again.die()


def test_one_that_starts_while_time_goes_on_catches_up(clock: SharedClock, processes: dict[str, Process]) -> None:
    late = Process(clock.path, "late")
    assert late.hear() == AT
    step = stepping(clock, AT + HOUR)
    for process in processes.values():
        process.hear()
        process.answer()
    step.join(timeout=5)
    late.answer()
    assert late.hear() == AT + HOUR
    late.answer()
    clock.wait_for({"late"}, within_s=5)
    late.die()


def test_closing_hangs_up_on_everybody(clock: SharedClock, processes: dict[str, Process]) -> None:
    clock.close()
    assert [process._lines.readline() for process in processes.values()] == ["", ""]
    with socket.socket(socket.AF_UNIX) as late, pytest.raises(ConnectionRefusedError):
        late.connect(str(clock.path))
