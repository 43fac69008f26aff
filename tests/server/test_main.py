from __future__ import annotations

import importlib
import sys

import pytest

from server import main as nara
from server.main import main
from vitals.version import __version__


def test_every_command_is_named_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    said = capsys.readouterr().out
    for name, about in nara._ABOUT.items():
        assert f"{name:<9}{about}" in said
    assert nara._ABOUT.keys() == nara._COMMANDS.keys()


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([])
    assert "example: nara rules --help" in capsys.readouterr().out


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["frobnicate"])
    assert "invalid choice" in capsys.readouterr().err


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def missing(_name: str) -> None:
        raise ModuleNotFoundError("No module named 'sqlalchemy'", name="sqlalchemy")

    monkeypatch.setattr(importlib, "import_module", missing)
    assert main(["patient", "list"]) == 2
    assert capsys.readouterr().err == "nara patient: sqlalchemy is missing: pip install 'hjartnara[server]'\n"


def test_a_module_of_our_own_that_does_not_load_is_nobodys_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_name: str) -> None:
        raise ModuleNotFoundError("No module named 'server.gone'", name="server.gone")

    monkeypatch.setattr(importlib, "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match=r"server\.gone"):
        main(["patient", "list"])


def test_ctrl_c_ends_a_command_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_arguments: object) -> int:
        raise KeyboardInterrupt

    rules = importlib.import_module("server.commands.rules")
    monkeypatch.setattr(rules, "_list", interrupt)
    assert main(["rules", "list"]) == 130


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"nara {__version__}\n"


def test_words_come_from_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["nara", "rules", "list"])
    assert main() == 0
    assert "weight-gain" in capsys.readouterr().out
