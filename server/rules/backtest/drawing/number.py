"""Numbers as a language writes them."""

from __future__ import annotations

import math
from typing import Final

from server.rules.backtest.chance import Figure

NOTHING: Final = "–"
"""Stands where a number cannot be told."""
_MINUS: Final = "−"
_NARROW_SPACE: Final = "\N{NARROW NO-BREAK SPACE}"
_WIDE: Final = 10_000
"""From here on digits stand in groups."""


class Number:
    """Writes numbers as a language does.

    >>> number = Number("sv")
    >>> number(-1.25, 1), number.percent(0.4567), number(float("nan"), 1)
    ('−1,2', '45,7 %', '–')
    >>> number.share(Figure(0.4567, 0.4, 0.5)), Number("en").figure(Figure(1.5, 1.25, 2.0))
    ('45,7 % (40–50)', '1.50 (1.25–2.00)')
    """

    def __init__(self, language: str) -> None:
        """Write as Swedish (``sv``) or English (``en``) does."""
        self._comma, self._group = (",", _NARROW_SPACE) if language == "sv" else (".", ",")

    def __call__(self, value: float, digits: int) -> str:
        """Write a number with so many decimals."""
        if math.isnan(value):
            return NOTHING
        return f"{value:.{digits}f}".replace(".", self._comma).replace("-", _MINUS)

    def plain(self, value: float) -> str:
        """Write a number with the decimals that it has, at an axis.

        >>> Number("sv").plain(0.5), Number("sv").plain(3.0), Number("sv").plain(-0.25)
        ('0,5', '3', '−0,25')
        """
        return f"{value:.6g}".replace(".", self._comma).replace("-", _MINUS)

    def count(self, value: int) -> str:
        """Write how many there are.

        >>> Number("en").count(2_000_123), Number("en").count(1_000)
        ('2,000,123', '1000')
        """
        return str(value) if value < _WIDE else f"{value:,}".replace(",", self._group)

    def percent(self, share: float) -> str:
        """Write a share."""
        return NOTHING if math.isnan(share) else f"{self(share * 100, 1)} %"

    def interval(self, low: float, high: float, digits: int) -> str:
        """Write from where to where.

        >>> Number("sv").interval(0.5, 1.25, 1), Number("sv").interval(float("nan"), 1, 0)
        ('(0,5–1,2)', '(–)')
        """
        if math.isnan(low) or math.isnan(high):
            return f"({NOTHING})"
        return f"({self(low, digits)}–{self(high, digits)})"

    def share(self, figure: Figure) -> str:
        """Write a share with its interval."""
        return f"{self.percent(figure.value)} {self.interval(figure.low * 100, figure.high * 100, 0)}"

    def figure(self, figure: Figure) -> str:
        """Write a number with its interval."""
        return f"{self(figure.value, 2)} {self.interval(figure.low, figure.high, 2)}"
