"""Bars of a plot: one beside the other, each of one or more parts on top of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.drawing.plot import Drawn, Ground

_GAP: Final = 0.16
"""The part of a bar's room that stays empty."""
_GAP_MOST: Final = 6.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from ``low`` to ``high`` across; its parts from below, each with its kind."""

    low: float
    high: float
    parts: Sequence[tuple[float, str]]

    @property
    def height(self) -> float:
        """Give how high all of it is."""
        return sum(value for value, _ in self.parts)


def bars(several: Sequence[Bar]) -> Drawn:
    """Draw bars; what is nothing is not drawn, and what is very little still shows."""

    def drawn(ground: Ground) -> Markup:
        return joined(part for bar in several for part in _parts(bar, ground))

    return drawn


def _parts(bar: Bar, ground: Ground) -> list[Markup]:
    left, right = sorted((ground.across(bar.low), ground.across(bar.high)))
    gap = min(_GAP_MOST, (right - left) * _GAP)
    found, below = [], 0.0
    for value, kind in bar.parts:
        if value <= 0:
            continue
        bottom, top = ground.up(below), ground.up(below + value)
        found.append(
            element(
                "rect",
                x=left + gap / 2,
                width=max(1.0, right - left - gap),
                y=min(top, bottom - 1),
                height=max(1.0, bottom - top),
                class_=f"bar {kind}",
            )
        )
        below += value
    return found
