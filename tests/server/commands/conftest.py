"""A server's folder, and a way to run a command in it as a technician would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from server.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``nara`` with words; gives status, output and complaint."""
    monkeypatch.setenv("NARA_DATA", str(tmp_path / "data"))

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(list(words))
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run
