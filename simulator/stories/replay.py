"""Replay of a real person's weighings, value by value, clock time by clock time; only the dates are moved."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources

from simulator.happening import Happening, Weighing
from simulator.person import Day, Person
from simulator.stories.ordinary import STOCKHOLM

HISTORY_DAYS = 60


@dataclass(frozen=True, slots=True)
class Replay:
    """The story of living through one of the real series in ``simulator/series``."""

    series: str

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Weigh when and what the real person did, on the day as many days after the start."""
        rows = _rows(self.series).get(day.number + HISTORY_DAYS, ())
        weighings = [
            Weighing(at=datetime.combine(day.date, taken_at.time(), STOCKHOLM), who=person.label, kilograms=kilograms)
            for taken_at, kilograms in rows
        ]
        return [*so_far, *weighings]


@cache
def _rows(series: str) -> dict[int, list[tuple[datetime, float]]]:
    """Read a series: for each day after its first, the wall-clock times and kilograms."""
    text = (resources.files("simulator") / "series" / f"{series}.csv").read_text(encoding="utf-8")
    days: dict[int, list[tuple[datetime, float]]] = defaultdict(list)
    first: date | None = None
    for row in csv.DictReader(text.splitlines()):
        taken_at = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=None)
        first = first or taken_at.date()
        days[(taken_at.date() - first) // timedelta(days=1)].append((taken_at, float(row["value"])))
    return dict(days)
