"""How times, ages and values are written for people, and the small picture of a month's weights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta  # noqa: F401  (the examples need UTC)
from zoneinfo import ZoneInfo

from server.web.port import Point
from server.web.words import Language

_STEP_PER_UNIT = {"body_weight": 1000}
_TENTHS = 10
SPARK_WIDTH, SPARK_HEIGHT = 120, 32


def local_time(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Write an instant as the people in a zone read it.

    >>> local_time(datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
    '2026-03-02 07:10'
    """
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def age(born: date, on: datetime) -> int:
    """Count full years.

    >>> age(date(1943, 3, 18), datetime(2026, 3, 17, tzinfo=UTC))
    82
    """
    today = on.date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def waited(since: datetime, now: datetime, language: Language) -> str:
    """Say how long somebody has waited, in one unit.

    >>> waited(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, 5, tzinfo=UTC), "sv")
    '1 dygn'
    """
    passed = max(now - since, timedelta())
    if passed >= timedelta(days=1):
        return f"{passed.days} {'dygn' if language == 'sv' else 'd'}"
    if passed >= timedelta(hours=1):
        return f"{passed.seconds // 3600} {'tim' if language == 'sv' else 'h'}"
    return f"{passed.seconds // 60} min"


def quantity(vital: str, value: int, language: Language) -> str:
    """Write a value with one decimal where it has any use, in the language's own way.

    >>> quantity("body_weight", 81_400, "sv"), quantity("systolic", 1_320, "en")
    ('81,4', '132')
    """
    per_unit = _STEP_PER_UNIT.get(vital, _TENTHS)
    tenths = (value * _TENTHS + per_unit // 2) // per_unit
    text = f"{tenths // _TENTHS}.{tenths % _TENTHS}" if vital == "body_weight" else str(round(value / per_unit))
    return text.replace(".", ",") if language == "sv" else text


def personnummer(digits: str) -> str:
    """Write a number with its dash.

    >>> personnummer("194303189817")
    '19430318-9817'
    """
    return f"{digits[:8]}-{digits[8:]}"


def sparkline(points: Sequence[Point], now: datetime, days: int = 30) -> list[str]:
    """Draw a month of weights as SVG paths, broken wherever a day is missing; nothing without two values."""
    if len(points) < 2:  # noqa: PLR2004  (a line has two ends)
        return []
    lowest, highest = min(point.value for point in points), max(point.value for point in points)
    span = max(highest - lowest, 2_000)
    begin = now - timedelta(days=days)
    paths: list[list[str]] = []
    before: datetime | None = None
    for point in points:
        x = SPARK_WIDTH * (point.measured_at - begin) / timedelta(days=days)
        y = 2 + (SPARK_HEIGHT - 4) * (1 - (point.value - lowest) / span)
        if before is None or point.measured_at - before > timedelta(hours=40):
            paths.append([f"M{x:.1f} {y:.1f}h.1"])
        else:
            paths[-1].append(f"L{x:.1f} {y:.1f}")
        before = point.measured_at
    return ["".join(path) for path in paths]
