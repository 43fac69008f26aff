"""Lines and points of a plot: steps, lines that are broken where something is missing, rules across and upright."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.drawing.plot import Drawn, Ground
from server.rules.backtest.drawing.shapes import shape
from server.rules.backtest.drawing.size import LETTER

Points = Sequence[tuple[float, float]]
_BESIDE: Final = 5


def step(points: Points, kind: str) -> Drawn:
    """Draw steps: each value holds until the next."""

    def drawn(ground: Ground) -> Markup:
        path, before = "", 0.0
        for x, y in places(points, ground):
            path += f"M{x} {y}" if not path else f"H{x}" + (f"V{y}" if y != before else "")
            before = y
        return element("path", d=path, class_=f"line {kind}") if path else Markup()

    return drawn


def line(runs: Sequence[Points], kind: str) -> Drawn:
    """Draw a straight line through each run of points; between runs nothing is known, and no line is drawn."""

    def drawn(ground: Ground) -> Markup:
        path = "".join("M" + "L".join(f"{x} {y}" for x, y in places(run, ground)) for run in runs if len(run) > 1)
        return element("path", d=path, class_=f"line {kind}") if path else Markup()

    return drawn


def dots(points: Points, kind: str, form: str = "dot") -> Drawn:
    """Draw a shape at each point."""
    return lambda ground: joined(shape(form, x, y, kind) for x, y in places(points, ground))


def specks(points: Points, kind: str) -> Drawn:
    """Draw a small round point at each place, all in one path: for what has many."""

    def drawn(ground: Ground) -> Markup:
        path = "".join(f"M{x} {y}h0" for x, y in places(points, ground))
        return element("path", d=path, class_=f"specks {kind}") if path else Markup()

    return drawn


def across(value: float, says: str, kind: str) -> Drawn:
    """Draw a line across at a value, with its words above it."""

    def drawn(ground: Ground) -> Markup:
        y, left, right = ground.up(value), ground.across.start, ground.across.end
        words = element("text", says, x=right, y=y - _BESIDE, class_="label end") if says else None
        return joined([element("line", x1=left, x2=right, y1=y, y2=y, class_=f"line {kind}"), words])

    return drawn


def upright(value: float, says: str, kind: str) -> Drawn:
    """Draw a line upright at a value, with its words beside it, on the side that has room."""

    def drawn(ground: Ground) -> Markup:
        x, top = ground.across(value), ground.up.end
        has_room = x + _BESIDE + len(says) * LETTER < ground.size.width
        words = element(
            "text",
            says,
            x=x + (_BESIDE if has_room else -_BESIDE),
            y=top + 9,
            class_="label" if has_room else "label end",
        )
        return joined(
            [element("line", x1=x, x2=x, y1=top, y2=ground.bottom, class_=f"line {kind}"), words if says else None]
        )

    return drawn


def band(low: float, high: float, kind: str) -> Drawn:
    """Shade what lies between two values across."""

    def drawn(ground: Ground) -> Markup:
        left, right = sorted((ground.across(low), ground.across(high)))
        top = ground.up.end
        return element("rect", x=left, y=top, width=right - left, height=ground.bottom - top, class_=f"band {kind}")

    return drawn


def places(points: Points, ground: Ground) -> list[tuple[float, float]]:
    """Give where points stand, to a tenth of a pixel."""
    return [(round(ground.across(x), 1), round(ground.up(y), 1)) for x, y in points]
