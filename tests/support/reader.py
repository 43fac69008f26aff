"""A page as its reader sees it: its text, its rows, its alerts; with the tags and attributes, for who looks closer."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

Attributes = dict[str, str]


class Page(HTMLParser):
    """One answer of the server, read."""

    def __init__(self, html: str, status: int) -> None:
        super().__init__()
        self.html, self.status = html, status
        self.tags: list[tuple[str, Attributes]] = []
        self._rows: list[list[str]] = []
        self._words: list[str] = []
        self._into_row = False
        self.feed(html)

    @property
    def text(self) -> str:
        """All that can be read, in one line."""
        return joined(self._words)

    @property
    def said(self) -> str:
        """What the page says of what was just done."""
        found = [given["data-said"] for _, given in self.tags if "data-said" in given]
        return found[0] if found else ""

    @property
    def alerts(self) -> list[tuple[int, str]]:
        """The alerts on the page, in order: number and rule."""
        given = [given for _, given in self.tags if "data-rule" in given]
        return [(int(each["id"].removeprefix("alert-")), each["data-rule"]) for each in given]

    @property
    def classes(self) -> set[tuple[str, str]]:
        """Every tag with the classes it has."""
        return {(tag, given["class"]) for tag, given in self.tags if "class" in given}

    @property
    def stylesheets(self) -> list[str]:
        """The addresses of the stylesheets."""
        return [given["href"] for tag, given in self.tags if tag == "link" and given.get("rel") == "stylesheet"]

    def row(self, name: str) -> str:
        """Give the text of the table row that names somebody."""
        found = [text for text in map(joined, self._rows) if name in text]
        assert found, f"nobody called {name} is in a row of: {self.text}"
        return found[0]

    def count(self, tag: str, prefix: str) -> int:
        """Count the tags whose id begins so."""
        return sum(1 for each, given in self.tags if each == tag and given.get("id", "").startswith(prefix))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "tr":
            self._rows.append([])
            self._into_row = True

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a row."""
        if tag == "tr":
            self._into_row = False

    def handle_data(self, data: str) -> None:
        """Note words."""
        self._words.append(data)
        if self._into_row:
            self._rows[-1].append(data)


def joined(words: list[str]) -> str:
    """Join words as a browser does: white space is one blank."""
    return re.sub(r"\s+", " ", " ".join(words)).strip()


def read(answer: Any) -> Page:
    """Read an answer of a test client."""
    return Page(answer.text, answer.status_code)
