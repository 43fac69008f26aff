from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator import process as module
from simulator.process import CommandError, LongProcess, command, run_command, run_together

WORKS = "echo works; trap 'echo asked; exit 3' TERM; while true; do sleep 0.01; done"
DEAF = "echo deaf; trap '' TERM; while true; do sleep 0.01; done"


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[LongProcess]:
    process = LongProcess(["/bin/sh", "-c", WORKS], {}, tmp_path / "log")
    yield process
    process.kill()


def wait_for(process: LongProcess, words: str) -> None:
    until = time.monotonic() + 5
    while words not in process.last_words():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_command_gives_what_it_printed() -> None:
    assert run_command(["/bin/sh", "-c", "echo $GREETING"], {"GREETING": "hej"}) == "hej\n"


def test_a_command_that_fails_says_what_it_said() -> None:
    with pytest.raises(CommandError, match="ended with status 4: no such hub"):
        run_command(["/bin/sh", "-c", "echo no such hub >&2; exit 4"], {})


def test_commands_run_at_the_same_time_and_answer_in_order() -> None:
    slow, quick = ["/bin/sh", "-c", "sleep 0.2; echo slow"], ["/bin/sh", "-c", "echo quick"]
    assert run_together([slow, quick], {}) == ["slow\n", "quick\n"]


def test_when_one_fails_none_of_the_others_goes_on(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    fails = ["/bin/sh", "-c", f"until [ -s {pid} ]; do sleep 0.01; done; exit 1"]
    works = ["/bin/sh", "-c", f"echo $$ > {pid}; exec sleep 60"]
    with pytest.raises(CommandError):
        run_together([fails, works], {})
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text(encoding="ascii")), 0)


def test_the_products_commands_are_those_beside_this_python() -> None:
    assert "nara-hub" in run_command([command("nara-hub"), "--version"], {})


@pytest.fixture
def ctrl_c_at_the_worst_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Press Ctrl-C when the process runs and nobody knows it yet; a shell's background ignores it, and so would we."""
    start, before = subprocess.Popen, signal.signal(signal.SIGINT, signal.default_int_handler)

    def popen(*words: Any, **how: Any) -> subprocess.Popen[Any]:
        process: subprocess.Popen[Any] = start(*words, **how)
        signal.raise_signal(signal.SIGINT)
        return process

    monkeypatch.setattr(subprocess, "Popen", popen)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_at_the_worst_moment")
def test_a_ctrl_c_while_a_process_is_started_leaves_no_orphan(worker: LongProcess) -> None:
    with pytest.raises(KeyboardInterrupt):
        worker.start()
    assert worker.pid is not None


@pytest.mark.usefixtures("ctrl_c_at_the_worst_moment")
def test_a_ctrl_c_while_a_command_is_started_ends_the_command(tmp_path: Path) -> None:
    late = tmp_path / "late"
    with pytest.raises(KeyboardInterrupt):
        run_command(["/bin/sh", "-c", f"sleep 0.2; touch {late}"], {})
    time.sleep(0.3)
    assert not late.exists()


def test_a_thread_that_gets_no_signals_starts_processes_too(worker: LongProcess) -> None:
    thread = threading.Thread(target=worker.start)
    thread.start()
    thread.join()
    assert worker.pid is not None


def test_a_process_that_is_asked_to_stop_stops_in_order(worker: LongProcess) -> None:
    worker.start()
    wait_for(worker, "works")
    pid = worker.pid
    assert pid is not None
    assert worker.stop() == 3
    assert worker.pid is None
    assert worker.last_words(1) == "asked"


def test_one_that_does_not_listen_is_killed_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_STOPS_WITHIN_S", 0.2)
    deaf = LongProcess(["/bin/sh", "-c", DEAF], {}, tmp_path / "log")
    deaf.start()
    wait_for(deaf, "deaf")
    assert deaf.stop() == -signal.SIGKILL


def test_a_killed_one_can_do_nothing_more_and_can_be_started_again(worker: LongProcess) -> None:
    for _ in range(2):
        worker.start()
        wait_for(worker, "works")
        assert worker.kill() == -signal.SIGKILL
        assert worker.pid is None
    assert "asked" not in worker.last_words()


def test_it_is_never_started_twice(worker: LongProcess) -> None:
    worker.start()
    with pytest.raises(RuntimeError, match="it runs already"):
        worker.start()


def test_it_lives_in_a_session_of_its_own(worker: LongProcess) -> None:
    worker.start()
    assert worker.pid is not None
    assert os.getsid(worker.pid) == worker.pid != os.getsid(0)


def test_one_that_was_never_started_can_be_stopped_and_has_said_nothing(worker: LongProcess) -> None:
    worker.ask_to_stop()
    assert worker.stop() is None
    assert worker.kill() is None
    assert worker.last_words() == ""


def test_a_signal_for_one_that_has_ended_harms_nobody(worker: LongProcess) -> None:
    worker.start()
    worker.kill()
    worker.send(signal.SIGHUP)
