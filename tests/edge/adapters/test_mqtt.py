"""The line where nobody takes it in; tests/journeys/test_line.py has it on real brokers."""

from __future__ import annotations

import itertools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hub_folder import TinyAuthority, provision
from small_hub import HUB

from edge.adapters import mqtt
from edge.adapters.mqtt import Broker, Line, Listener

pytestmark = pytest.mark.filterwarnings(
    # paho leaves the socket of a handshake that failed to the garbage collector
    "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
)

TOPIC = "nara/v1/homeaaaaaaaaaaaa/hubaaaaaaaaaaaaa/record"


class Told:
    """Collects what a line tells."""

    def __init__(self) -> None:
        self.ups = self.downs = 0
        self.broke: list[Exception] = []

    def listener(self) -> Listener:
        return Listener(
            up=lambda: setattr(self, "ups", self.ups + 1),
            down=lambda: setattr(self, "downs", self.downs + 1),
            message=lambda _topic, _payload: None,
            will=lambda: (TOPIC, b"gone"),
            broke=self.broke.append,
        )


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt, "BACK_OFF_FIRST_S", 0.01)


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        yield listening


def line_to(port: int, folder: Path, told: Told) -> Line:
    broker = Broker(
        host="127.0.0.1",
        port=port,
        authority=folder / "ca.crt",
        certificate=folder / "tls.crt",
        key=folder / "tls.key",
    )
    return Line(broker, HUB, ["nara/v1/homeaaaaaaaaaaaa/hubaaaaaaaaaaaaa/receipt"], told.listener())


def wait_until(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_where_nobody_listens_a_line_tries_again_and_is_stopped_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    told = Told()
    line = line_to(9, provision(tmp_path), told)
    line.publish(TOPIC, b"lost", retain=False)
    line.start()
    wait_until(lambda: caplog.text.count("no line to 127.0.0.1:9") >= 3)
    began = time.monotonic()
    line.stop()
    assert time.monotonic() - began < 2
    assert (told.ups, told.downs, told.broke) == (0, 0, [])


def test_one_who_hangs_up_is_called_again_later_and_later(
    tmp_path: Path, door: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt, "BACK_OFF_FIRST_S", 0.04)
    monkeypatch.setattr(mqtt, "BACK_OFF_LONGEST_S", 0.3)
    line = line_to(door.getsockname()[1], provision(tmp_path), Told())
    line.start()
    called: list[float] = []
    for _ in range(6):
        door.accept()[0].close()
        called.append(time.monotonic())
    line.stop()
    gaps = [after - before for before, after in itertools.pairwise(called)]
    assert min(gaps) >= 0.02
    assert gaps[-1] > gaps[0]


@pytest.mark.parametrize("is_ours", [True, False])
def test_nothing_is_said_to_a_broker_of_another_authority(tmp_path: Path, door: socket.socket, is_ours: bool) -> None:
    authority, other = TinyAuthority(), TinyAuthority()
    folder = provision(tmp_path / "hub", authority=authority)
    certificate, key = (authority if is_ours else other).server_papers(tmp_path, "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    said: list[bytes] = []

    def answer() -> None:
        try:
            with context.wrap_socket(door.accept()[0], server_side=True) as secured:
                said.append(secured.recv(100))
        except OSError:
            said.append(b"")

    answering = threading.Thread(target=answer)
    answering.start()
    told = Told()
    line = line_to(door.getsockname()[1], folder, told)
    line.start()
    answering.join()
    line.stop()
    assert bool(said[0]) is is_ours
    assert told.ups == 0


def test_a_broken_certificate_is_told_and_does_not_end_the_line_in_silence(tmp_path: Path) -> None:
    told = Told()
    folder = provision(tmp_path)
    (folder / "tls.crt").unlink()
    line = line_to(9, folder, told)
    line.start()
    wait_until(lambda: told.broke)
    line.stop()
    assert isinstance(told.broke[0], FileNotFoundError)
