"""A ranking: bars that lie, one under the other, each with its name above it and its number behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.drawing.scale import Scale
from server.rules.backtest.drawing.size import LETTER, Size

ROW: Final = 32
_NAME: Final = 12
_BAR: Final = 10
_APART: Final = 6


@dataclass(frozen=True, slots=True)
class Ranked:
    """A name, the parts of its bar from the left, each with its kind, and the number that stands behind it."""

    name: str
    parts: Sequence[tuple[float, str]]
    says: str

    @property
    def length(self) -> float:
        """Give how long all of it is."""
        return sum(value for value, _ in self.parts)


def ranking(size: Size, rows: Sequence[Ranked]) -> Markup:
    """Draw bars in the order given; the longest one has all the room that its number leaves."""
    room = max((LETTER * len(row.says) for row in rows), default=0.0) + _APART
    across = Scale(0, max((row.length for row in rows), default=1.0) or 1.0, 0, size.width - room)
    return joined(_row(row, place * ROW, across) for place, row in enumerate(rows))


def _row(row: Ranked, top: float, across: Scale) -> Markup:
    y = top + _NAME + 4
    parts = [element("text", row.name, x=0, y=top + _NAME, class_="label")]
    before = 0.0
    for value, kind in row.parts:
        left, right = across(before), across(before + value)
        if value > 0:
            parts.append(element("rect", x=left, y=y, width=max(1.0, right - left), height=_BAR, class_=f"bar {kind}"))
        before += value
    parts.append(element("text", row.says, x=across(before) + _APART, y=y + _BAR - 1, class_="tick"))
    return joined(parts)
