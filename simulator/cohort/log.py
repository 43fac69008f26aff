"""The log of a cohort: five files in a folder, written in bounded memory, the same bytes for the same seed."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from simulator.cohort.chapter import chapter
from simulator.cohort.spill import Spill
from vitals.observation_log import COLUMNS, LogFile

START = date(2025, 1, 1)
"""The cohort's first day, in everybody's local time."""
FILES = (LogFile.MEASUREMENTS, LogFile.CONTEXT, LogFile.PATIENTS, LogFile.EVENTS, LogFile.CONTACTS)
TOLD_EVERY = 20


def write_log(
    folder: Path, *, patients: int, days: int, seed: int, is_zipped: bool, tell: Callable[[int], None]
) -> dict[LogFile, int]:
    """Write a cohort's log; returns the rows of each file.

    ``tell`` hears how many patients are done. Memory does not grow with ``patients``, but for the rows of one day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".spill-") as waiting:
        spills = {file: Spill(_made(Path(waiting) / file.value)) for file in FILES}
        for number in range(1, patients + 1):
            for row in chapter(seed, number, START, days):
                spills[row.file].add(row.at, row.cells)
            if number % TOLD_EVERY == 0 or number == patients:
                tell(number)
        return {file: _write(folder, file, spill, is_zipped=is_zipped) for file, spill in spills.items()}


def _write(folder: Path, file: LogFile, spill: Spill, *, is_zipped: bool) -> int:
    rows = 0
    with _opened(folder, file, is_zipped=is_zipped) as text:
        text.write(",".join(COLUMNS[file]) + "\n")
        for line in spill.sorted():
            text.write(line)
            rows += 1
    return rows


@contextmanager
def _opened(folder: Path, file: LogFile, *, is_zipped: bool) -> Iterator[TextIO]:
    """Open a file to write; what an older log left under the other name goes, for two would contradict each other."""
    plain, zipped = folder / file.file_name, folder / f"{file.file_name}.gz"
    (plain if is_zipped else zipped).unlink(missing_ok=True)
    if not is_zipped:
        with plain.open("w", encoding="utf-8", newline="") as text:
            yield text
        return
    with (
        zipped.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        yield text


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
