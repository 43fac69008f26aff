"""Readings that a store writes down as text, whole columns at once: as objects each would take hundreds of bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from server.rules.judging.chart import VOUCHED
from server.rules.judging.series import Readings, Rows, packed
from server.rules.judging.truth import Ints

_SECONDS: Final = len("2026-03-02T06:10:00")
"""So many letters of an instant are whole seconds, as the rules count: a fraction is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Some readings, column by column.

    ``patients`` have ids of equal length, ``vitals`` one letter each, ``at`` are instants of UTC of equal length: these
    stand end to end, ``numbers`` and ``values`` with commas between. ``marks`` are the flags of those that have any, by
    number and letter.
    """

    count: int
    patients: str
    vitals: str
    at: str
    numbers: str
    values: str
    marks: dict[tuple[int, str], int] = field(default_factory=dict)


class Collected:
    """Readings of many patients, taken in as they are written and given by vital sign.

    >>> collected = Collected(["aa", "bb"])
    >>> instants = "2026-03-02T06:10:00" * 2
    >>> collected.add(Written(count=2, patients="bbaa", vitals="wp", at=instants, numbers="7,8", values="80,70"))
    >>> [(letter, each.who.tolist(), each.values.tolist()) for letter, each in collected.by_vital()]
    [('p', [0], [70]), ('w', [1], [80])]
    """

    def __init__(self, patients: Sequence[str], vouched: frozenset[int] = frozenset()) -> None:
        """Take the patients' ids; of nobody else is anything taken in. ``vouched`` are numbers of readings."""
        self._ids = np.array([each.encode() for each in patients])
        self._order = np.argsort(self._ids)
        self._vouched = np.array(sorted(vouched), np.int64)
        self._parts: dict[str, list[tuple[NDArray[np.int32], Rows]]] = {}

    def add(self, written: Written) -> None:
        """Take readings in; raises ValueError if the columns are not of one length."""
        who, at_s = self._who(written), _seconds(written)
        numbers, values = _whole(written.numbers), _whole(written.values)
        letters = np.frombuffer(written.vitals.encode(), "S1")
        if {len(who), len(at_s), len(numbers), len(values), len(letters)} != {written.count}:
            raise ValueError(f"not {written.count} readings in every column")
        marks = np.zeros(written.count, np.int64)
        for (number, letter), mark in written.marks.items():
            marks[(numbers == number) & (letters == letter.encode())] = mark
        if len(self._vouched):
            marks[np.isin(numbers, self._vouched)] |= VOUCHED
        for letter in np.unique(letters).tolist():
            mine = np.flatnonzero((letters == letter) & (who >= 0))
            rows = packed(at_s[mine], numbers[mine], values[mine], marks[mine])
            self._parts.setdefault(letter.decode(), []).append((who[mine].astype(np.int32), rows))

    def by_vital(self) -> Iterator[tuple[str, Readings]]:
        """Give the readings of each vital sign, by its letter, and let go of them."""
        for letter in sorted(self._parts):
            parts = self._parts.pop(letter)
            who = np.concatenate([each for each, _ in parts]).astype(np.int64)
            columns = [
                np.concatenate([rows[name].astype(np.int64) for _, rows in parts])
                for name in ("at_s", "number", "value", "marks")
            ]
            at_s, numbers, values, marks = columns
            yield letter, Readings(who=who, at_s=at_s, numbers=numbers, values=values, marks=marks)

    def _who(self, written: Written) -> Ints:
        """Give each reading's place among the patients, -1 if it is of none of them."""
        if not len(self._ids):
            return np.full(written.count, -1)
        named: NDArray[Any] = np.frombuffer(written.patients.encode(), self._ids.dtype)
        ordered = self._ids[self._order]
        place = np.minimum(np.searchsorted(ordered, named), len(ordered) - 1)
        return np.where(ordered[place] == named, self._order[place], -1)


def _seconds(written: Written) -> Ints:
    width = len(written.at) // max(written.count, 1)
    instants = np.frombuffer(written.at.encode(), f"S{max(width, 1)}").astype(f"S{_SECONDS}")
    return instants.astype("datetime64[s]").astype(np.int64)


def _whole(text: str) -> Ints:
    """Read whole numbers with commas between."""
    return np.fromstring(text, np.int64, sep=",")
