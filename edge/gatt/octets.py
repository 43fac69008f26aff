"""Reading of a payload from its front, so that truncation is noticed in one place."""

from __future__ import annotations

from typing import Literal

ByteOrder = Literal["little", "big"]


class DecodeError(ValueError):
    """A device sent bytes that are no value of its characteristic; the text is for the quarantine page.

    >>> str(DecodeError("truncated"))
    'truncated'
    """


class Octets:
    """A payload being read; what lies behind the last field that anybody asks for is ignored."""

    __slots__ = ("_at", "_payload")

    def __init__(self, payload: bytes) -> None:
        """Begin at the first byte."""
        self._payload = payload
        self._at = 0

    def unsigned(self, count: int, order: ByteOrder = "little") -> int:
        """Take ``count`` bytes as an unsigned whole number; raises DecodeError when there are not that many left.

        >>> Octets(bytes([0x34, 0x12])).unsigned(2)
        4660
        """
        return int.from_bytes(self.take(count), order)

    def take(self, count: int) -> bytes:
        """Take ``count`` bytes; raises DecodeError when there are not that many left."""
        end = self._at + count
        if end > len(self._payload):
            raise DecodeError("truncated")
        taken = self._payload[self._at : end]
        self._at = end
        return taken

    def rest(self) -> bytes:
        """Take all that is left, which may be nothing.

        >>> octets = Octets(b"abc")
        >>> octets.take(1), octets.rest(), octets.rest()
        (b'a', b'bc', b'')
        """
        return self.take(len(self._payload) - self._at)
