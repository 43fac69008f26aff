"""What ``nara serve`` says before it serves; the serving itself is in tests/server/test_running.py."""

from __future__ import annotations

import pytest

from server import running
from server.adapters.broker import BrokerError
from tests.server.commands.conftest import Run


def test_its_help_says_where_the_settings_are(run: Run) -> None:
    status, said, _ = run("serve", "--help")
    assert status == 0
    assert "docs/configuration.md" in said
    assert "example: NARA_DATA=/srv/nara nara serve" in said


def test_a_broker_that_does_not_start_is_said_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_server: running.Server) -> int:
        raise BrokerError("nats-server is missing")

    monkeypatch.setattr(running.Server, "run", refuse)
    status, _, complaint = run("serve", "--quiet")
    assert status == 1
    assert complaint == "nara serve: nats-server is missing\n"
