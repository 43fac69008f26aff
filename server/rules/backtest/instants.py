"""Instants as logs write them: many texts at once to seconds of UTC, and back in the log's own clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from server.rules.backtest.eights import EIGHT, Eights, are_digits, eights, pairs
from server.rules.judging.truth import Ints

UNREADABLE: Final = -(2**45)
"""The instant of a text that is none: before all others."""
DAY_S: Final = 86_400
CLOCK_LETTERS: Final = len("2026-03-02T07:10:00")
"""How many letters a wall clock has that is written in full."""
_YEAR, _TIME, _SECONDS = (np.frombuffer(each, "<u8")[0] for each in (b"0000-00-", b"00 00:00", b"00:00:00"))
"""What the first eight letters of a wall clock, the next eight and the last are, were every digit a zero."""
_YEAR_SIGNS, _TIME_SIGNS = np.uint64(0xFF0000FF00000000), np.uint64(0x0000FF0000FF0000)
"""Where signs stand between the digits."""
_BETWEEN, _T, _SPACE = (np.uint64(each << 16) for each in (0xFF, ord("T"), ord(" ")))
_LOW: Final = np.uint64(0xFF)
_NEAR: Final = 1 << 16
"""Dates of some years have numbers (``YYYYMMDD``) no further apart: what is known of each is found by its number."""
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
    letters = "".join(texts).encode("ascii", "replace") + bytes(EIGHT)
    starts = np.arange(len(texts)) * CLOCK_LETTERS
    return clocks(eights(np.frombuffer(letters, np.uint8)), starts, zone, texts.__getitem__)


def clocks(letters: Eights, starts: Ints, zone: ZoneInfo, text: Callable[[int], str]) -> Ints:
    """Read wall clocks that are all written as ``YYYY-MM-DDTHH:MM:SS``, from some places of a text on (see ``eights``).

    What is not, is read one by one; ``text`` gives it.
    """
    first, then, last = (letters[starts + place] for place in (0, EIGHT, CLOCK_LETTERS - EIGHT))
    is_t = (then & _BETWEEN) == _T
    first, then, last = first ^ _YEAR, then ^ np.where(is_t, _TIME ^ _SPACE ^ _T, _TIME), last ^ _SECONDS
    is_plain = are_digits(first) & are_digits(then) & are_digits(last)
    is_plain &= ((first & _YEAR_SIGNS) | (then & _TIME_SIGNS) | (last & _TIME_SIGNS)) == 0
    first, then = pairs(first), pairs(then)
    century, year, month = (_byte(first, place) for place in (0, 2, 5))
    day, hour, minute = (_byte(then, place) for place in (0, 3, 6))
    second = _byte(pairs(last), 6)
    is_plain &= (hour < _HOURS) & (minute < _MINUTES) & (second < _MINUTES)
    date = ((century * 100 + year) * 100 + month) * 100 + day
    begins = _day_begins(date if is_plain.all() else np.where(is_plain, date, date[is_plain.argmax()]), zone)
    at_s: Ints = begins + (hour * 3_600 + minute * 60 + second)
    for odd in np.flatnonzero(~is_plain | (begins == UNREADABLE)).tolist():
        at_s[odd] = _one(text(odd), zone)
    return at_s


def _byte(numbers: Eights, place: int) -> Ints:
    return ((numbers >> np.uint64(place * EIGHT)) & _LOW).view(np.int64)


def _day_begins(numbers: Ints, zone: ZoneInfo) -> Ints:
    """Give when dates (``YYYYMMDD``) begin, each different one looked up once."""
    low = int(numbers.min())
    span = int(numbers.max()) - low + 1
    if span > _NEAR:
        days, place = np.unique(numbers, return_inverse=True)
        return np.array([_begins(number, zone) for number in days.tolist()], np.int64)[place]
    there, begins = np.zeros(span, np.bool_), np.zeros(span, np.int64)
    there[numbers - low] = True
    days = np.flatnonzero(there)
    begins[days] = [_begins(number, zone) for number in (days + low).tolist()]
    return begins[numbers - low]


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
