"""A plot: two axes with a grid, and on them whatever marks are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.drawing.scale import Scale
from server.rules.backtest.drawing.size import LETTER, Size

_TOP: Final = 22
_RIGHT: Final = 12
_BOTTOM: Final = 40
_LETTERS_APART: Final = 2
_TICK: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """What an axis measures, with its unit, from where to where (``low`` may be the greater), and its marks' words."""

    says: str
    low: float
    high: float
    marks: Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where marks are drawn: places across and up, in pixels."""

    size: Size
    across: Scale
    up: Scale

    @property
    def bottom(self) -> float:
        """Give the place of the lower axis."""
        return self.up.start


Drawn = Callable[[Ground], Markup]
"""A mark, once it is known where."""


def plot(size: Size, across: Axis, up: Axis, drawn: Iterable[Drawn]) -> Markup:
    """Draw axes and what stands on them, the later above the earlier."""
    left = round(10 + LETTER * max((len(word) for _, word in up.marks), default=1))
    ground = Ground(
        size=size,
        across=Scale(across.low, across.high, left, size.width - _RIGHT),
        up=Scale(up.low, up.high, size.height - _BOTTOM, _TOP),
    )
    return joined([_up(ground, up), _across(ground, across), *(each(ground) for each in drawn)])


def _up(ground: Ground, axis: Axis) -> Markup:
    left, right = ground.across.start, ground.across.end
    parts = [element("text", axis.says, x=0, y=10, class_="axis")]
    for value, word in axis.marks:
        y = ground.up(value)
        parts.append(element("line", x1=left, x2=right, y1=y, y2=y, class_="grid"))
        parts.append(element("text", word, x=left - 6, y=y + 4, class_="tick end"))
    return joined(parts)


def _across(ground: Ground, axis: Axis) -> Markup:
    bottom, right = ground.bottom, ground.across.end
    parts = [element("line", x1=ground.across.start, x2=right, y1=bottom, y2=bottom, class_="base")]
    taken = float("-inf")
    for value, word in sorted(axis.marks, key=lambda each: ground.across(each[0])):
        x, half = ground.across(value), len(word) * LETTER / 2
        parts.append(element("line", x1=x, x2=x, y1=bottom, y2=bottom + _TICK, class_="base"))
        if x - half > taken:
            parts.append(element("text", word, x=min(x, ground.size.width - half), y=bottom + 16, class_="tick middle"))
            taken = x + half + _LETTERS_APART
    parts.append(element("text", axis.says, x=right, y=bottom + 34, class_="axis end"))
    return joined(parts)
