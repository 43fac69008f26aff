"""One key of the closed vocabulary: what it holds and what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What stands behind a key."""

    WORD = "a word"
    TEXT = "text"
    NAME = "a name"
    NAMES = "a list of names"
    PHRASES = "a list of phrases"
    NUMBER = "a whole number"
    VERSION = "a version"
    DATE = "a date"
    TIME = "a time of day"
    YES_NO = "yes or no"
    AMOUNT = "an amount, a setting, or one made of a setting"
    QUANTITY = "an amount"
    RANGE = "a range"
    RATE = "an amount per time"
    PERIOD = "a time span"
    REPEAT = "how often"
    COUNT = "a count of something"
    BLOCK = "keys"
    BLOCKS = "a list of keys"
    CONDITION = "a condition"
    CONDITIONS = "a list of conditions"
    NAMED_BLOCKS = "keys by name"
    LEVEL = "an answer, or usual level"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a block. ``block`` names the block behind it; ``among`` are the words it may hold, if they are few."""

    name: str
    holds: Holds
    about: str
    is_needed: bool = False
    block: str = ""
    among: tuple[str, ...] = ()


def key(name: str, holds: Holds, about: str, block: str = "", among: tuple[str, ...] = ()) -> Key:
    """Write a key on one line; one that must be there has an exclamation mark.

    >>> key("rule!", Holds.NAME, "its name").is_needed
    True
    """
    return Key(name.rstrip("!"), holds, about, name.endswith("!"), block, among)
