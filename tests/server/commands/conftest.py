"""A server's folder, and a way to run a command in it as a technician would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from databases import SqliteFiles

from server.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(sqlite_files: SqliteFiles, tmp_path: Path) -> Path:
    """The folder that a server was begun in: its database has our schema, and nothing in it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    sqlite_files.new_database(folder / "nara.db")
    return folder


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``nara`` with words in that folder; gives status, output and complaint."""
    monkeypatch.setenv("NARA_DATA", str(data))

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(list(words))
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run
