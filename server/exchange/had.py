"""What somebody has here already: readings and answers, by which the same in a log is known again."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from server.patients.habit import Weight
from vitals.vital import Vital

WITHIN_S: Final = 60
"""Logs are often written to the minute: the same value within a minute is the same reading."""
WEIGHT: Final = Vital.BODY_WEIGHT.value.name


class Had(NamedTuple):
    """A reading or an answer that is, or ever was, somebody's: what (a vital sign or a question), and its record.

    ``value`` is in stored steps, None for an answer. What does not stand was taken back: it was another person's.
    """

    what: str
    value: int | None
    at_s: int
    record: int
    stands: bool


class Shelf:
    """All that one person has, sorted to be found again."""

    def __init__(self, had: Iterable[Had]) -> None:
        """Sort it."""
        self._by_what: dict[tuple[str, int | None], list[tuple[int, int]]] = defaultdict(list)
        self.weights: list[Weight] = []
        """The weights that stand, in order of time."""
        for each in sorted(had, key=lambda each: each.at_s):
            self._by_what[each.what, each.value].append((each.at_s, each.record))
            if each.what == WEIGHT and each.stands and each.value is not None:
                self.weights.append((each.at_s, each.value))

    def find(self, what: str, value: int | None, at_s: int) -> int | None:
        """Give the record that said the same within a minute; also one that was taken back, so that it stays away.

        >>> shelf = Shelf([Had("body_weight", 80_000, 7_200, 4, stands=True)])
        >>> shelf.find("body_weight", 80_000, 7_259), shelf.find("body_weight", 80_000, 7_260)
        (4, None)
        """
        mine = self._by_what.get((what, value), [])
        place = bisect_left(mine, (at_s - WITHIN_S + 1, -1))
        return mine[place][1] if place < len(mine) and mine[place][0] < at_s + WITHIN_S else None

    def near(self, at_s: int, within_s: int) -> list[Weight]:
        """Give the weights that stand and lie so near to an instant."""
        first, last = bisect_left(self.weights, (at_s - within_s, 0)), bisect_left(self.weights, (at_s + within_s, 0))
        return self.weights[first:last]
