"""A table of a log: lines of CSV in, whole columns out, many rows at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.rules.backtest.eights import Eights
from server.rules.backtest.spellings import Spellings
from server.rules.judging.truth import Ints

CHUNK: Final = 2_000
"""So many rows are texts at one time."""


class LogError(Exception):
    """A log cannot be read at all; the sentence says which file and why."""


def columns(name: str, lines: Iterable[str], wanted: Sequence[str]) -> Iterator[list[Sequence[str]]]:
    """Give the wanted columns of a table in chunks of rows, in the order wanted; raises LogError.

    A row that has not as many cells as the header is given empty, so that its place is kept and it is refused.

    >>> list(columns("x.csv", ["a,b", "1,2", "3"], ["b", "a"]))
    [[('2', ''), ('1', '')]]
    """
    rows = csv.reader(lines)
    try:
        heads = [head.strip() for head in next(rows, [])]
        missing = [head for head in wanted if head not in heads]
        if missing:
            raise LogError(f"{name} has no column {', '.join(missing)}")
        places, width = [heads.index(head) for head in wanted], len(heads)
        while chunk := list(islice(rows, CHUNK)):
            if {*map(len, chunk)} != {width}:
                chunk = [row if len(row) == width else [""] * width for row in chunk]
            turned = list(zip(*chunk, strict=True))
            yield [turned[place] for place in places]
    except csv.Error as problem:
        raise LogError(f"{name}: line {rows.line_num}: {problem}") from problem


class Words:
    """The different words of a column, numbered as they come, in order of the alphabet where they come together.

    >>> words = Words(["x"])
    >>> words.numbered(["b", "a", "b"]).tolist(), words.known
    ([2, 1, 2], ['x', 'a', 'b'])
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        """Begin with these."""
        self.number = {word: place for place, word in enumerate(known)}
        self._spellings = Spellings()

    @property
    def known(self) -> list[str]:
        """Give the words by number."""
        return list(self.number)

    def numbered(self, column: Sequence[str]) -> Ints:
        """Give the number of each word of a column."""
        for word in sorted(word for word in {*column} if word not in self.number):
            self.number[word] = len(self.number)
        return np.fromiter(map(self.number.__getitem__, column), np.int64, len(column))

    def spelled(self, parts: Sequence[Eights], text: Callable[[int], str]) -> Ints | None:
        """Give the number of each word, told by its letters (see ``Spellings``); None if two of them look alike.

        ``text`` gives a word by its row.
        """
        return self._spellings.numbered(parts, lambda rows: self.numbered([text(row) for row in rows]))


def numbers(column: Sequence[str]) -> NDArray[np.float64]:
    """Read decimal numbers; what is none is NaN.

    >>> numbers(["81.4", "x", ""]).tolist()
    [81.4, nan, nan]
    """
    try:
        return np.fromiter(map(float, column), np.float64, len(column))
    except ValueError:
        return np.fromiter((_number(text) for text in column), np.float64, len(column))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
