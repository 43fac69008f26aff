"""A bar on the error stream that tells how far something has come; nothing where nobody looks."""

from __future__ import annotations

import sys
from typing import Final

_WIDTH: Final = 40


class Progress:
    """``what`` is being done, up to ``whole``."""

    def __init__(self, what: str, whole: int) -> None:
        """Begin at nothing."""
        self._what, self._whole = what, max(1, whole)
        self._shown = -1
        self._is_seen = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        """Tell how far it has come; the line ends with the work."""
        share = min(100, 100 * done // self._whole)
        if self._is_seen and share != self._shown:
            self._shown = share
            bar = "#" * (_WIDTH * share // 100)
            sys.stderr.write(
                f"\r{self._what} [{bar.ljust(_WIDTH)}] {share:3} %" + ("\n" if done >= self._whole else "")
            )
            sys.stderr.flush()
