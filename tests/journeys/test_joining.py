"""A technician's ten minutes, by real processes: invite, join, run; and a line that loses answers or changes words."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from simulator.hub import HomeHub
from simulator.payload import weight_measurement
from simulator.premises import Premises, scale_address
from simulator.process import command, run_command
from simulator.town import HOMES
from tests.server.test_running import is_open, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(90)]
WEIGHT = "2a9d"


class Street:
    """A server at work with one home, and hubs that want to join it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.premises = Premises(folder / "town", HOMES[:1], date(2026, 11, 1))
        self.premises.set_up()
        self.premises.server.start()
        wait_until(lambda: is_open(self.premises))

    @property
    def home(self) -> str:
        return self.premises.ids["home"][HOMES[0].label]

    def nara(self, *words: str, **settings: str) -> str:
        return run_command([command("nara"), *words], {**self.premises.settings, **settings})

    def invite(self, url: str | None = None) -> str:
        words = ("hub", "invite", "--home", self.home, "--label", "new", "--json")
        told = json.loads(self.nara(*words, NARA_JOIN_URL=url or self.premises.url))
        return str(told["text"])

    def join(self, hub: str, *words: str) -> tuple[int, dict[str, str]]:
        """Let a hub join; gives status and answer."""
        told = [command("nara-hub"), "join", *words, "--json", "--dir", str(self.folder / hub)]
        done = subprocess.run(told, capture_output=True, text=True, check=False, timeout=60)
        assert "Traceback" not in done.stderr
        return done.returncode, json.loads(done.stdout)

    def hubs(self) -> dict[str, str | None]:
        """Give the hubs that the server knows, and when each was heard."""
        database = sqlite3.connect(self.premises.folder / "server" / "nara.db")
        with closing(database):
            return dict(database.execute("SELECT hub, heard_at FROM hub LEFT JOIN hub_status USING (hub)").fetchall())


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    made = Street(tmp_path_factory.mktemp("joining"))
    yield made
    made.premises.close()


@contextmanager
def line(to_port: int, change: Callable[[bytes], bytes]) -> Iterator[str]:
    """Lay a line to a server on which somebody hears all and changes what is answered; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def carry() -> None:
            while True:
                try:
                    near, _ = door.accept()
                except OSError:
                    return
                with near, socket.create_connection(("127.0.0.1", to_port)) as far:
                    far.sendall(_whole(near))
                    near.sendall(change(_whole(far)))

        thread = threading.Thread(target=carry, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)
        thread.join()


def _whole(talk: socket.socket) -> bytes:
    """Read a message of HTTP with its body."""
    said = b""
    while b"\r\n\r\n" not in said:
        said += talk.recv(65_536)
    head, _, body = said.partition(b"\r\n\r\n")
    (length,) = [int(row.split(b":")[1]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length")]
    while len(body) < length:
        body += talk.recv(65_536)
    return head + b"\r\n\r\n" + body


@pytest.mark.decision("A6")
def test_a_hub_joins_a_running_server_and_its_broker_lets_it_in(street: Street, tmp_path: Path) -> None:
    status, told = street.join("new", street.invite())
    assert (status, told["home"]) == (0, street.home)
    assert told["hub"] in street.hubs()
    hub = HomeHub("new", street.folder / "new", tmp_path, None)
    hub.start()
    try:
        assert hub.indicate(scale_address(HOMES[0]), WEIGHT, weight_measurement(81.4)) is not None, "the scale is known"
        wait_until(lambda: street.hubs()[told["hub"]] is not None)
    finally:
        assert hub.stop() == 0


def test_an_answer_lost_on_the_way_is_asked_for_again_and_a_thief_with_the_code_comes_too_late(street: Street) -> None:
    before = street.hubs()
    lost: list[bytes] = []

    def lose_the_first(answer: bytes) -> bytes:
        lost.append(answer)
        return b"" if len(lost) == 1 else answer

    with line(street.premises.web_port, lose_the_first) as url:
        text = street.invite(url)
        code, _, _ = text.rpartition("#")[2].partition(".")
        status, told = street.join("unlucky", text)
        assert (status, told["problem"]) == (2, "unreached")
        assert "try again" in told["said"]
        assert not (street.folder / "unlucky" / "hub.toml").exists()
        status, told = street.join("unlucky", "--server", url, "--code", code.upper())
        assert status == 0
        assert street.join("thief", text)[1]["problem"] == "used"
    assert street.hubs().keys() - before == {told["hub"]}


def test_who_changes_what_is_said_on_the_way_gets_nothing_believed(street: Street) -> None:
    before = street.hubs()
    with line(
        street.premises.web_port, lambda answer: answer.replace(b'"host":"127.0.0.1"', b'"host":"127.0.0.2"')
    ) as url:
        text = street.invite(url)
        status, told = street.join("wary", text)
    assert (status, told["problem"]) == (2, "stranger")
    assert not (street.folder / "wary" / "hub.toml").exists()
    status, told = street.join("wary", text.replace(url, street.premises.url))
    assert status == 0, "the code was not lost with it"
    assert street.hubs().keys() - before == {told["hub"]}
