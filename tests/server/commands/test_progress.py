from __future__ import annotations

import sys

import pytest

from server.commands.progress import Progress


def test_who_looks_sees_how_far_it_has_come(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress = Progress("judging", 3)
    for done in (1, 1, 3):
        progress(done)
    said = capsys.readouterr().err
    assert said.count("\r") == 2
    assert said.endswith("] 100 %\n")


def test_nobody_looks_and_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Progress("judging", 0)(0)
    assert capsys.readouterr().err == ""
