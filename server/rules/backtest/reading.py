"""Reads a log from the lines of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from server.patients.known import DEFAULT_GROUP
from server.rules.backtest.instants import UNREADABLE, is_naive, read_instants
from server.rules.backtest.log import Enrolled, Happened, Log, Rows, Silence, ToldOf
from server.rules.backtest.table import LogError, Words, columns, numbers
from server.rules.local_day import day_end, local_day
from vitals.observation_log import COLUMNS, UNITS, Entry, LogFile

Lines = Mapping[LogFile, Iterable[str]]
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
    for chunk in columns(file.file_name, files.get(file, ()) or (",".join(COLUMNS[file]),), COLUMNS[file]):
        yield from zip(*chunk, strict=True)


def _patients(rows: Iterable[tuple[str, ...]], zone: ZoneInfo) -> Iterator[Enrolled]:
    for row in rows:
        said = dict(zip(COLUMNS[LogFile.PATIENTS], row, strict=True))
        groups = {DEFAULT_GROUP} | {group for column, group in GROUPS.items() if said[column].strip().lower() in _YES}
        if _number(said["diuretic_mg"]):
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
    lines: Iterable[str], place: Mapping[str, int], zone: ZoneInfo, progress: Callable[[int], None]
) -> tuple[Rows, bool]:
    file, naive = LogFile.MEASUREMENTS, True
    kinds, units, devices, people = Words(UNITS), Words(), Words(), Words(place)
    parts: list[list[np.ndarray]] = [[np.zeros(0, np.int64)] * 8]
    count = 0
    for who, measured, received, kind, value, unit, device, entry in columns(file.file_name, lines, COLUMNS[file]):
        if not count:
            naive = is_naive(received[0])
        numbered = people.numbered(who)
        parts.append(
            [
                np.where(numbered < len(place), numbered, -1),
                read_instants(measured, zone),
                read_instants(received, zone),
                kinds.numbered(kind),
                numbers(value),
                units.numbered(unit),
                devices.numbered(device),
                np.fromiter((each == Entry.MANUAL for each in entry), np.bool_, len(entry)),
            ]
        )
        count += len(who)
        progress(count)
    patient, measured_s, received_s, kind_n, values, unit_n, device_n, is_typed = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    rows = Rows(
        patient=patient, measured_s=measured_s, received_s=received_s, kind=kind_n, value=values.astype(np.float64),
        unit=unit_n, device=device_n, is_typed=is_typed.astype(np.bool_), kinds=kinds.known, units=units.known,
        devices=devices.known,
    )  # fmt: skip
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
    """Read a local day: a date is that day, an instant that on which it lies."""
    at_s = _instant(text, zone)
    if at_s is None:
        return None
    noon_s = at_s + _NOON_S if len(text) == _DATE else at_s
    return local_day(datetime.fromtimestamp(noon_s, UTC), zone)


def _number(text: str) -> float | None:
    (found,) = numbers([text])
    return None if np.isnan(found) else float(found)
