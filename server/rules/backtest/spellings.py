"""How the words of a column are spelled: a number for each, found by its letters and not by a string for every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

import numpy as np

from server.rules.backtest.eights import Eights
from server.rules.judging.truth import Ints

_MIX: Final = 0x9E3779B97F4A7C15
_KEY_BITS: Final = 64
_ALL: Final = 1 << _KEY_BITS
_ROOM: Final = 8
"""So many slots there are for each word, so that few share one."""


class Spellings:
    """The words known by now, in order of a key that is made of their letters, eight at a time.

    A word of eight letters or fewer is its own key; of longer ones all letters are compared.

    >>> spellings, text = Spellings(), ["b", "a", "b"]
    >>> letters = [np.array([ord(each) for each in text], np.uint64)]
    >>> spellings.numbered(letters, lambda rows: np.array([ord(text[row]) for row in rows])).tolist()
    [98, 97, 98]
    """

    def __init__(self) -> None:
        """Know none."""
        self._keys: Eights = np.zeros(0, np.uint64)
        self._parts: list[Eights] = []
        self._numbers: Ints = np.zeros(0, np.int64)
        self._slots: Ints = np.zeros(1, np.int64)
        self._shift = np.uint64(0)

    def numbered(self, parts: Sequence[Eights], numbers_of: Callable[[Sequence[int]], Ints]) -> Ints | None:
        """Give the number of each row's word, whose letters are ``parts``; None if different words have one key.

        ``numbers_of`` gives those of words that are new, named by a row each.
        """
        keys, factor = parts[0], 1
        for part in parts[1:]:
            factor = factor * _MIX % _ALL
            keys = keys + part * np.uint64(factor)
        place, fresh = self._places(keys)
        if len(fresh):
            _, heads = np.unique(keys[fresh], return_index=True)
            rows = fresh[heads]
            self._learn(keys[rows], [part[rows] for part in parts], numbers_of(rows.tolist()))
            place, _ = self._places(keys)
        longer = self._parts[len(parts) :]
        is_told = all((known[place] == part).all() for known, part in zip(self._parts, parts, strict=False))
        return self._numbers[place] if is_told and not any(known[place].any() for known in longer) else None

    def _places(self, keys: Eights) -> tuple[Ints, Ints]:
        """Give the place of each key, and the rows of those that are not known."""
        if not len(self._keys):
            return self._numbers, np.arange(len(keys))
        place = self._slots[self._slot(keys)]
        others = np.flatnonzero(self._keys[place] != keys)  # one slot may be that of several
        place[others] = np.minimum(np.searchsorted(self._keys, keys[others]), len(self._keys) - 1)
        return place, others[self._keys[place[others]] != keys[others]]

    def _slot(self, keys: Eights) -> Ints:
        return ((keys * np.uint64(_MIX)) >> self._shift).view(np.int64)

    def _learn(self, keys: Eights, parts: Sequence[Eights], numbers: Ints) -> None:
        """Take in words that are new."""
        nothing, before = np.zeros(len(keys), np.uint64), np.zeros(len(self._keys), np.uint64)
        whole = np.concatenate([self._keys, keys])
        order = np.argsort(whole)
        pairs = zip_longest(self._parts, parts)
        self._parts = [
            np.concatenate([before if known is None else known, nothing if new is None else new])[order]
            for known, new in pairs
        ]
        self._keys, self._numbers = whole[order], np.concatenate([self._numbers, numbers])[order]
        bits = (len(whole) * _ROOM).bit_length()
        self._shift = np.uint64(_KEY_BITS - bits)
        self._slots = np.zeros(1 << bits, np.int64)
        self._slots[self._slot(self._keys)] = np.arange(len(whole))
