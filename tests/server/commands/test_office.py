from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.commands.conftest import Run


def test_a_wrong_setting_is_said_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARA_WEB_PORT", "many")
    assert run("patient", "list") == (2, "", "nara: NARA_WEB_PORT is 'many', not a port number\n")


def test_a_database_that_is_not_there_is_said_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARA_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    status, _, complaint = run("patient", "list")
    assert status == 2
    assert complaint.startswith("nara: the database does not answer: ")


def test_the_first_command_of_all_makes_the_folder_and_brings_the_database_to_our_schema(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "nothing" / "yet"
    monkeypatch.setenv("NARA_DATA", str(folder))
    assert run("patient", "list") == (0, "nobody is enrolled yet: nara patient add --help\n", "")
    assert (folder.stat().st_mode & 0o777, (folder / "nara.db").exists()) == (0o700, True)
    assert run("patient", "list")[0] == 0
