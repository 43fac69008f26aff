"""What a device that only advertises goes on saying: it does so ten times a second, and is kept once."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from edge.recording import Heard, gist_of

SAID_AGAIN_MS: Final = 600_000
"""A scale that only advertises and is silent for so long says something new, also when it says the same."""


class Repeats:
    """What was said lately, and when it was last said; milliseconds of the hub's monotonic clock."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._said_ms: dict[Hashable, int] = {}

    def is_said_again(self, heard: Heard, now_ms: int) -> bool:
        """Tell whether this was said lately, and note that it was said now."""
        for what, at_ms in list(self._said_ms.items()):
            if now_ms - at_ms >= SAID_AGAIN_MS:
                del self._said_ms[what]
        is_again = gist_of(heard) in self._said_ms
        self._said_ms[gist_of(heard)] = now_ms
        return is_again

    def forget(self) -> None:
        """Take all for news: what the card did not keep is offered again."""
        self._said_ms.clear()
