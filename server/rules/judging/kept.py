"""What was made once and is asked for again: of a frame, or of the looks at it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Kept:
    """Keeps what it is told to make, under a key that says all it was made of.

    >>> kept = Kept()
    >>> kept.once("three", lambda: [3]) is kept.once("three", lambda: [4])
    True
    """

    __slots__ = ("_made",)

    def __init__(self) -> None:
        """Start empty."""
        self._made: dict[Hashable, Any] = {}

    def holds(self, key: Hashable) -> bool:
        """Tell whether something stands under a key."""
        return key in self._made

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Give what stands under a key, made now if nobody has asked before."""
        if key not in self._made:
            self._made[key] = make()
        found: Made = self._made[key]
        return found
