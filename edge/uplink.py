"""Which unsettled records to send, and when to send them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from edge.events import Key, Waiting
from vitals.record import Kind

IN_FLIGHT_MAX: Final = 100
"""Sent and not settled at any time; the rest waits, so that a month's backlog does not flood a server coming back."""
URGENT: Final = frozenset({Kind.ANSWER, Kind.BUTTON})
"""What people said themselves: *I am worried* waits behind no backlog, and for no room."""
RESEND_FIRST_MS: Final = 10_000
"""Longer than a busy server takes for its receipt (at most one a second)."""
RESEND_LONGEST_MS: Final = 300_000


class Uplink:
    """The unsettled records and what has been done about each; pure bookkeeping on a monotonic clock in milliseconds.

    What people said goes first. Then, when a backlog waits, the newest measurement, so that today's weight is not
    behind last month's; then the oldest. A record without a receipt is sent again after a growing, jittered time.
    Nothing is ever given up.
    """

    __slots__ = ("_again_at", "_jitter", "_looked_at_ms", "_tries", "_undated", "_waiting", "is_up")

    def __init__(self, jitter: Callable[[], float]) -> None:
        """Take a source of chance between 0 and 1."""
        self._jitter = jitter
        self._waiting: dict[Key, Waiting] = {}
        self._again_at: dict[Key, int] = {}
        self._tries: dict[Key, int] = {}
        self._undated: dict[Key, None] = {}
        self._looked_at_ms = 0
        self.is_up = False

    def __len__(self) -> int:
        """Count the unsettled records."""
        return len(self._waiting)

    @property
    def waiting(self) -> Iterable[Waiting]:
        """The unsettled records, oldest first."""
        return self._waiting.values()

    def add(self, waiting: Waiting) -> None:
        """Take a record that is durable, or one whose body has become final."""
        self._waiting[waiting.key] = waiting
        if not waiting.is_dated:
            self._undated[waiting.key] = None

    @property
    def undated(self) -> int:
        """Count the records whose bodies are not final."""
        return len(self._undated)

    def take_undated(self) -> list[Waiting]:
        """Give the records whose bodies are not final, to be dated once."""
        taken = [self._waiting[key] for key in self._undated]
        self._undated.clear()
        return taken

    def line_up(self) -> None:
        """Everything unsettled may be sent at once: what was in flight on the old line may be lost."""
        self.is_up = True
        self._again_at.clear()
        self._tries.clear()

    def line_down(self) -> None:
        """Nothing can be sent."""
        self.is_up = False

    def settle(self, keys: Iterable[Key]) -> None:
        """Forget records that the server holds."""
        for key in keys:
            self._waiting.pop(key, None)
            self._again_at.pop(key, None)
            self._tries.pop(key, None)

    def due(self, now_ms: int) -> tuple[Key, ...]:
        """Say which records to send now, and count them as sent."""
        self._looked_at_ms = now_ms
        if not self.is_up:
            return ()
        room = IN_FLIGHT_MAX - sum(1 for at in self._again_at.values() if at > now_ms)
        ready = [
            key for key, waiting in self._waiting.items() if waiting.is_dated and self._again_at.get(key, 0) <= now_ms
        ]
        urgent = [key for key in reversed(ready) if self._waiting[key].kind in URGENT]
        rest = [key for key in ready if self._waiting[key].kind not in URGENT]
        newest = next((key for key in reversed(rest) if self._waiting[key].kind is Kind.MEASUREMENT), None)
        if newest is not None and len(rest) > room:
            rest.remove(newest)
            rest.insert(0, newest)
        chosen = (*urgent, *rest[: max(room, 0)])
        for key in chosen:
            tries = self._tries.get(key, 0)
            wait_ms = min(RESEND_FIRST_MS << min(tries, 10), RESEND_LONGEST_MS)
            self._again_at[key] = now_ms + round(wait_ms * (0.75 + self._jitter() / 2))
            self._tries[key] = tries + 1
        return chosen

    def next_due_ms(self) -> int | None:
        """Say when something in flight is to be sent again, on the monotonic clock; None while nothing is.

        What could have been sent at the last look is not waited for: it waits for room, which a receipt makes.
        """
        later = (at for at in self._again_at.values() if at > self._looked_at_ms)
        return min(later, default=None) if self.is_up else None
