"""The peer of the backtest: five rules as a data scientist would first write them, record by record in plain Python.

What it knows of a patient is a list, and every record looks through it for the last five weeks, as
``df[df.day > d - 36]`` does in every row of a data frame (to make a frame of pandas for each record is slower
still). It has no gate, no late data, no second look and no texts: it does less than the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import NamedTuple

RULES = 5


class Record(NamedTuple):
    """One row of ``measurements.csv``, in order of receipt."""

    patient: str
    at: datetime
    kind: str
    value: float


def alerts(records: Iterable[Record]) -> list[tuple[str, datetime, str]]:
    """Judge records one by one; gives what was raised."""
    history: dict[tuple[str, str], list[tuple[int, float]]] = {}
    found: list[tuple[str, datetime, str]] = []
    active: set[tuple[str, str]] = set()
    for record in records:
        day = record.at.toordinal()
        mine = history.setdefault((record.patient, record.kind), [])
        mine.append((day, record.value))
        recent = [(then, value) for then, value in mine if then > day - 36]
        for rule, is_so in _judged(record, day, recent):
            if is_so and (record.patient, rule) not in active:
                found.append((record.patient, record.at, rule))
                active.add((record.patient, rule))
            elif not is_so:
                active.discard((record.patient, rule))
    return found


def _judged(record: Record, day: int, recent: list[tuple[int, float]]) -> list[tuple[str, bool]]:
    if record.kind == "weight":
        before = [value for then, value in recent if day - 3 <= then < day]
        usual = [value for then, value in recent if then <= day - 8]
        lately = [value for then, value in recent if then > day - 3]
        gap = min((day - then for then, _ in recent if then < day), default=0)
        return [
            ("weight-gain-2kg-3-days", bool(before) and record.value - min(before) >= 2.0),
            ("weight-drift", len(usual) >= 7 and median(lately) - median(usual) >= 1.5),
            ("missing-weight", gap >= 2),
        ]
    if record.kind == "pulse":
        usual = [value for then, value in recent if then <= day - 8]
        lately = [value for then, value in recent if then > day - 3]
        return [
            ("pulse-out-of-range", not 40 <= record.value <= 120),
            ("pulse-drift", len(usual) >= 7 and median(lately) - median(usual) >= 10),
        ]
    return []
