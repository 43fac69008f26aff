"""Draws a diary as a strip of text: a column for each day, and under it what happened; short ones line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.diary.case import Case
from server.rules.diary.fact import Measured
from server.rules.local_day import local_day

DAYS_MAX: Final = 60
_DAYS_MIN: Final = 5
_STEPS: Final = "▁▂▃▄▅▆▇█"
_MARKS: Final[Mapping[str, str]] = {"asks": "?", "raised": "▲", "inhibited": "△", "reinstated": "▲"}
_ENDED: Final = "○"
_LEGENDS: Final = {
    "sv": "▲ varning  △ hålls tillbaka  ? patienten tillfrågas  ○ slut",
    "en": "▲ alert  △ held back  ? the patient is asked  ○ end",
}


def examples(cases: Sequence[Case]) -> tuple[Case | None, Case | None]:
    """Choose two cases to show: the first in which something is raised, and the first in which nothing happens."""
    fires = next((case for case in cases if any(_is_raise(each.words) for each in case.expected)), None)
    rests = next((case for case in cases if not case.expected), None)
    return fires, rests


def draw_strip(case: Case, language: str) -> str:
    """Draw a case as its diary says that it goes."""
    zone = ZoneInfo(case.person.zone)
    readings = [fact for arrival in case.arrivals for fact in arrival.facts if isinstance(fact, Measured)]
    values = {local_day(each.measured_at, zone): each.value for each in readings if each.measure == readings[0].measure}
    if len(values) < _DAYS_MIN:
        return "\n".join(line.strip() for line in case.diary.strip().splitlines())
    last = max([*values, *(local_day(each.at, zone) for each in case.expected)])
    days = range(max(min(values), last - DAYS_MAX + 1), last + 1)
    marks = {local_day(each.at, zone): _mark(each.words) for each in case.expected}
    shown = [values[day] for day in days if day in values]
    lowest, highest = min(shown), max(shown)
    curve = "".join(_step(values.get(day), lowest, highest) for day in days)
    under = "".join(marks.get(day, " ") for day in days).rstrip()
    first, end = date.fromordinal(days[0]), date.fromordinal(days[-1])
    drawn = [f"{first} – {end}", curve, *([under, _LEGENDS[language]] if under else [])]
    return "\n".join(drawn)


def _step(value: int | None, lowest: int, highest: int) -> str:
    if value is None:
        return "·"
    return _STEPS[(value - lowest) * (len(_STEPS) - 1) // max(highest - lowest, 1)]


def _mark(words: str) -> str:
    return _MARKS.get(words.partition(" ")[0], _ENDED)


def _is_raise(words: str) -> bool:
    return words.partition(" ")[0] in {"raised", "inhibited"}
