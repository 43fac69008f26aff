"""Simulated time: a heap of things to do, and one source of chance."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

START = datetime(2026, 9, 1, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


class Clockwork:
    """Runs things in order of time, as fast as the machine can; one seed is one story."""

    def __init__(self, seed: int) -> None:
        self.now_ms = 0
        self.chance = Random(seed)  # noqa: S311  (a story, not a secret)
        self._heap: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()

    @property
    def now(self) -> datetime:
        """The true time."""
        return START + timedelta(milliseconds=self.now_ms)

    def at(self, when_ms: int, what: Callable[[], None]) -> None:
        """Do something at an instant, or now if that has passed."""
        heapq.heappush(self._heap, (max(when_ms, self.now_ms), next(self._order), what))

    def after(self, delay_ms: float, what: Callable[[], None]) -> None:
        """Do something after a delay."""
        self.at(self.now_ms + int(delay_ms), what)

    def random_bytes(self, count: int) -> bytes:
        """Give chance as bytes."""
        return self.chance.randbytes(count)

    def run_until(self, end_ms: int) -> None:
        """Live until an instant."""
        while self._heap and self._heap[0][0] <= end_ms:
            self.now_ms, _, what = heapq.heappop(self._heap)
            what()
        self.now_ms = end_ms
