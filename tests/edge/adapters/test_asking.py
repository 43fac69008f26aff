"""Asking real servers: over HTTP, over TLS, and those that are not there."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hub_folder import NOWHERE, TinyAuthority

from edge.adapters import asking
from edge.adapters.asking import ANSWER_BYTES_MAX, AskError, ask


class Answers(BaseHTTPRequestHandler):
    """Says what was asked; at some paths, something else."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        said = b"x" * 2 * ANSWER_BYTES_MAX if self.path == "/long" else self.path.encode() + b" " + asked
        self.send_response(302 if self.path == "/elsewhere" else 200)
        self.send_header("Location", "/here")
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def server(context: ssl.SSLContext | None = None) -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Answers) as http:
        if context is not None:
            http.socket = context.wrap_socket(http.socket, server_side=True)
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield http.server_address[1]
        http.shutdown()
        thread.join()


def papers(folder: Path, authority: TinyAuthority, days: int = 0) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.server_papers(folder, "127.0.0.1", days))
    return context


def trusting(monkeypatch: pytest.MonkeyPatch, folder: Path, authority: TinyAuthority) -> None:
    """Let this machine trust an authority, as an administrator would."""
    (folder / "trusted.pem").write_text(authority.certificate_pem(), encoding="ascii")
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "trusted.pem"))


def test_a_question_is_posted_and_the_answer_given_as_it_came() -> None:
    with server() as port:
        assert ask(f"http://127.0.0.1:{port}/hub/join", b"here") == (200, b"/hub/join here")


def test_who_sends_us_elsewhere_is_not_followed() -> None:
    with server() as port:
        assert ask(f"http://127.0.0.1:{port}/elsewhere", b"here")[0] == 302


def test_no_more_is_read_than_an_answer_may_have() -> None:
    with server() as port:
        assert len(ask(f"http://127.0.0.1:{port}/long", b"")[1]) == ANSWER_BYTES_MAX + 1


def test_tls_is_spoken_with_a_server_that_the_machine_trusts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = TinyAuthority()
    trusting(monkeypatch, tmp_path, authority)
    with server(papers(tmp_path, authority)) as port:
        assert ask(f"https://127.0.0.1:{port}/", b"here") == (200, b"/ here")


def test_a_certificate_that_nobody_vouches_for_is_said_to_be_the_servers_matter(tmp_path: Path) -> None:
    with server(papers(tmp_path, TinyAuthority())) as port, pytest.raises(AskError) as caught:
        ask(f"https://127.0.0.1:{port}/", b"")
    assert "the certificate of 127.0.0.1 is not one that this hub trusts" in str(caught.value)
    assert "its owner must mend" in str(caught.value)


@pytest.mark.parametrize("days", [-10, 10])
def test_a_certificate_that_is_not_of_this_time_may_be_the_fault_of_the_hubs_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """To a hub of 1970, every certificate is one of the future."""
    authority = TinyAuthority()
    trusting(monkeypatch, tmp_path, authority)
    with server(papers(tmp_path, authority, days)) as port, pytest.raises(AskError) as caught:
        ask(f"https://127.0.0.1:{port}/", b"")
    assert f"by this hub's clock, which says {datetime.now(UTC):%Y-%m-%d}" in str(caught.value)
    assert "timedatectl" in str(caught.value)


def test_a_server_that_speaks_no_tls_is_said_not_to() -> None:
    with server() as port, pytest.raises(AskError, match="does not speak TLS as it should"):
        ask(f"https://127.0.0.1:{port}/", b"")


@pytest.mark.parametrize("url", ["http://{}:{}/".format(*NOWHERE), "http://nowhere.invalid/"])
def test_a_server_that_is_not_there_is_said_not_to_be_reached(url: str) -> None:
    with pytest.raises(AskError) as caught:
        ask(url, b"")
    assert f"the server was not reached at {url} (" in str(caught.value)
    assert "check this hub's network and the address" in str(caught.value)


@pytest.mark.parametrize("said", [b"", b"I speak something else\r\n"])
def test_who_speaks_no_http_is_no_server(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:

        def speak() -> None:
            line, _ = door.accept()
            with line:
                line.recv(1_000)
                line.sendall(said)

        thread = threading.Thread(target=speak)
        thread.start()
        with pytest.raises(AskError, match="was not reached"):
            ask(f"http://127.0.0.1:{door.getsockname()[1]}/", b"")
        thread.join()


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as door, pytest.raises(AskError, match="timed out"):
        ask(f"http://127.0.0.1:{door.getsockname()[1]}/", b"")
