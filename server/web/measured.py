"""Measurements in words: what one act gave, as people write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from server.web import form
from server.web.known_view import kilograms
from server.web.shown import Point
from server.web.words import Language, word

_WEIGHT: Final = "body_weight"
_TOP, _BOTTOM, _MEAN = "systolic", "diastolic", "mean_pressure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The values of one act of measuring; ``number`` leads to its page."""

    number: int | None
    measured_at: datetime
    points: Sequence[Point]


def readings(points: Iterable[Point]) -> list[Reading]:
    """Put together what came in one act, the oldest first."""
    together: dict[tuple[datetime, int | None], list[Point]] = {}
    for point in points:
        together.setdefault((point.measured_at, point.arrival), []).append(point)
    in_order = sorted(together.items(), key=lambda each: (each[0][0], each[0][1] or 0))
    return [Reading(number=number, measured_at=at, points=found) for (at, number), found in in_order]


def in_words(points: Iterable[Point], language: Language, *, is_exact: bool = False) -> str:
    """Say values with their units: a pressure as one, a weight to the tenth, or to the gram where that decides.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> values = {"systolic": 1_320, "diastolic": 840, "mean_pressure": 1_000, "pulse_rate": 710}
    >>> in_words([Point(measured_at=at, vital=name, value=value, flags=()) for name, value in values.items()], "sv")
    '132/84 mmHg, puls 71/min'
    >>> in_words([Point(measured_at=at, vital="body_weight", value=80_123, flags=())], "sv", is_exact=True)
    '80,123 kg'
    """
    found = {point.vital: point.value for point in points}
    said = []
    if _WEIGHT in found:
        grams = found.pop(_WEIGHT)
        said.append(kilograms(grams, language) if is_exact else f"{form.quantity(_WEIGHT, grams, language)} kg")
    if _TOP in found and _BOTTOM in found:
        found.pop(_MEAN, None)
        top, bottom = (form.quantity(name, found.pop(name), language) for name in (_TOP, _BOTTOM))
        said.append(f"{top}/{bottom} {form.unit(_TOP)}")
    for name, value in found.items():
        unit = form.unit(name)
        space = "" if unit.startswith("/") else " "
        said.append(f"{word(f'vital_{name}', language).lower()} {form.quantity(name, value, language)}{space}{unit}")
    return ", ".join(said)
