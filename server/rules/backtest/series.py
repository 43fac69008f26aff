"""Reads series of real people (one file each: ``series_id,timestamp,kind,value,unit``) as a log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.backtest.log import Log
from server.rules.backtest.reading import read_log
from server.rules.backtest.table import columns
from vitals.observation_log import COLUMNS, LogFile

HEADS: Final = ("series_id", "timestamp", "kind", "value", "unit")
MORNING: Final = "T07:00:00"
"""When something was measured of which only the day is known."""
_DATE, _CLOCK = len("2026-03-02"), len("2026-03-02T07:10:00")


def read_series(files: Mapping[str, Iterable[str]], zone: ZoneInfo) -> Log:
    """Read series by name as one log: each is a patient, received as measured; raises LogError.

    Nobody is known to have been ill, so every alert is a false one: the log has no events.
    """
    rows = [row for name in sorted(files) for row in _rows(name, files[name])]
    names = dict.fromkeys(row[0] for row in rows)
    return read_log(
        {
            LogFile.MEASUREMENTS: _table(LogFile.MEASUREMENTS, rows),
            LogFile.PATIENTS: _table(LogFile.PATIENTS, [(name, *[""] * 11) for name in names]),
        },
        zone,
    )


def _rows(name: str, lines: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for chunk in columns(name, lines, HEADS):
        for who, timestamp, kind, value, unit in zip(*chunk, strict=True):
            at = timestamp + MORNING if len(timestamp) == _DATE else timestamp[:_CLOCK]
            yield who, at, at, kind, value, unit, who, "auto"


def _table(file: LogFile, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Write rows as lines; ids, numbers and times have no commas in them."""
    yield ",".join(COLUMNS[file])
    for row in rows:
        yield ",".join(row)
