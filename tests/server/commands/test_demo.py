"""``nara demo`` starts the simulator as its own process; the town itself is in tests/simulator."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from tests.server.commands.conftest import Run


class Process:
    """A process that ends with a status, or is interrupted first."""

    def __init__(self, status: int, *, is_interrupted: bool = False) -> None:
        self._status = status
        self._is_interrupted = is_interrupted

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self) -> int:
        if self._is_interrupted:
            self._is_interrupted = False
            raise KeyboardInterrupt
        return self._status


def test_it_starts_the_simulator_with_what_was_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def start(words: list[str], **_: Any) -> Process:
        asked.append(words)
        return Process(0)

    monkeypatch.setattr(subprocess, "Popen", start)
    assert run("demo", "--once", "--speed", "4")[0] == 0
    assert asked == [[sys.executable, "-m", "simulator", "demo", "--speed", "4.0", "--once"]]


@pytest.mark.parametrize("is_interrupted", [False, True])
def test_the_simulators_status_is_its_own(run: Run, monkeypatch: pytest.MonkeyPatch, is_interrupted: bool) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: Process(130, is_interrupted=is_interrupted))
    assert run("demo")[0] == 130


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "fast"])
def test_a_speed_that_is_none_is_refused(run: Run, speed: str) -> None:
    assert run("demo", "--speed", speed)[0] == 2
