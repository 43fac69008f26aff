"""Shapes that say what they are without their colour: those of the screens' severities, and a few more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.rules.backtest.drawing.markup import Markup, element

SHAPES: Final[Mapping[str, str]] = {
    "high": "M0-6 6 5.3H-6z",
    "medium": "M0-6 6 0 0 6-6 0z",
    "low": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "info": "M-4.5-4.5h9v9h-9z",
    "technical": "M-4.5-4.5h9v9h-9z",
    "cross": "M-4-4 4 4M4-4-4 4",
    "dot": "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
    "dash": "M-5 0h10",
}
"""Paths around a middle: triangle, diamond, circle, square as on the worklist; what was refused is a cross."""


def shape(name: str, x: float, y: float, kind: str = "", scale: float = 1.0) -> Markup:
    """Draw a shape at a place, in the colour of its kind, else of its own name.

    >>> shape("cross", 3, 4.25, "refused")
    '<path d="M-4-4 4 4M4-4-4 4" class="cross refused" transform="translate(3 4.2)"></path>'
    """
    bigger = "" if scale == 1 else f" scale({scale:.2f})"
    moved = f"translate({_short(x)} {_short(y)}){bigger}"
    return element("path", d=SHAPES[name], class_=f"{name} {kind}".rstrip(), transform=moved)


def _short(place: float) -> str:
    return f"{place:.1f}".removesuffix(".0")
