"""Bars on the error stream that tell how far something has come; nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from typing import Final

_WIDTH: Final = 40
_TELLING_S: Final = 3.0
"""Before so long nobody can tell how long the rest will take."""
_MINUTE_S: Final = 60


class Progress:
    """``what`` is being done, up to ``whole``."""

    def __init__(self, what: str, whole: int) -> None:
        """Begin at nothing."""
        self._what, self._whole = what, max(1, whole)
        self._shown = -1
        self._is_seen = sys.stderr.isatty()
        self._began_s = time.monotonic()

    def __call__(self, done: int) -> None:
        """Tell how far it has come, and about how long the rest takes; the line ends with the work."""
        share = min(100, 100 * done // self._whole)
        if self._is_seen and share != self._shown:
            self._shown = share
            bar = "#" * (_WIDTH * share // 100)
            end = "\n" if done >= self._whole else self._left(share)
            sys.stderr.write(f"\r\033[K{self._what} [{bar.ljust(_WIDTH)}] {share:3} %{end}")
            sys.stderr.flush()

    def _left(self, share: int) -> str:
        """Guess how long the rest takes: as long as what is done did."""
        passed_s = time.monotonic() - self._began_s
        if share == 0 or passed_s < _TELLING_S:
            return ""
        minutes, seconds = divmod(round(passed_s * (100 - share) / share), _MINUTE_S)
        return f"  {minutes}:{seconds:02} left"


class Steps:
    """The steps of a longer piece of work, so many in all; each has a bar of its own, and none is skipped."""

    def __init__(self, count: int) -> None:
        """Begin before the first."""
        self._count, self._begun = count, 0

    def __call__(self, what: str, whole: int = 1) -> Progress:
        """Begin the next step."""
        self._begun += 1
        progress = Progress(f"{self._begun}/{self._count} {what}", whole)
        progress(0)
        return progress
