"""Hours: when somebody in care is there to look: by weekday, with days that differ, and how both are said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from vitals.coverage import Staffed

STRETCHES_MAX: Final = 2
"""A day has at most a morning and an afternoon: four weeks of them fit the desired state's list."""
A_DAY_MINUTES: Final = 24 * 60
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SAID: Final[Mapping[str, Sequence[str]]] = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_STRETCH: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
_CLOSED: Final = "closed"

Stretch = tuple[int, int]
"""From and to, in minutes after local midnight; 1440 is the midnight after."""
Day = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The staffed hours of a week, Monday first, and the days that differ from it (none: closed)."""

    weekly: tuple[Day, ...] = ((),) * len(_DAYS)
    exceptions: Mapping[date, Day] = field(default_factory=dict)

    def on(self, day: date) -> Day:
        """Give the stretches of one day."""
        return self.exceptions.get(day, self.weekly[day.weekday()])

    def staffed(self, zone: ZoneInfo, first: date, days: int) -> tuple[Staffed, ...]:
        """Give the stretches of some days as instants, those that touch as one.

        >>> hours = parse_hours(["mon-fri 08:00-16:30"])
        >>> [each.opens_at.isoformat() for each in hours.staffed(ZoneInfo("Europe/Stockholm"), date(2026, 3, 6), 4)]
        ['2026-03-06T07:00:00+00:00', '2026-03-09T07:00:00+00:00']
        """
        found: list[Staffed] = []
        for day in (first + timedelta(days=each) for each in range(days)):
            for opens, closes in self.on(day):
                opens_at, closes_at = _instant(day, opens, zone), _instant(day, closes, zone)
                if closes_at <= opens_at:  # the hour that a spring night leaves out
                    continue
                if found and opens_at <= found[-1].closes_at:
                    before = found.pop()
                    opens_at, closes_at = before.opens_at, max(before.closes_at, closes_at)
                found.append(Staffed(opens_at=opens_at, closes_at=closes_at))
        return tuple(found)

    def said(self, language: Literal["sv", "en"]) -> str:
        """Say the week in words, days with the same hours together; days on which nobody is there are left out.

        >>> parse_hours(["mon-thu 08:00-16:30", "fri 08:00-15:00"]).said("sv")
        'måndag–torsdag 8–16.30, fredag 8–15'
        """
        parts: list[str] = []
        for hours, days in groupby(range(len(_DAYS)), key=self.weekly.__getitem__):
            run = list(days)
            if hours:
                names = [_SAID[language][run[0]], *([_SAID[language][run[-1]]] if len(run) > 1 else [])]
                parts.append(f"{'–'.join(names)} {_clocks(hours, language)}")
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Write the hours for a store."""
        return {
            "weekly": [[list(stretch) for stretch in day] for day in self.weekly],
            "exceptions": {
                day.isoformat(): [list(stretch) for stretch in hours] for day, hours in sorted(self.exceptions.items())
            },
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Hours:
        """Read what ``to_json`` wrote."""
        return cls(
            weekly=tuple(map(_day, told["weekly"])),
            exceptions={date.fromisoformat(day): _day(hours) for day, hours in told["exceptions"].items()},
        )


def parse_hours(texts: Iterable[str]) -> Hours:
    """Read the hours of a week, such as ``mon-fri 08:00-12:00 13:00-16:30``; raises ValueError that says what is wrong.

    >>> parse_hours(["sat-sun 10:00-12:00"]).on(date(2026, 3, 7))
    ((600, 720),)
    """
    weekly: list[Day] = [()] * len(_DAYS)
    for text in texts:
        days, *stretches = text.split() or [""]
        for day in _days(days, text):
            weekly[day] = _parse_day(stretches, text)
    return Hours(weekly=tuple(weekly))


def parse_days(texts: Iterable[str]) -> str:
    """Read days of the week as their numbers, 0 is Monday; raises ValueError that says what is wrong.

    >>> parse_days(["wed-fri", "mon"])
    '0234'
    """
    return "".join(str(day) for day in sorted({day for text in texts for day in _days(text, text)}))


def parse_exceptions(texts: Iterable[str]) -> dict[date, Day]:
    """Read days that differ, such as ``2026-12-24 closed`` or ``2026-12-31 08:00-12:00``; raises ValueError.

    >>> parse_exceptions(["2026-12-24 closed"])
    {datetime.date(2026, 12, 24): ()}
    """
    found: dict[date, Day] = {}
    for text in texts:
        day, *stretches = text.split() or [""]
        try:
            on = date.fromisoformat(day)
        except ValueError:
            raise ValueError(f"{text!r} does not begin with a day such as 2026-12-24") from None
        found[on] = _parse_day(stretches, text)
    return found


def _days(text: str, whole: str) -> Iterator[int]:
    first, _, last = text.lower().partition("-")
    if first not in _DAYS or (last or first) not in _DAYS:
        raise ValueError(f"{whole!r} does not begin with days such as mon-fri or sat")
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    if end < start:
        raise ValueError(f"{whole!r} begins with days that run backwards")
    yield from range(start, end + 1)


def _parse_day(texts: Sequence[str], whole: str) -> Day:
    if list(texts) == [_CLOSED]:
        return ()
    found = [_parse_stretch(text, whole) for text in texts]
    if not found:
        raise ValueError(f"{whole!r} names no time such as 08:00-16:30, nor closed")
    if len(found) > STRETCHES_MAX:
        raise ValueError(f"{whole!r} has more than {STRETCHES_MAX} stretches")
    if any(later[0] <= earlier[1] for earlier, later in pairwise(found)):
        raise ValueError(f"{whole!r} has stretches that overlap or touch")
    return tuple(found)


def _parse_stretch(text: str, whole: str) -> Stretch:
    match = _STRETCH.fullmatch(text)
    hours = (0, 0, 0, 0) if match is None else tuple(map(int, match.groups()))
    opens, closes = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if max(hours[1], hours[3]) > 59 or not opens < closes <= A_DAY_MINUTES:  # noqa: PLR2004  (minutes of an hour)
        raise ValueError(f"{whole!r}: {text!r} is no stretch of one day such as 08:00-16:30")
    return opens, closes


def _day(told: Iterable[Sequence[int]]) -> Day:
    return tuple((opens, closes) for opens, closes in told)


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    days, minutes = divmod(minutes, A_DAY_MINUTES)
    local = datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60), zone)
    return local.astimezone(UTC)


def _clocks(day: Day, language: str) -> str:
    joint = " och " if language == "sv" else " and "
    return joint.join(f"{_clock(opens, language)}–{_clock(closes, language)}" for opens, closes in day)


def _clock(minutes: int, language: str) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour}{'.' if language == 'sv' else ':'}{minute:02}" if minute else str(hour)
