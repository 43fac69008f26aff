from __future__ import annotations

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
