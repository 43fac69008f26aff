"""The MQTT topic grammar, built and parsed in one place: ``nara/v1/<home>/<hub>/<leaf>``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from vitals.fields import WireError
from vitals.identity import HomeId, HubId, is_id

_ROOT: Final = ("nara", "v1")
_PARTITIONS: Final = 64
_LEVELS: Final = 5


class Leaf(StrEnum):
    """The four topics of a hub: two it publishes, two it reads."""

    RECORD = "record"
    STATUS = "status"
    RECEIPT = "receipt"
    DESIRED = "desired"


PUBLISHED_BY_HUB: Final = (Leaf.RECORD, Leaf.STATUS)
READ_BY_HUB: Final = (Leaf.RECEIPT, Leaf.DESIRED)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of one hub in one home.

    >>> str(Topic(HomeId("aaaqeayeaudaocaj"), HubId("baaqeayeaudaocaj"), Leaf.RECORD))
    'nara/v1/aaaqeayeaudaocaj/baaqeayeaudaocaj/record'
    """

    home: HomeId
    hub: HubId
    leaf: Leaf

    def __str__(self) -> str:
        """Write the topic as MQTT knows it."""
        return "/".join((*_ROOT, self.home, self.hub, self.leaf.value))

    @classmethod
    @lru_cache(maxsize=20_000)
    def parse(cls, text: str) -> Topic:
        """Read a topic, which comes again with every message; raises WireError if it is not one of ours.

        >>> Topic.parse("nara/v1/aaaqeayeaudaocaj/baaqeayeaudaocaj/status").leaf.value
        'status'
        """
        parts = text.split("/")
        if len(parts) != _LEVELS or tuple(parts[:2]) != _ROOT or not (is_id(parts[2]) and is_id(parts[3])):
            raise WireError("topic", "is not nara/v1/<home>/<hub>/<leaf>")
        try:
            leaf = Leaf(parts[4])
        except ValueError:
            raise WireError("topic", f"does not end in one of {', '.join(Leaf)}") from None
        return cls(HomeId(parts[2]), HubId(parts[3]), leaf)


def every(leaf: Leaf) -> str:
    """Give the filter that matches one leaf of every hub.

    >>> every(Leaf.RECORD)
    'nara/v1/+/+/record'
    """
    return "/".join((*_ROOT, "+", "+", leaf.value))


def partition(home: HomeId) -> int:
    """Give the partition (0 to 63) in which all that concerns a home meets: 32-bit FNV-1a modulo 64.

    >>> partition(HomeId("aaaqeayeaudaocaj"))
    61

    Source: Fowler, Noll and Vo, FNV-1a (IETF draft-eastlake-fnv).
    """
    value = 0x811C9DC5
    for octet in home.encode("ascii"):
        value = ((value ^ octet) * 0x01000193) & 0xFFFFFFFF
    return value % _PARTITIONS
