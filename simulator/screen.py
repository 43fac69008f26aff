"""The hub's own screen as somebody in the home uses it: reads what it says, and pushes its buttons."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from contextlib import closing
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode

ASKS_TO_WEIGH: Final = "Väg dig gärna en gång till"
"""What stands there, in a home where nobody has chosen another language, while a second weighing is waited for."""
Button = tuple[str, Mapping[str, str]]
"""Where it sends its form, and what that carries."""


class HomeScreen:
    """The page that a hub shows on a port of its own machine."""

    def __init__(self, port: int) -> None:
        """Take the port."""
        self.port = port

    def heading(self) -> str:
        """Read the one thing that is asked or said."""
        return self._read("/").heading

    def push(self, path: str, *, writes: str = "", **carries: str) -> None:
        """Push the button of a page whose form carries this; raises LookupError if there is none.

        ``writes`` is what is written in the form's field of text first.
        """
        wanted = carries.items()
        found = next((button for button in self._read(path).buttons if wanted <= button[1].items()), None)
        if found is None:
            raise LookupError(f"the screen has no button for {carries} at {path}")
        to, told = found
        origin = f"http://127.0.0.1:{self.port}"
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        status, _ = self._ask("POST", to, urlencode({**told, "text": writes} if writes else told), form)
        if status != http.HTTPStatus.SEE_OTHER:
            raise LookupError(f"the screen did not take {carries} at {to} (status {status})")

    def _read(self, path: str) -> _Page:
        status, text = self._ask("GET", path)
        if status != http.HTTPStatus.OK:
            raise LookupError(f"the screen shows nothing at {path} (status {status})")
        page = _Page()
        page.feed(text)
        return page

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


class _Page(HTMLParser):
    """Finds the heading, and what each form carries."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = ""
        self.buttons: list[tuple[str, dict[str, str]]] = []
        self._is_in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "h1":
            self._is_in_heading = True
        elif tag == "form":
            self.buttons.append((given["action"], {}))
        elif tag == "input" and self.buttons and "name" in given:
            self.buttons[-1][1][given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._is_in_heading:
            self.heading += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1":
            self._is_in_heading = False
