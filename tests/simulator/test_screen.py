"""The hub's screen at a real hub is in test_play.py and in the journeys; here is what is made of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from hand_made import screen
from small_screen import SmallScreen

from edge.screen.words import word
from simulator.screen import ASKS_TO_WEIGH, HomeScreen, _Page


def test_the_sentence_it_waits_for_is_the_one_that_the_screen_says() -> None:
    assert word("weigh_again", "sv") == ASKS_TO_WEIGH


def test_a_page_is_its_heading_and_what_its_forms_carry() -> None:
    page = _Page()
    page.feed(SmallScreen(screen()).reply("/").body.decode())
    assert page.heading == SmallScreen(screen()).get().headings[0]
    assert ("/press", "worried") in [(to, carries.get("button")) for to, carries in page.buttons]


class Door(BaseHTTPRequestHandler):
    """A page with one button that is refused, and nothing else."""

    def do_GET(self) -> None:
        self._say(
            200 if self.path == "/" else 404, '<form action="/press"><input name="button" value="worried"></form>'
        )

    def do_POST(self) -> None:
        self._say(400, "")

    def _say(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def door() -> Iterator[HomeScreen]:
    server = HTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    yield HomeScreen(server.server_port)
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "button", "said"),
    [
        ("/", "nobody knows", "no button for"),
        ("/", "worried", "did not take"),
        ("/nowhere", "worried", "shows nothing at"),
    ],
)
def test_what_cannot_be_pushed_is_an_error_that_says_so(door: HomeScreen, path: str, button: str, said: str) -> None:
    with pytest.raises(LookupError, match=said):
        door.push(path, button=button)
