from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest

from server.adapters.clock import SteppedClock, WallClock

SEVEN = datetime(2026, 11, 2, 7, tzinfo=UTC)


class Simulator:
    """The other end of the socket."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen()
        self._connection: socket.socket | None = None

    def step(self, to: datetime) -> None:
        """Tell the time."""
        if self._connection is None:
            self._connection, _ = self._listener.accept()
            self._connection.settimeout(5)
        self._connection.sendall(json.dumps({"now": to.isoformat()}).encode() + b"\n")

    def answer(self) -> dict[str, str]:
        """Wait for the server's answer."""
        assert self._connection is not None
        return json.loads(self._connection.recv(1_000))  # type: ignore[no-any-return]  # JSON has any type

    def hang_up(self) -> None:
        """Be gone."""
        if self._connection is not None:
            self._connection.close()
        self._listener.close()


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    made = Simulator(tmp_path / "clock.sock")
    yield made
    made.hang_up()


def clock_of(simulator: Simulator) -> SteppedClock:
    """Connect; the time is already on its way when the clock waits for it."""
    clock: list[SteppedClock] = []
    connecting = threading.Thread(target=lambda: clock.append(SteppedClock(simulator.path)))
    connecting.start()
    simulator.step(SEVEN)
    connecting.join(5)
    return clock[0]


def test_the_wall_clock_is_the_machines_in_utc() -> None:
    before = datetime.now(UTC)
    now = WallClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


@pytest.mark.decision("H5")
def test_the_simulated_clock_stands_still_until_it_is_stepped_and_answers_when_all_is_done(
    simulator: Simulator,
) -> None:
    clock = clock_of(simulator)
    assert clock.now() == SEVEN
    steps: SimpleQueue[Callable[[], None]] = SimpleQueue()
    hung_up = threading.Event()
    clock.follow(steps.put, hung_up.set)
    assert simulator.answer() == {"at": SEVEN.isoformat(), "who": "server"}
    for hours in (1, 2):
        later = SEVEN + timedelta(hours=hours)
        simulator.step(later)
        is_done = steps.get(timeout=5)
        assert clock.now() == later
        is_done()
        assert simulator.answer() == {"at": later.isoformat(), "who": "server"}
    assert not hung_up.is_set()
    simulator.hang_up()
    assert hung_up.wait(5)


def test_a_simulator_that_is_gone_is_noticed_and_nobody_fails_to_answer_it(simulator: Simulator) -> None:
    clock = clock_of(simulator)
    steps: SimpleQueue[Callable[[], None]] = SimpleQueue()
    hung_up = threading.Event()
    clock.follow(steps.put, hung_up.set)
    simulator.answer()
    simulator.step(SEVEN + timedelta(hours=1))
    is_done = steps.get(timeout=5)
    simulator.hang_up()
    assert hung_up.wait(5)
    for _ in range(3):
        is_done()
    assert clock.now() == SEVEN + timedelta(hours=1)
