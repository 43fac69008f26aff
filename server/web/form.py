"""How times, ages, spans and values are written for people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta  # noqa: F401  (the examples need UTC)
from typing import Final
from zoneinfo import ZoneInfo

from server.web.words import Language, word
from vitals.vital import Vital

HERE: Final = "Europe/Stockholm"
"""The zone of the people who read the screens."""
_WRITTEN: Final = {"mm[Hg]": "mmHg", "Cel": "°C"}
_STEPS_A_TENTH: Final = {"body_weight": 100}
"""How many of a vital's steps make a tenth of its unit; of all others one does."""


def local_time(at: datetime, zone: str = HERE) -> str:
    """Write an instant as the people in a zone read it.

    >>> local_time(datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
    '2026-03-02 07:10'
    """
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def clock(at: datetime, zone: str = HERE) -> str:
    """Write only the time of day.

    >>> clock(datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
    '07:10'
    """
    return local_time(at, zone)[-5:]


def when(at: datetime, now: datetime, language: Language, zone: str = HERE) -> str:
    """Write an instant: of today that it is today, else the date.

    >>> when(datetime(2026, 3, 2, 6, 10, tzinfo=UTC), datetime(2026, 3, 2, 22, 30, tzinfo=UTC), "sv")
    'i dag 07:10'
    >>> when(datetime(2026, 3, 2, 6, 10, tzinfo=UTC), datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "sv")
    '2026-03-02 07:10'
    """
    is_today = local_time(at, zone)[:10] == local_time(now, zone)[:10]
    return word("today", language).format(clock=clock(at, zone)) if is_today else local_time(at, zone)


def briefly(at: datetime, now: datetime, zone: str = HERE) -> str:
    """Write an instant in little room: of today the time, else the date.

    >>> briefly(datetime(2026, 3, 2, 6, 10, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC))
    '2026-03-02'
    """
    is_today = local_time(at, zone)[:10] == local_time(now, zone)[:10]
    return clock(at, zone) if is_today else local_time(at, zone)[:10]


def age(born: date, on: datetime) -> int:
    """Count full years.

    >>> age(date(1943, 3, 18), datetime(2026, 3, 17, tzinfo=UTC))
    82
    """
    today = on.astimezone(ZoneInfo(HERE)).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def waited(since: datetime, now: datetime, language: Language) -> str:
    """Say how long something has lasted, in one unit; what lies ahead has lasted no time.

    >>> waited(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, 5, tzinfo=UTC), "sv")
    '1 dygn'
    """
    passed = max(now - since, timedelta())
    if passed.days == 1:
        return word("one_day", language)
    if passed.days:
        return word("days", language).format(n=passed.days)
    if passed >= timedelta(hours=1):
        return word("hours", language).format(n=passed.seconds // 3600)
    return word("minutes", language).format(n=passed.seconds // 60)


def ago(at: datetime, now: datetime, language: Language) -> str:
    """Say how long ago something was.

    >>> ago(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, 5, tzinfo=UTC), "sv")
    '5 tim sedan'
    """
    if now - at < timedelta(minutes=1):
        return word("just_now", language)
    return word("ago", language).format(span=waited(at, now, language))


def quantity(vital: str, value: int, language: Language) -> str:
    """Write a value, weights with one decimal and all others whole, in the language's own way; halves go up.

    >>> quantity("body_weight", 81_350, "sv"), quantity("systolic", 1_325, "en")
    ('81,4', '133')
    """
    tenth = _STEPS_A_TENTH.get(vital, 1)
    tenths = (value + tenth // 2) // tenth
    text = f"{tenths // 10}.{tenths % 10}" if vital == "body_weight" else str((tenths + 5) // 10)
    return text.replace(".", ",") if language == "sv" else text


def unit(vital: str) -> str:
    """Write the unit of a vital sign as people do, and not as UCUM does.

    >>> unit("body_weight"), unit("systolic"), unit("body_temperature")
    ('kg', 'mmHg', '°C')
    """
    ucum = Vital.named(vital).value.unit
    return _WRITTEN.get(ucum, ucum)


def change(grams: int, language: Language) -> str:
    """Write a change of weight in kilograms, always with its sign, and with a true minus.

    >>> change(3_840, "sv"), change(-350, "en"), change(40, "sv")
    ('+3,8', '−0.4', '±0,0')
    """
    size = quantity("body_weight", abs(grams), language)
    if abs(grams) < _STEPS_A_TENTH["body_weight"] // 2:
        return f"±{size}"
    return f"{'+' if grams > 0 else '−'}{size}"


def personnummer(digits: str) -> str:
    """Write a number with its dash.

    >>> personnummer("194303189817")
    '19430318-9817'
    """
    return f"{digits[:8]}-{digits[8:]}"
