"""Cuts one line of a diary into its parts: when, what, when it arrives, and what must happen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from server.rules.diary.case import DiaryError

_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_TIME: Final = r"\d{2}:\d{2}"
_WHEN: Final = re.compile(rf"({_DAY})(?:\.\.({_DAY}))?\s+({_TIME})(?:\s+|$)")
_ARRIVES: Final = re.compile(rf"\s*\barrives\s+({_DAY})\s+({_TIME})\s*$")
OUTCOMES: Final = re.compile(
    r"asks patient|raised (?:high|medium|low|info|technical)|cleared|closed|dropped|withdrawn|inhibited|moved"
    r"|missed|reinstated"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: the days that it stands for, the local time, the phrases, and the arrow's outcomes.

    ``number`` is the line's number in the file. ``arrives`` is the server's local time, None for at once.
    """

    number: int
    first: date
    last: date
    at: time
    phrases: tuple[str, ...]
    arrives: datetime | None
    outcomes: tuple[str, ...]
    words: str

    @property
    def is_repeated(self) -> bool:
        """Tell whether it stands for more days than one."""
        return self.last > self.first


def read_line(text: str, number: int) -> Line | None:
    """Cut a line into its parts; None for an empty one or a comment; raises DiaryError.

    >>> line = read_line("2026-03-05 07:45  weight 82.1 kg  -> raised medium", 4)
    >>> line.phrases, line.outcomes
    (('weight 82.1 kg',), ('raised medium',))
    """
    words, arrow, after = text.strip().partition("->")
    if not words or words.startswith("#"):
        return None
    when = _WHEN.match(words)
    if when is None:
        raise DiaryError(number, f"begins with a day and a time, as 2026-03-05 07:45, not with {words[:16]!r}")
    first = _day(when[1], number)
    last = _day(when[2], number) if when[2] else first
    if last < first:
        raise DiaryError(number, f"the days go backwards, from {first} to {last}")
    rest = words[when.end() :].strip()
    arrives = _ARRIVES.search(rest)
    phrases = rest[: arrives.start()] if arrives else rest
    if last > first and (arrow or arrives):
        raise DiaryError(number, "a line for many days has no arrow and no arrival; write the day on a line of its own")
    return Line(
        number=number,
        first=first,
        last=last,
        at=_time(when[3], number),
        phrases=_split(phrases),
        arrives=datetime.combine(_day(arrives[1], number), _time(arrives[2], number)) if arrives else None,
        outcomes=_outcomes(after, number) if arrow else (),
        words=rest,
    )


def read_instant(text: str, number: int) -> datetime:
    """Read a day and a time, naive; raises DiaryError.

    >>> read_instant("2026-03-05 07:45", 1)
    datetime.datetime(2026, 3, 5, 7, 45)
    """
    when = _WHEN.fullmatch(text.strip())
    if when is None or when[2]:
        raise DiaryError(number, f"{text!r} is not a day and a time, as 2026-03-05 07:45")
    return datetime.combine(_day(when[1], number), _time(when[3], number))


def _split(phrases: str) -> tuple[str, ...]:
    """Split at commas, but not inside the brackets of flags nor in a decimal comma."""
    return tuple(part.strip() for part in re.split(r",\s+(?![^\[]*\])", phrases) if part.strip())


def _outcomes(after: str, number: int) -> tuple[str, ...]:
    outcomes = tuple(word.strip() for word in after.split(","))
    for word in outcomes:
        if not OUTCOMES.fullmatch(word):
            raise DiaryError(number, f"{word!r} is nothing that can happen: raised medium, cleared, asks patient …")
    return outcomes


def _day(text: str, number: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DiaryError(number, f"there is no day {text}") from error


def _time(text: str, number: int) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise DiaryError(number, f"there is no time {text}") from error
