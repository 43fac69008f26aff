"""A drawn picture as a test reads it: its elements in order, each with its attributes and its own text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from server.rules.backtest.drawing.plot import Drawn, Ground
from server.rules.backtest.drawing.scale import Scale
from server.rules.backtest.drawing.size import Size

SQUARE = Size("wide", 200, 200)
GROUND = Ground(SQUARE, Scale(0, 10, 40, 180), Scale(0, 100, 160, 20))
"""Ten across and a hundred up."""


@dataclass
class Element:
    """One element; names of attributes are small letters."""

    tag: str
    attributes: dict[str, str]
    text: str = ""

    def number(self, attribute: str) -> float:
        """Read an attribute that is a number."""
        return float(self.attributes[attribute])

    @property
    def kinds(self) -> set[str]:
        """Give the classes."""
        return {*self.attributes.get("class", "").split()}


@dataclass
class Picture(HTMLParser):
    """Markup, read; every element must be closed by its own name."""

    markup: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self.feed(self.markup)
        assert self._open == [], f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in {"br", "hr", "link", "meta"}:
            self._open.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"{tag} was never opened"
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def all(self, tag: str, kind: str = "") -> list[Element]:
        """Give the elements with a name, of a class."""
        return [each for each in self.elements if each.tag == tag and (not kind or kind in each.kinds)]

    def words(self, tag: str = "text") -> list[str]:
        """Give the texts of elements."""
        return [each.text for each in self.all(tag)]


def drawn(mark: Drawn) -> Picture:
    """Draw a mark alone."""
    return Picture(mark(GROUND))
