"""Instants as logs write them: many texts at once to seconds of UTC, and back in the log's own clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from server.rules.judging.truth import Ints

UNREADABLE: Final = -(2**45)
"""The instant of a text that is none: before all others."""
DAY_S: Final = 86_400
CLOCK_LETTERS: Final = len("2026-03-02T07:10:00")
"""How many letters a wall clock has that is written in full."""
_DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_BETWEEN: Final = ((4, "-"), (7, "-"), (13, ":"), (16, ":"))
_MIDDLE: Final = 10
_TEN: Final = 10
_HOURS: Final = 24
_MINUTES: Final = 60


def read_instants(texts: Sequence[str], zone: ZoneInfo) -> Ints:
    """Read ISO 8601 texts to seconds of UTC; those without an offset are local time of the zone.

    >>> stockholm = ZoneInfo("Europe/Stockholm")
    >>> read_instants(["1970-01-01T01:00:07", "1970-01-01T00:00:08Z", "1970-01-01", "soon"], stockholm)[:3].tolist()
    [7, 8, -3600]
    >>> read_instants(["2026-03-02 07:10:00", "2026-02-31T07:10:00"], stockholm).tolist()
    [1772431800, -35184372088832]
    """
    if not texts:
        return np.zeros(0, np.int64)
    lengths = {*map(len, texts)}
    if lengths == {CLOCK_LETTERS}:
        return _plain(texts, zone)
    if lengths == {CLOCK_LETTERS + 1} and all(text[-1] == "Z" for text in texts):
        return _plain([text[:-1] for text in texts], ZoneInfo("UTC"))
    return np.fromiter((_one(text, zone) for text in texts), np.int64, len(texts))


def is_naive(text: str) -> bool:
    """Tell whether an instant is written without an offset.

    >>> is_naive("2026-03-02T07:10:00"), is_naive("2026-03-02T07:10:00+01:00")
    (True, False)
    """
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return True


def written(at_s: int, zone: ZoneInfo, *, naive: bool) -> str:
    """Write an instant in a log's own clock: local and without an offset, or in UTC.

    >>> stockholm = ZoneInfo("Europe/Stockholm")
    >>> written(7, stockholm, naive=True), written(7, stockholm, naive=False)
    ('1970-01-01T01:00:07', '1970-01-01T00:00:07+00:00')
    """
    at = datetime.fromtimestamp(at_s, UTC)
    return at.astimezone(zone).replace(tzinfo=None).isoformat() if naive else at.isoformat()


def _plain(texts: Sequence[str], zone: ZoneInfo) -> Ints:
    letters = np.array(texts, f"U{CLOCK_LETTERS}").view(np.uint32).reshape(len(texts), CLOCK_LETTERS).T
    return clocks(letters, zone, texts.__getitem__)


def clocks(letters: NDArray[np.integer], zone: ZoneInfo, text: Callable[[int], str]) -> Ints:
    """Read wall clocks that are all written as ``YYYY-MM-DDTHH:MM:SS``, given as letters, shape [19, texts].

    What is not, is read one by one; ``text`` gives it.
    """
    digits: NDArray[np.int32] = letters[list(_DIGITS)].astype(np.int32) - ord("0")
    is_plain = ((digits >= 0) & (digits < _TEN)).all(axis=0)
    for place, sign in _BETWEEN:
        is_plain = is_plain & (letters[place] == ord(sign))
    is_plain = is_plain & ((letters[_MIDDLE] == ord("T")) | (letters[_MIDDLE] == ord(" ")))
    day = digits[0]
    for place in range(1, 8):
        day = day * _TEN + digits[place]
    hour, minute, second = (digits[place] * _TEN + digits[place + 1] for place in (8, 10, 12))
    is_plain = is_plain & (hour < _HOURS) & (minute < _MINUTES) & (second < _MINUTES)
    begins = _day_begins(np.where(is_plain, day, 0), zone)
    at_s: Ints = begins + (hour * 3_600 + minute * 60 + second)
    for odd in np.flatnonzero(~is_plain | (begins == UNREADABLE)).tolist():
        at_s[odd] = _one(text(odd), zone)
    return at_s


def _day_begins(numbers: NDArray[np.int32], zone: ZoneInfo) -> Ints:
    """Give when dates (``YYYYMMDD``) begin, each different one looked up once."""
    days = np.unique(numbers)
    begins = np.array([_begins(number, zone) for number in days.tolist()], np.int64)
    found: Ints = begins[np.searchsorted(days, numbers)]
    return found


@lru_cache(maxsize=8_192)
def _begins(number: int, zone: ZoneInfo) -> int:
    """Give when a date (``YYYYMMDD``) begins; UNREADABLE if it is none, or if clocks are changed on it."""
    try:
        begins = datetime(number // 10_000, number // 100 % 100, number % 100, tzinfo=zone)
        ends = begins.replace(hour=_HOURS - 1, minute=_MINUTES - 1)
        return int(begins.timestamp()) if begins.utcoffset() == ends.utcoffset() else UNREADABLE
    except (ValueError, OverflowError):
        return UNREADABLE


@lru_cache(maxsize=65_536)
def _one(text: str, zone: ZoneInfo) -> int:
    try:
        at = datetime.fromisoformat(text.strip())
        return int((at if at.tzinfo is not None else at.replace(tzinfo=zone)).timestamp())
    except (ValueError, OverflowError):
        return UNREADABLE
