"""What to do about a radio that hears nothing: step by step, from listening anew to starting the hub anew. Pure.

Silence alone proves nothing: there are houses in which no device ever says a word. Only where it was lively before, or
where bluetoothd no longer answers, are the higher steps taken; and the last only once something was heard in this run,
for a hub in a quiet house would else restart for ever. Instants are seconds of the caller's monotonic clock.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

LIVELY_S: Final = 900.0
"""A house in which something is heard again and again for so long is not one that falls silent by itself."""


class DeafError(OSError):
    """The radio has heard nothing for so long that only a new process is left to try."""


class Rung(Enum):
    """One step of the ladder."""

    ANEW = auto()
    """Stop the scan and start it again."""
    POWER = auto()
    """Switch the adapter off and on."""
    BLUETOOTHD = auto()
    """Ask systemd to restart bluetoothd."""
    EXIT = auto()
    """End, so that systemd starts the hub again."""


_CLIMB: Final = (Rung.ANEW, Rung.ANEW, Rung.POWER, Rung.BLUETOOTHD)
_WAIT: Final = (*(Rung.ANEW,) * 39, Rung.POWER)
"""In a quiet house: each 90 s anew, and once an hour the adapter, which costs a second."""


class Ladder:
    """Where the radio stands; whatever is heard puts it back on the ground."""

    def __init__(self, silence_s: float, *, may_exit: bool) -> None:
        """Take how long a silence is, and whether somebody starts a hub again that ends."""
        self._silence_s = silence_s
        self._may_exit = may_exit
        self._lively_since_s = self._heard_s = float("-inf")
        self._has_heard = False
        self._climbed = 0

    def heard(self, now_s: float) -> None:
        """Hear that somebody says something."""
        if now_s - self._heard_s >= self._silence_s:
            self._lively_since_s = now_s
        self._heard_s = now_s
        self._has_heard = True
        self._climbed = 0

    @property
    def is_on_the_ground(self) -> bool:
        """Whether nothing was done about a silence since something was last heard."""
        return self._climbed == 0

    def deaf(self, *, is_hung: bool) -> Rung:
        """Choose what to do about one more silence, or (``is_hung``) about a bluetoothd that does not answer."""
        rungs = self._climb() if is_hung or self._was_lively else _WAIT
        rung = rungs[self._climbed % len(rungs)]
        self._climbed += 1
        return rung

    def _climb(self) -> tuple[Rung, ...]:
        return (*_CLIMB, Rung.EXIT) if self._may_exit and self._has_heard else _CLIMB

    @property
    def _was_lively(self) -> bool:
        return self._has_heard and self._heard_s - self._lively_since_s >= LIVELY_S
