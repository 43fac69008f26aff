from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from simulator.line import HomeLine


class Echo:
    """A broker of few words: it says everything back."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = ("127.0.0.1", self._listener.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                talk, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(talk,), daemon=True).start()

    @staticmethod
    def _talk(talk: socket.socket) -> None:
        with talk, suppress(OSError):
            while said := talk.recv(65_536):
                talk.sendall(said)


@pytest.fixture
def line() -> Iterator[HomeLine]:
    echo = Echo()
    line = HomeLine(echo.address)
    yield line
    line.close()
    echo.close()


def call(line: HomeLine) -> socket.socket:
    return socket.create_connection(("127.0.0.1", line.port), timeout=5)


def is_dead(talk: socket.socket) -> bool:
    try:
        return talk.recv(1) == b""
    except ConnectionError:
        return True


def test_everything_passes_both_ways(line: HomeLine) -> None:
    said = bytes(range(256)) * 4_000
    with call(line) as talk:
        threading.Thread(target=talk.sendall, args=(said,), daemon=True).start()
        heard = b""
        while len(heard) < len(said):
            heard += talk.recv(65_536)
    assert heard == said


def test_a_cut_ends_what_is_open_and_lets_nobody_through_until_it_is_mended(line: HomeLine) -> None:
    with call(line) as talk:
        talk.sendall(b"x")
        assert talk.recv(1) == b"x"
        line.cut()
        assert is_dead(talk)
    with call(line) as talk:
        assert is_dead(talk)
    line.mend()
    with call(line) as talk:
        talk.sendall(b"y")
        assert talk.recv(1) == b"y"


def test_a_connection_that_is_being_made_does_not_slip_through_a_cut(
    line: HomeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = socket.create_connection
    ours = threading.get_ident()

    def cut_meanwhile(where: tuple[str, int], timeout: float) -> socket.socket:
        made = connect(where, timeout)
        if threading.get_ident() != ours:
            line.cut()
        return made

    monkeypatch.setattr(socket, "create_connection", cut_meanwhile)
    with call(line) as talk:
        assert is_dead(talk)


def test_a_line_knows_whether_it_is_up(line: HomeLine) -> None:
    states = [line.is_up]
    for change in (line.cut, line.mend):
        change()
        states.append(line.is_up)
    assert states == [True, False, True]


def test_one_end_that_closes_closes_the_other(line: HomeLine) -> None:
    with call(line) as talk:
        talk.sendall(b"x")
        assert talk.recv(1) == b"x"
        talk.shutdown(socket.SHUT_WR)
        assert is_dead(talk)


def test_a_broker_that_is_not_there_is_a_call_that_ends() -> None:
    echo = Echo()
    echo.close()
    line = HomeLine(echo.address)
    with call(line) as talk:
        assert is_dead(talk)
    line.close()


def test_a_line_taken_away_can_be_called_no_more(line: HomeLine) -> None:
    line.close()
    with pytest.raises(ConnectionError):
        call(line)
