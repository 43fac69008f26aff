"""Reads a log from the lines of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from server.patients.gate import EARLIEST, LATEST
from server.patients.known import DEFAULT_GROUP
from server.rules.backtest.blocks import blocks, lines
from server.rules.backtest.instants import UNREADABLE, is_naive, read_instants
from server.rules.backtest.log import Enrolled, Happened, Log, Rows, Silence, ToldOf
from server.rules.backtest.table import LogError, Words, columns, numbers
from server.rules.local_day import day_end, local_day
from vitals.observation_log import COLUMNS, UNITS, Entry, LogFile

Lines = Mapping[LogFile, Iterable[str] | Iterable[bytes]]
"""The files of a log: lines of text, or bytes in whatever pieces."""
GROUPS: Final = {"permanent_af": "known-atrial-fibrillation", "copd": "copd"}
"""The group of whoever has a yes in a column of ``patients.csv``."""
TAKES_DIURETICS: Final = "takes-diuretics"
MAJOR: Final = "major"
_YES: Final = frozenset({"1", "true", "yes", "y", "ja"})
_G_PER_KG: Final = 1_000
_DATE: Final = len("2026-03-02")
_NOON_S: Final = 12 * 3_600


def read_log(files: Lines, zone: ZoneInfo, progress: Callable[[int], None] = lambda _rows: None) -> Log:
    """Read a log; the files not given are missing. Instants without an offset are local time of the zone.

    ``progress`` is told how many rows of ``measurements.csv`` were read. Raises LogError for a file or a column that
    is missing; what is wrong with single rows is found later, and counted.
    """
    absent = [file.file_name for file in (LogFile.MEASUREMENTS, LogFile.PATIENTS) if file not in files]
    if absent:
        raise LogError(f"there is no {' and no '.join(absent)}")
    patients = [*_patients(_rows(LogFile.PATIENTS, files), zone)]
    place = {each.name: number for number, each in enumerate(patients)}
    if len(place) < len(patients):
        raise LogError(f"{LogFile.PATIENTS.file_name} names a patient twice")
    rows, naive = _measurements(files[LogFile.MEASUREMENTS], place, zone, progress)
    return Log(
        zone=zone,
        is_naive=naive,
        patients=patients,
        rows=rows,
        told=[
            ToldOf(place[who], at_s, kind, detail)
            for who, at, kind, detail in _rows(LogFile.CONTEXT, files)
            if who in place and (at_s := _instant(at, zone)) is not None
        ],
        events=None if LogFile.EVENTS not in files else [*_events(_rows(LogFile.EVENTS, files), place, zone)],
        silences=None if LogFile.CONTACTS not in files else [*_silences(_rows(LogFile.CONTACTS, files), place, zone)],
    )


def _rows(file: LogFile, files: Lines) -> Iterator[tuple[str, ...]]:
    """Give a small file row by row."""
    source = files.get(file, (",".join(COLUMNS[file]),))
    for chunk in columns(file.file_name, lines(source), COLUMNS[file]):
        yield from zip(*chunk, strict=True)


def _patients(rows: Iterable[tuple[str, ...]], zone: ZoneInfo) -> Iterator[Enrolled]:
    for row in rows:
        said = dict(zip(COLUMNS[LogFile.PATIENTS], row, strict=True))
        groups = {DEFAULT_GROUP} | {group for column, group in GROUPS.items() if said[column].strip().lower() in _YES}
        if _number(said["diuretic_mg"]) or said["diuretic_mg"].strip().lower() in _YES:
            groups.add(TAKES_DIURETICS)
        weight_kg, ended = _number(said["enrolment_weight_kg"]), _day(said["ended"], zone)
        yield Enrolled(
            name=said["patient_id"],
            from_day=_day(said["enrolled"], zone),
            until_s=None if ended is None else int(day_end(ended, zone).timestamp()),
            reference_g=None if weight_kg is None else round(weight_kg * _G_PER_KG),
            groups=frozenset(groups),
        )


def _measurements(
    source: Iterable[str] | Iterable[bytes], place: Mapping[str, int], zone: ZoneInfo, progress: Callable[[int], None]
) -> tuple[Rows, bool]:
    naive, count = True, 0
    people, kinds, units, devices, entries = Words(place), Words(UNITS), Words(), Words(), Words()
    parts: list[list[NDArray[np.generic]]] = [[np.zeros(0, np.int64)] * 8]
    for block in blocks(LogFile.MEASUREMENTS.file_name, source, COLUMNS[LogFile.MEASUREMENTS]):
        naive = naive if count else is_naive(block.first(2))
        who = block.words(0, people)
        parts.append(
            [
                np.where(who < len(place), who, -1),
                block.instants(1, zone),
                block.instants(2, zone),
                block.words(3, kinds),
                block.numbers(4),
                block.words(5, units),
                block.words(6, devices),
                block.words(7, entries),
            ]
        )
        count += len(block)
        progress(count)
    patient, measured_s, received_s, kind, value, unit, device, entry = map(np.concatenate, zip(*parts, strict=True))
    rows = Rows(
        patient=patient.astype(np.int64, copy=False),
        measured_s=measured_s.astype(np.int64, copy=False),
        received_s=received_s.astype(np.int64, copy=False),
        kind=kind.astype(np.int64, copy=False),
        value=value.astype(np.float64, copy=False),
        unit=unit.astype(np.int64, copy=False),
        device=device.astype(np.int64, copy=False),
        is_typed=entry == entries.number.get(Entry.MANUAL.value, -1),
        kinds=kinds.known,
        units=units.known,
        devices=devices.known,
    )
    return rows, naive


def _events(rows: Iterable[tuple[str, ...]], place: Mapping[str, int], zone: ZoneInfo) -> Iterator[Happened]:
    for who, at, kind in rows:
        at_s = _instant(at, zone)
        if who in place and at_s is not None:
            yield Happened(place[who], at_s, kind.strip() == MAJOR)


def _silences(rows: Iterable[tuple[str, ...]], place: Mapping[str, int], zone: ZoneInfo) -> Iterator[Silence]:
    for who, begins, ends in rows:
        from_s, to_s = _instant(begins, zone), _instant(ends, zone)
        if who in place and from_s is not None:
            yield Silence(place[who], from_s, UNREADABLE if to_s is None else to_s)


def _instant(text: str, zone: ZoneInfo) -> int | None:
    at_s = int(read_instants([text], zone)[0])
    return None if at_s == UNREADABLE else at_s


def _day(text: str, zone: ZoneInfo) -> int | None:
    """Read a local day: a date is that day, an instant that on which it lies. None if nobody can have meant it."""
    at_s = _instant(text, zone)
    if at_s is None or not EARLIEST.timestamp() <= at_s < LATEST.timestamp():
        return None
    noon_s = at_s + _NOON_S if len(text) == _DATE else at_s
    return local_day(datetime.fromtimestamp(noon_s, UTC), zone)


def _number(text: str) -> float | None:
    (found,) = numbers([text])
    return None if np.isnan(found) else float(found)
