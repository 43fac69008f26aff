"""The two sizes that a picture is drawn in: for a wide screen and paper, and for a telephone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LETTER: Final = 6.4
"""About how wide a letter of a picture is, in pixels: to know what fits."""
STRONG_LETTER: Final = 8.0
"""The same of strong letters: what is measured of the widest words in Chromium is 7.9."""


@dataclass(frozen=True, slots=True)
class Size:
    """``name`` is the class that shows it; pixels."""

    name: str
    width: int
    height: int

    def high(self, height: int) -> Size:
        """Give the same width with another height.

        >>> NARROW.high(120).height
        120
        """
        return Size(self.name, self.width, height)


WIDE: Final = Size("wide", 480, 300)
NARROW: Final = Size("narrow", 288, 270)
SIZES: Final = (WIDE, NARROW)
