"""The shelf: all diaries of a log's folder."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from simulator.calibration.diary import Diary
from vitals.observation_log import LogContext, LogFile, LogKind

CLOCK_WRONG_DAYS = 30
"""A device clock further than this from the server's is not believed; the server's counts."""
NOON = 12 * 60
EVENING = 17 * 60
AGAIN_MINUTES = 10
SECONDS = 86_400


def read_diaries(folder: Path) -> list[Diary]:
    """Read a log; raises ``OSError`` if a file that it needs is missing, ``ValueError`` if a line makes no sense."""
    diaries = {
        row["patient_id"]: Diary(first=_ordinal(row["enrolled"]), ended=_ordinal(row["ended"]))
        for row in _rows(folder, LogFile.PATIENTS)
    }
    last: dict[str, tuple[datetime, float]] = {}
    sums: dict[tuple[str, str, int], tuple[float, int]] = {}
    for row in _rows(folder, LogFile.MEASUREMENTS):
        if row["patient_id"] not in diaries:
            continue
        at = _time(row)
        day, value = at.toordinal(), float(row["value"])
        diaries[row["patient_id"]].days.add(day)
        if row["kind"] == LogKind.WEIGHT:
            _weigh(diaries[row["patient_id"]], at, value, last.get(row["patient_id"]))
            last[row["patient_id"]] = at, value
        else:
            key = row["patient_id"], row["kind"], day
            total, count = sums.get(key, (0.0, 0))
            sums[key] = total + value, count + 1
    for (name, kind, day), (total, count) in sums.items():
        if kind in set(LogKind):
            diaries[name].signs.setdefault(LogKind(kind), {})[day] = total / count
    for row in _rows(folder, LogFile.EVENTS):
        diaries[row["patient_id"]].events.append((_fraction(row["event_at"]), row["type"] == "major"))
    for row in _rows(folder, LogFile.CONTEXT):
        if row["kind"] == LogContext.HOSPITAL_DISCHARGE:
            diaries[row["patient_id"]].discharges.append(_fraction(row["at"]))
    for diary in diaries.values():
        diary.settle()
    return list(diaries.values())


def read_series(folder: Path) -> list[Diary]:
    """Read weight series of real people, one file each (timestamp, kind, value); other files have nothing of weight."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        diary, before = Diary(first=0, ended=0), None
        with path.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                if row["kind"] == LogKind.WEIGHT:
                    at, value = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=None), float(row["value"])
                    _weigh(diary, at, value, before)
                    diary.weights_kg.setdefault(at.toordinal(), value)
                    before = at, value
        if diary.weights_kg:
            diary.first, diary.ended = min(diary.weights_kg), max(diary.weights_kg) + 1
            diary.settle()
            found.append(diary)
    return found


def _weigh(diary: Diary, at: datetime, kilograms: float, before: tuple[datetime, float] | None) -> None:
    day, minute = at.toordinal(), at.hour * 60 + at.minute
    diary.weighing_days.add(day)
    if minute < NOON:
        diary.weights_kg.setdefault(day, kilograms)
    elif minute >= EVENING:
        diary.evenings_kg.setdefault(day, kilograms)
    if before and 0 < (at - before[0]).total_seconds() <= AGAIN_MINUTES * 60:
        diary.repeats_kg.append(kilograms - before[1])


def _time(row: dict[str, str]) -> datetime:
    measured, received = datetime.fromisoformat(row["measured_at"]), datetime.fromisoformat(row["received_at"])
    return received if abs((received - measured).days) > CLOCK_WRONG_DAYS else measured


def _ordinal(text: str) -> int:
    return date.fromisoformat(text[:10]).toordinal()


def _fraction(text: str) -> float:
    at = datetime.fromisoformat(text)
    return at.toordinal() + (at.hour * 3600 + at.minute * 60 + at.second) / SECONDS


def _rows(folder: Path, file: LogFile) -> Iterator[dict[str, str]]:
    with _opened(folder / file.file_name) as text:
        yield from csv.DictReader(text)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    zipped = path.with_name(f"{path.name}.gz")
    if zipped.exists():
        with gzip.open(zipped, "rt", encoding="utf-8", newline="") as text:
            yield text
    else:
        with path.open(encoding="utf-8", newline="") as text:
            yield text
