from __future__ import annotations

import sys
import time

import pytest

from server.commands.progress import Progress, Steps


def somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)


def test_who_looks_sees_how_far_it_has_come(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    somebody_looks(monkeypatch)
    progress = Progress("judging", 3)
    for done in (1, 1, 3):
        progress(done)
    said = capsys.readouterr().err
    assert said.count("\r") == 2
    assert said.endswith("] 100 %\n")


def test_how_long_the_rest_takes_is_told_once_it_can_be_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    somebody_looks(monkeypatch)
    now_s = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now_s[0])
    progress = Progress("judging", 100)
    progress(1)
    assert "left" not in capsys.readouterr().err
    now_s[0] += 30
    progress(20)
    assert capsys.readouterr().err.endswith("  2:00 left")


def test_steps_are_numbered_and_each_begins_at_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    somebody_looks(monkeypatch)
    steps = Steps(2)
    steps("reading", 10)(10)
    steps("judging")
    said = capsys.readouterr().err
    assert "1/2 reading" in said
    assert said.endswith(f"2/2 judging [{' ' * 40}]   0 %")


def test_nobody_looks_and_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Progress("judging", 0)(0)
    Steps(1)("reading")(1)
    assert capsys.readouterr().err == ""
