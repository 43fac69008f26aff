"""When a hub was in contact: stretches of time, merged so that a year of heartbeats is a few numbers."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

ALWAYS: Final = -(2**62)
"""The instant before all instants: something may be otherwise at any of them."""
MERGED_S: Final = 7_200
"""Contacts less than two hours apart are one stretch: a hub's contact is kept once an hour."""


class Stretches:
    """Stretches as (start, second, end): the first, second and last contact of each; a lone contact has no second.

    >>> contact = Stretches()
    >>> contact.hear(0) == ALWAYS, contact.hear(3_600), contact.hear(90_000), contact.hear(3_000)
    (True, 0, 3600, 0)
    >>> contact.known
    [(0, 3000, 3600), (90000, None, 90000)]
    """

    __slots__ = ("known",)

    def __init__(self) -> None:
        """Start unheard."""
        self.known: list[tuple[int, int | None, int]] = []

    def copy(self) -> Stretches:
        """Give the same stretches, apart from what comes."""
        found = Stretches()
        found.known = self.known[:]
        return found

    def hear(self, at_s: int) -> int | None:
        """Take a contact in; gives the first instant at which something may be otherwise, None if it says nothing."""
        place = bisect_right(self.known, at_s, key=lambda each: each[0])
        before = self.known[place - 1] if place else None
        if before is not None and at_s in before:
            return None
        if before is not None and at_s < before[2]:
            return self._second(place - 1, at_s)
        joined: tuple[int, int | None, int] = (at_s, None, at_s)
        start = place
        if before is not None and at_s - before[2] < MERGED_S:
            joined, start = _merged(before, joined), place - 1
        end = place
        if end < len(self.known) and self.known[end][0] - at_s < MERGED_S:
            joined, end = _merged(joined, self.known[end]), end + 1
        self.known[start:end] = [joined]
        return ALWAYS if before is None else before[2]

    def _second(self, place: int, at_s: int) -> int | None:
        start, second, end = self.known[place]
        if second is not None and second <= at_s:
            return None
        self.known[place] = (start, at_s, end)
        return start

    def forget_before(self, at_s: int) -> None:
        """Let go of what was before an instant, but for the last stretch that began by then: silence begins with it."""
        place = bisect_right(self.known, at_s, key=lambda each: each[0]) - 1
        if place > 0:
            del self.known[:place]

    @property
    def last_s(self) -> int | None:
        """Give the last contact."""
        return self.known[-1][2] if self.known else None


def _merged(first: tuple[int, int | None, int], then: tuple[int, int | None, int]) -> tuple[int, int | None, int]:
    return (first[0], then[0] if first[1] is None else first[1], then[2])
