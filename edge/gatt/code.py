"""Numbered words of the control points: what is asked, and how it went."""

from __future__ import annotations

from enum import IntEnum
from typing import NoReturn

from edge.gatt.octets import DecodeError


class Code(IntEnum):
    """One numbered word; a number that the specification reserves is a DecodeError.

    >>> class Colour(Code):
    ...     RED = 1
    >>> Colour(1).word
    'red'
    >>> Colour(9)
    Traceback (most recent call last):
    edge.gatt.octets.DecodeError: reserved colour 9
    """

    @property
    def word(self) -> str:
        """The name as files of captured payloads write it."""
        return self.name.lower()

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        raise DecodeError(f"reserved {cls.__name__.lower()} {value}")
