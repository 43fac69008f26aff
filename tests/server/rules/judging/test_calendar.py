"""Local days in arrays: three o'clock in both clock changes, and minutes of the night after."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from server.rules.judging.calendar import instants_s

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("day", "minute", "expected"),
    [
        (date(2026, 3, 28), 180, datetime(2026, 3, 28, 2, tzinfo=UTC)),
        (date(2026, 3, 29), 180, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 10, 25), 180, datetime(2026, 10, 25, 2, tzinfo=UTC)),
        (date(2026, 3, 28), 179, datetime(2026, 3, 29, 1, 59, tzinfo=UTC)),  # 02:59, which there is not that night
        (date(2026, 5, 4), 60, datetime(2026, 5, 4, 23, tzinfo=UTC)),
    ],
)
def test_a_minute_of_a_local_day(day: date, minute: int, expected: datetime) -> None:
    assert instants_s(STOCKHOLM, minute, day.toordinal(), 1).tolist() == [int(expected.timestamp())]


def test_days_have_23_to_25_hours() -> None:
    starts_s = instants_s(STOCKHOLM, 180, date(2026, 1, 1).toordinal(), 366)
    assert sorted({int(each) // 3_600 for each in starts_s[1:] - starts_s[:-1]}) == [23, 24, 25]
