from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.adapters.authority import Authority
from server.commands.inviting import _doubts, _drawn
from tests.server.commands.conftest import Run
from vitals.invitation import Code, Invitation, fingerprint_of


def test_an_invitation_is_shown_as_a_qr_code_and_as_what_can_be_typed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARA_JOIN_URL", "https://nara.example")
    monkeypatch.setenv("NARA_MQTT_NAMES", "broker.example")
    home = run("home", "add", "Lindqvist")[1].strip()
    status, said, complaint = run("hub", "invite", "--home", home, "--label", "hall")
    assert (status, complaint) == (0, "")
    assert said.count("█") + said.count("▀") + said.count("▄") > 200
    assert "nara-hub join 'https://nara.example/hub/join#" in said
    assert "nara-hub join --server https://nara.example --code " in said


def test_a_machine_gets_one_object_with_all_that_the_qr_code_holds(run: Run, tmp_path: Path) -> None:
    home = run("home", "add", "Lindqvist")[1].strip()
    status, said, complaint = run("hub", "invite", "--home", home, "--minutes", "5", "--json")
    assert status == 0
    told = json.loads(said)
    invitation = Invitation.read(told["text"])
    assert (invitation.server, invitation.code) == (told["server"], Code.typed(told["code"]))
    assert invitation.fingerprint == fingerprint_of(Authority(tmp_path / "data" / "pki").certificate_pem)
    left = datetime.fromisoformat(told["ends_at"]) - datetime.now(UTC)
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    assert "only a hub on this machine finds http://127.0.0.1:8080: set NARA_JOIN_URL" in complaint


@pytest.mark.parametrize("words", [("--home", "a" * 16), ("--home", "a" * 16, "--minutes", "0")])
def test_nobody_is_invited_where_there_is_no_home_or_for_no_time(run: Run, words: tuple[str, ...]) -> None:
    status, said, complaint = run("hub", "invite", *words)
    assert (status, said) == (2, "")
    assert complaint.startswith("nara: ")
    assert complaint.count("\n") == 1


def test_a_terminal_shows_it_white_on_black_whatever_its_own_colours_are() -> None:
    plain, coloured = _drawn("a", has_colours=False), _drawn("a", has_colours=True)
    assert all(line.startswith("\x1b[97;40m") and line.endswith("\x1b[0m") for line in coloured.splitlines())
    assert coloured.replace("\x1b[97;40m", "").replace("\x1b[0m", "") == plain


@pytest.mark.parametrize(
    ("server", "broker", "said"),
    [
        ("https://nara.example", "broker.example", []),
        ("http://nara.example", "broker.example", ["has no TLS"]),
        ("https://nara.example", "127.0.0.1", ["set NARA_MQTT_NAMES"]),
        ("http://[::1]:8080", "127.0.0.1", ["set NARA_JOIN_URL"]),
    ],
)
def test_what_would_keep_a_hub_from_joining_is_said_at_once(server: str, broker: str, said: list[str]) -> None:
    doubts = _doubts(server, broker)
    assert len(doubts) == len(said)
    assert all(word in doubt for word, doubt in zip(said, doubts, strict=True))
