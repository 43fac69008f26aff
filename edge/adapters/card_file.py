"""The SQLite file on the card: statements run, transactions written, and faults of the card told in words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

from edge.ports import StorageError

_FULL: Final = "full"

Statement = tuple[str, tuple[Any, ...]]


class Connection(Protocol):
    """What is used of a SQLite connection in autocommit mode: of the standard library's as of apsw's."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Iterable[tuple[Any, ...]]:
        """Run one statement and give its rows."""


class CardFile:
    """A connection whose errors are told apart: those of the card are StorageErrors, all others are ours."""

    def __init__(self, connection: Connection) -> None:
        """Take an open connection."""
        self._sql = connection

    def rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and give all its rows; raises StorageError."""
        try:
            return list(self._sql.execute(sql, parameters))
        except Exception as problem:
            if is_storage_error(problem):
                raise StorageError(_in_words(problem)) from problem
            raise

    def write(self, statements: Iterable[Statement]) -> None:
        """Run the statements as one transaction; when this returns they are on the card. Raises StorageError."""
        self.rows("BEGIN IMMEDIATE")
        try:
            for sql, parameters in statements:
                self.rows(sql, parameters)
            self.rows("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        with contextlib.suppress(Exception):  # SQLite may have rolled back by itself, or be beyond that
            self._sql.execute("ROLLBACK")


def is_storage_error(problem: BaseException) -> bool:
    """Tell whether SQLite says that the file, the disk or the card is at fault, whichever library it speaks through.

    Of a damaged file it may say so in words, or give rows, that are no text: neither library can read those.
    """
    return isinstance(problem, UnicodeDecodeError) or any(
        kind.__module__.split(".")[0] in {"sqlite3", "apsw"} for kind in type(problem).__mro__[:-1]
    )


def _in_words(problem: Exception) -> str:
    text = str(problem)
    return "the card is full" if _FULL in text else f"the card does not work: {text}"
