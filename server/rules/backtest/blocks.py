"""A large table block by block: at once where it is plain, by the CSV reader where it is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, Protocol
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from server.rules.backtest.instants import read_instants
from server.rules.backtest.plain import PlainBlock
from server.rules.backtest.table import LogError, Words, columns, numbers
from server.rules.judging.truth import Ints

BLOCK_BYTES: Final = 1 << 20
"""So much is looked at together: it fits a processor's cache, more or less."""
_MARK: Final = "\ufeff".encode()


class Block(Protocol):
    """Some rows of a table, a column at a time; columns are counted as they were wanted."""

    def __len__(self) -> int:
        """Count the rows."""

    def first(self, column: int) -> str:
        """Give the first cell of a column."""

    def instants(self, column: int, zone: ZoneInfo) -> Ints:
        """Read a column of instants to seconds of UTC."""

    def words(self, column: int, words: Words) -> Ints:
        """Number a column of words."""

    def numbers(self, column: int) -> NDArray[np.float64]:
        """Read a column of decimal numbers; what is none is NaN."""


class TextBlock:
    """Rows as the CSV reader gave them."""

    def __init__(self, chunk: Sequence[Sequence[str]]) -> None:
        """Take the columns."""
        self._columns = chunk

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._columns[0])

    def first(self, column: int) -> str:
        """Give the first cell of a column."""
        return self._columns[column][0]

    def instants(self, column: int, zone: ZoneInfo) -> Ints:
        """Read a column of instants to seconds of UTC."""
        return read_instants(self._columns[column], zone)

    def words(self, column: int, words: Words) -> Ints:
        """Number a column of words."""
        return words.numbered(self._columns[column])

    def numbers(self, column: int) -> NDArray[np.float64]:
        """Read a column of decimal numbers; what is none is NaN."""
        return numbers(self._columns[column])


def blocks(name: str, source: Iterable[str] | Iterable[bytes], wanted: Sequence[str]) -> Iterator[Block]:
    """Give the wanted columns of a table in blocks of rows; raises LogError.

    From the first quote on everything is read by the CSV reader: a line may end inside a cell there.
    """
    whole = whole_lines(source)
    head, _, rest = next(whole, b"").partition(b"\n")
    heads = [each.strip() for each in head.removeprefix(_MARK).decode("utf-8", "replace").strip("\r").split(",")]
    if b'"' in head or any(each not in heads for each in wanted):
        yield from _texts(name, chain([head + b"\n", rest], whole), wanted)  # it says what is missing
        return
    places = [heads.index(each) for each in wanted]
    for block in chain([rest], whole):
        if b'"' in block:
            yield from _texts(name, chain([head + b"\n", block], whole), wanted)
            return
        text = block.replace(b"\r\n", b"\n") if b"\r" in block else block
        if not text.strip(b"\n"):
            continue
        try:
            yield PlainBlock(text, len(heads), places)
        except ValueError:
            yield from _texts(name, [head + b"\n", block], wanted)


def whole_lines(source: Iterable[str] | Iterable[bytes]) -> Iterator[bytes]:
    r"""Join pieces to large blocks that end where a line ends; text comes line by line.

    >>> list(whole_lines([b"a,b\n1", b",2\n3,4"])), list(whole_lines(["a,b", "1,2\n"]))
    ([b'a,b\n1,2\n3,4\n'], [b'a,b\n1,2\n'])
    """
    waiting: list[bytes] = []
    size = 0
    for piece in source:
        held = piece if isinstance(piece, bytes) else piece.rstrip("\r\n").encode() + b"\n"
        waiting.append(held)
        size += len(held)
        if size >= BLOCK_BYTES:
            whole, line, begun = b"".join(waiting).rpartition(b"\n")
            if line:
                yield whole + line
            waiting, size = [begun], len(begun)
    last = b"".join(waiting)
    if last:
        yield last if last.endswith(b"\n") else last + b"\n"


def lines(source: Iterable[str] | Iterable[bytes]) -> Iterator[str]:
    """Give the lines of a small table; raises LogError for what is no UTF-8."""
    for block in whole_lines(source):
        try:
            yield from block.removeprefix(_MARK).decode().splitlines(keepends=True)
        except UnicodeDecodeError as problem:
            raise LogError(f"this is no UTF-8: {problem}") from problem


def _texts(name: str, source: Iterable[bytes], wanted: Sequence[str]) -> Iterator[Block]:
    return (TextBlock(chunk) for chunk in columns(name, lines(source), wanted))
