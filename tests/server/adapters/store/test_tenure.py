"""One server at a time, in a folder and in a database of either kind."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from server.adapters.store import tenure as module
from server.adapters.store.database import open_database
from server.adapters.store.tenure import TakenError, tenure

HOLD = """
import sys, time
from pathlib import Path
from server.adapters.store.database import open_database
from server.adapters.store.tenure import tenure
with tenure(open_database(sys.argv[1]), Path(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_server(url: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    folder.mkdir(exist_ok=True)
    words = [sys.executable, "-c", HOLD, url, str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


@pytest.fixture
def is_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FREE_WITHIN_S", 0.2)


@pytest.mark.usefixtures("is_impatient")
def test_a_second_server_with_the_same_database_is_refused(database_url: str, engine: Engine, tmp_path: Path) -> None:
    with another_server(database_url, tmp_path / "one"):
        (tmp_path / "two").mkdir()
        with (
            pytest.raises(TakenError, match="another server is at work with the database"),
            tenure(engine, tmp_path / "two"),
        ):
            pass


@pytest.mark.usefixtures("is_impatient")
def test_a_second_server_with_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        another_server("sqlite://", tmp_path / "one"),
        pytest.raises(TakenError, match="another server is at work with the folder"),
        tenure(open_database("sqlite://"), tmp_path / "one"),
    ):
        pass


def test_a_killed_server_holds_nothing(database_url: str, engine: Engine, tmp_path: Path) -> None:
    with another_server(database_url, tmp_path / "one") as process:
        process.kill()
        process.wait()
        with tenure(engine, tmp_path / "one"):
            pass


def test_a_server_that_ended_lets_the_next_one_in(engine: Engine, tmp_path: Path) -> None:
    for _ in range(2):
        with tenure(engine, tmp_path):
            pass


def test_a_server_started_again_at_once_waits_for_the_one_that_is_ending(
    database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with another_server(database_url, tmp_path / "one") as process:
        threading.Timer(0.5, process.kill).start()
        with tenure(engine, tmp_path / "one"):
            assert process.wait() == -signal.SIGKILL
