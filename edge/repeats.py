"""What devices say again: some advertise it ten times a second, and some give their whole memory in each call."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

SAID_AGAIN_MS: Final = 600_000
"""A scale that only advertises and is silent for so long says something new, also when it says the same."""


class Repeats:
    """What was said, and when it was last said; milliseconds of the hub's monotonic clock.

    It ends with the process: then a repeat is kept once more, and the server finds it by what it says.
    """

    def __init__(self, forget_after_ms: int | None) -> None:
        """Take how long something that is no longer said is known; None: for the life of the process."""
        self._forget_after_ms = forget_after_ms
        self._said_ms: dict[Hashable, int] = {}

    def is_said_again(self, what: Hashable, now_ms: int) -> bool:
        """Tell whether this was said before, and note that it was said now."""
        self._forget_the_old(now_ms)
        is_again = what in self._said_ms
        self._said_ms[what] = now_ms
        return is_again

    def forget(self) -> None:
        """Take all for news: what the card did not keep is offered again."""
        self._said_ms.clear()

    def _forget_the_old(self, now_ms: int) -> None:
        if self._forget_after_ms is None:
            return
        for what, at_ms in list(self._said_ms.items()):
            if now_ms - at_ms >= self._forget_after_ms:
                del self._said_ms[what]
