"""Local days in arrays: when each begins, and when its noon and its evening are."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from server.rules.judging.truth import Ints

DAY_STARTS_MINUTE: Final = 3 * 60
NOON_MINUTE: Final = 12 * 60
EVENING_MINUTE: Final = 17 * 60
_BLOCK: Final = 64
_HOUR: Final = 60


def instants_s(zone: ZoneInfo, minute: int, first: int, count: int) -> Ints:
    """Give the instants, in seconds of UTC, of one minute of the clock on ``count`` local days from day ``first`` on.

    Minutes before three belong to the night after the day's evening, and stand on the next date.

    >>> [int(each) for each in np.diff(instants_s(ZoneInfo("Europe/Stockholm"), 180, date(2026, 3, 28).toordinal(), 3))]
    [82800, 86400]
    """
    start, end = first // _BLOCK, (first + count - 1) // _BLOCK
    found = np.concatenate([_block(zone, minute, block) for block in range(start, end + 1)])
    offset = first - start * _BLOCK
    return found[offset : offset + count]


@lru_cache(maxsize=1_024)
def _block(zone: ZoneInfo, minute: int, block: int) -> Ints:
    shift = 1 if minute < DAY_STARTS_MINUTE else 0
    clock = time(minute // _HOUR, minute % _HOUR)
    return np.array(
        [
            int(datetime.combine(date.fromordinal(max(1, day + shift)), clock, zone).astimezone(UTC).timestamp())
            for day in range(block * _BLOCK, (block + 1) * _BLOCK)
        ],
        np.int64,
    )
