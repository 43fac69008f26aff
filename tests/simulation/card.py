"""A hub's card: a real SQLite file in memory, a fuse for power cuts, and images of how it once was."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any


class PowerCut(BaseException):
    """The power is gone: nothing runs after this, no handler, no ``finally``."""


class Card:
    """The outbox's connection, with a fuse that blows at some statement and takes the power with it."""

    def __init__(self) -> None:
        self.real = sqlite3.connect(":memory:", isolation_level=None)
        self.fuse: int | None = None
        self._is_dead = False

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Any:
        """Run a statement, unless the power is gone."""
        if self._is_dead:
            raise PowerCut
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self._is_dead = True
                raise PowerCut
        return self.real.execute(sql, parameters)

    def power_up(self) -> None:
        """Have power again; what was not committed is gone."""
        self._is_dead, self.fuse = False, None
        if self.real.in_transaction:
            self.real.execute("ROLLBACK")

    def image(self) -> bytes:
        """Take an image of the card as it is."""
        return self.real.serialize()

    def restore(self, image: bytes) -> None:
        """Be as an old image was."""
        self.real = sqlite3.connect(":memory:", isolation_level=None)
        self.real.deserialize(image)


class PlainCipher:
    """Binds a body to its place without hiding it, so that a story can be read; encryption has tests of its own."""

    def seal(self, body: bytes, place: bytes) -> bytes:
        """Write the place before the body."""
        return place + b"|" + body

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Read the body; raises ValueError for another place's."""
        head, _, body = sealed.partition(b"|")
        if head != place:
            raise ValueError("sealed for another place")
        return body
