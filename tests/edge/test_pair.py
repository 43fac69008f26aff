from __future__ import annotations

import io
import json
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from edge.main import main
from edge.pair import Talk, spoken_here

SCALE = {
    "key": "AA:BB:CC:00:11:22",
    "label": "A&D UC-352BLE",
    "label_sv": "Våg: A&D UC-352BLE",
    "name": "A&D_UC-352BLE_0A1B2C",
    "is_known": True,
    "can_be_read": True,
}
OMRON = {
    "key": "C0:00:00:00:00:07",
    "label": "Omron",
    "label_sv": "Omron",
    "name": "BLESmart",
    "is_known": False,
    "can_be_read": False,
}


def progress(step: str, **more: Any) -> dict[str, Any]:
    """Say how a pairing stands, as a hub does."""
    plain: dict[str, Any] = {
        "step": step,
        "sv": f"sv {step}",
        "en": f"en {step}",
        "ask": None,
        "choices": [],
        "left_s": None,
    }
    return plain | {"can_have_more_time": True, "device": None} | more


class Played:
    """A talk in which hub and people say what a test wants."""

    def __init__(self, *told: dict[str, Any], types: str = "", lang: str = "sv", as_json: bool = False) -> None:
        ours, self._hub = socket.socketpair()
        self.screen = io.StringIO()
        keyboard, self._fingers = socket.socketpair()
        self._fingers.sendall(types.encode())
        self._fingers.shutdown(socket.SHUT_WR)
        talk = Talk(ours, keyboard.makefile("r"), self.screen, lang, as_json=as_json)
        with ours, keyboard, self._hub, self._fingers:
            self._hub.settimeout(5)
            for each in told[:1]:
                self._send(each)
            playing = threading.Thread(target=self._play, args=(told[1:], len(types.splitlines())))
            playing.start()
            self.status = talk.hold()
            playing.join()

    def _play(self, rest: tuple[dict[str, Any], ...], lines: int) -> None:
        """Read what people's answers came to, then say the rest."""
        self.asked = []
        with self._hub.makefile("r") as answers:
            for _ in range(lines):
                self.asked.append(json.loads(answers.readline()))
            for each in rest:
                self._send(each)

    def _send(self, told: dict[str, Any]) -> None:
        self._hub.sendall(json.dumps(told).encode() + b"\n")

    @property
    def shown(self) -> list[str]:
        return [line for line in self.screen.getvalue().splitlines() if line]


def test_what_there_is_to_choose_is_numbered_and_marked() -> None:
    played = Played(progress("looking", ask="choice", choices=[SCALE, OMRON]), progress("closed"))
    assert played.shown == [
        "sv looking",
        "  1  Våg: A&D UC-352BLE: A&D_UC-352BLE_0A1B2C (redan ihopparad)",
        "  2  Omron: BLESmart (kan inte läsas än)",
        "Skriv numret på den som ska paras ihop.",
        "Avbryt med Ctrl-C.",
        "sv closed",
    ]
    assert played.status == 1


@pytest.mark.parametrize(
    ("ask", "types", "asked"),
    [
        ("choice", "1\n", {"do": "choose", "key": SCALE["key"]}),
        ("yes_or_no", "Ja\n", {"do": "say", "yes": True}),
        ("yes_or_no", "n\n", {"do": "say", "yes": False}),
        ("passkey", " 004711 \n", {"do": "type", "text": "004711"}),
        ("consent_code", "1 0042\n", {"do": "type", "text": "1 0042"}),
        ("bind_key", "00ff\n", {"do": "type", "text": "00ff"}),
        (None, "\n", {"do": "more"}),
    ],
)
def test_what_people_type_is_passed_on_as_what_they_were_asked_for(
    ask: str | None, types: str, asked: dict[str, Any]
) -> None:
    played = Played(progress("some", ask=ask, choices=[SCALE]), progress("done"), types=types)
    assert played.asked == [asked]
    assert played.status == 0


@pytest.mark.parametrize("as_json", [False, True])
def test_what_cannot_be_meant_is_asked_for_again_and_not_passed_on(as_json: bool) -> None:
    types = "9\nx\n\n"
    ours, hub = socket.socketpair()
    screen = io.StringIO()
    with ours, hub:
        talk = Talk(ours, io.StringIO(), screen, "en", as_json=as_json)
        talk._take(progress("looking", ask="choice", choices=[SCALE]))
        for line in types.splitlines():
            talk._answer(line)
        assert hub.recv(1000) == b'{"do": "more"}\n'
    assert screen.getvalue().count("Type the number of the one to pair.") == (0 if as_json else 3)


def test_nothing_is_said_when_nothing_is_asked_and_somebody_types() -> None:
    ours, hub = socket.socketpair()
    with ours, hub:
        talk = Talk(ours, io.StringIO(), io.StringIO(), "en", as_json=False)
        talk._take(progress("bonding"))
        talk._answer("hello")
        hub.setblocking(False)
        with pytest.raises(BlockingIOError):
            hub.recv(10)


def test_time_that_runs_out_is_told_at_thirty_seconds_and_at_ten_and_not_each_second() -> None:
    looking = [progress("looking", left_s=left_s) for left_s in (29, 28, 11, 9, 8)]
    typing = progress("typing", ask="passkey", left_s=24, can_have_more_time=False)
    played = Played(progress("looking"), *looking, progress("looking"), typing, progress("closed"), lang="en")
    assert [line for line in played.shown if "left" in line] == [
        "29 seconds left. Press Return for more time.",
        "9 seconds left. Press Return for more time.",
        "24 seconds left.",
    ]


def test_machines_get_an_object_for_each_step() -> None:
    steps = [progress("looking"), progress("done", device="d" * 16)]
    played = Played(*steps, as_json=True)
    assert [json.loads(line) for line in played.shown] == steps


def test_a_hub_that_refuses_to_begin_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert Played({"refused": "somebody else is pairing"}).status == 1
    assert capsys.readouterr().err == "nara-hub pair: somebody else is pairing\n"


def test_a_refusal_in_the_middle_is_told_and_the_pairing_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert Played(progress("looking"), {"refused": "not understood"}, progress("done")).status == 0
    assert "not understood" in capsys.readouterr().err


def test_a_hub_that_ends_in_the_middle_is_an_error() -> None:
    ours, hub = socket.socketpair()
    keyboard, fingers = socket.socketpair()
    hub.close()
    with ours, keyboard, fingers, keyboard.makefile("r") as typed, pytest.raises(ConnectionResetError):
        Talk(ours, typed, io.StringIO(), "sv", as_json=False).hold()


def test_without_a_hub_the_command_says_what_to_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pair", "--dir", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"nara-hub pair: no hub with a radio runs in {tmp_path}. Start it: systemctl start nara-hub")
    assert main(["pair", "--dir", str(tmp_path / "nowhere")]) == 2


def test_a_folder_of_another_user_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "connect", refused)
    assert main(["pair", "--dir", str(tmp_path)]) == 2
    assert "Permission denied: run this as the hub's own user" in capsys.readouterr().err


def test_the_language_is_the_machines_unless_said_otherwise() -> None:
    assert spoken_here({"LC_MESSAGES": "sv_FI", "LANG": "en_GB"}) == "sv"
