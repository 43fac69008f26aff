"""Labels that never lie on each other: each is put beside its point where there is room, or left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.drawing.plot import Drawn, Ground
from server.rules.backtest.drawing.size import LETTER, STRONG_LETTER

STRONG: Final = "strong"
_HEIGHT: Final = 12
_AWAY: Final = 7
_POINT: Final = 4
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a point; ``kind`` is the class of their letters."""

    x: float
    y: float
    says: str
    kind: str = ""

    @property
    def width(self) -> float:
        """Tell about how wide it is, in pixels."""
        return len(self.says) * (STRONG_LETTER if self.kind == STRONG else LETTER)


def labels(several: Sequence[Label], points: Iterable[tuple[float, float]] = ()) -> Drawn:
    """Put labels beside their points, the first ones first; none covers another label or any of the points."""

    def drawn(ground: Ground) -> Markup:
        taken = [_around(ground.across(x), ground.up(y)) for x, y in points]
        found = []
        for label in several:
            placed = next((each for each in _sides(label, ground) if _is_free(each[2], taken, ground)), None)
            if placed is not None:
                x, y, box = placed
                taken.append(box)
                found.append(element("text", label.says, x=x, y=y, class_=f"label {label.kind}".rstrip()))
        return joined(found)

    return drawn


def _sides(label: Label, ground: Ground) -> Iterable[tuple[float, float, Box]]:
    """Give the places beside a point: right, left, above, below, and the corners."""
    x, y, width = ground.across(label.x), ground.up(label.y), label.width
    for left, base in (
        (x + _AWAY, y + 4),
        (x - _AWAY - width, y + 4),
        (x - width / 2, y - _AWAY),
        (x - width / 2, y + _AWAY + 8),
        (x + _AWAY - 2, y - _AWAY + 2),
        (x + _AWAY - 2, y + _AWAY + 7),
        (x - _AWAY + 2 - width, y - _AWAY + 2),
        (x - _AWAY + 2 - width, y + _AWAY + 7),
    ):
        yield left, base, (left, base - _HEIGHT + 2, left + width, base + 2)


def _is_free(box: Box, taken: Iterable[Box], ground: Ground) -> bool:
    left, top, right, bottom = box
    if left < ground.across.start or right > ground.size.width or top < 0 or bottom > ground.bottom:
        return False
    return all(right <= a or left >= c or bottom <= b or top >= d for a, b, c, d in taken)


def _around(x: float, y: float) -> Box:
    return x - _POINT, y - _POINT, x + _POINT, y + _POINT
