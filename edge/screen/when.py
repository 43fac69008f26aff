"""Times and days as they are said in Swedish and English."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from edge.household import Language

_WEEKDAYS: Final = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_NEAR: Final = {
    "sv": {0: "i dag", 1: "i morgon", -1: "i går"},
    "en": {0: "today", 1: "tomorrow", -1: "yesterday"},
}
_DAYS_BY_NAME: Final = 6


def clock(at: datetime, language: Language) -> str:
    """Say a time of the day; ``at`` is local.

    >>> clock(datetime(2026, 3, 2, 8, 5), "sv"), clock(datetime(2026, 3, 2, 16, 30), "en")
    ('8.05', '16:30')
    """
    return f"{at.hour}{'.' if language == 'sv' else ':'}{at.minute:02}"


def day(at: datetime, now: datetime, language: Language) -> str:
    """Say which day, as seen from now; both are local.

    >>> now = datetime(2026, 3, 6, 17)
    >>> [day(datetime(2026, 3, on), now, "sv") for on in (5, 6, 7, 9, 13)]
    ['i går', 'i dag', 'i morgon', 'måndag', '13 mars']
    """
    apart = (at.date() - now.date()).days
    if apart in _NEAR[language]:
        return _NEAR[language][apart]
    if 0 < apart <= _DAYS_BY_NAME:
        return _WEEKDAYS[language][at.weekday()]
    return f"{at.day} {_MONTHS[language][at.month - 1]}"


def moment(at: datetime, now: datetime, language: Language) -> str:
    """Say day and time, as seen from now; both are local.

    >>> moment(datetime(2026, 3, 9, 8), datetime(2026, 3, 6, 17), "sv")
    'måndag 8.00'
    """
    return f"{day(at, now, language)} {clock(at, language)}"


def date(at: datetime, language: Language) -> str:
    """Say a day in full; ``at`` is local.

    >>> date(datetime(2026, 3, 6), "sv"), date(datetime(2026, 3, 6), "en")
    ('fredag 6 mars', 'Friday 6 March')
    """
    return f"{_WEEKDAYS[language][at.weekday()]} {at.day} {_MONTHS[language][at.month - 1]}"
