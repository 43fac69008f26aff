"""The folder of a log on the disk: its files as lines, gzipped or not, and what a backtest writes beside them."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, TextIO, cast

from server.rules.backtest.table import LogError
from vitals.observation_log import COLUMNS, LogFile

READ: Final = (LogFile.MEASUREMENTS, LogFile.CONTEXT, LogFile.PATIENTS, LogFile.EVENTS, LogFile.CONTACTS)
_GZIPPED: Final = ".gz"
_PIECE: Final = 1 << 20


@contextmanager
def log_files(
    folder: Path, progress: Callable[[int], None] = lambda _bytes: None
) -> Iterator[Mapping[LogFile, Iterable[bytes]]]:
    """Open the files of a log that are there, to be read once, piece by piece; raises LogError.

    ``progress`` is told how many bytes on the disk were read of all files together (``log_size``).
    """
    if not folder.is_dir():
        raise LogError(f"{folder} is no folder")
    with ExitStack() as opened:
        paths = _paths(folder)
        read = dict.fromkeys(paths, 0)

        def told(file: LogFile, place: int) -> None:
            read[file] = place
            progress(sum(read.values()))

        yield {
            file: _pieces(opened.enter_context(_open_bytes(path)), path, partial(told, file))
            for file, path in paths.items()
        }


def log_size(folder: Path) -> int:
    """Give how many bytes the files of a log have on the disk; nothing where there is no folder."""
    return sum(path.stat().st_size for path in _paths(folder).values())


def _paths(folder: Path) -> dict[LogFile, Path]:
    return {file: path for file in READ if (path := _find(folder, file)) is not None}


@contextmanager
def series_lines(folder: Path) -> Iterator[Mapping[str, Iterable[str]]]:
    """Open the series of a folder (or of ``series/`` in it), by name; raises LogError."""
    inner = folder / "series"
    paths = sorted((inner if inner.is_dir() else folder).glob("*.csv"))
    if not paths:
        raise LogError(f"{folder} has no series")
    with ExitStack() as opened:
        yield {path.name: opened.enter_context(_open(path)) for path in paths}


def write_rows(path: Path, file: LogFile, rows: Iterable[Sequence[str]]) -> None:
    """Write a file of the log."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS[file])
        writer.writerows(rows)


def write_refused(folder: Path, why: Mapping[int, str], path: Path) -> None:
    """List the rows of ``measurements.csv`` with these places (from 0), each behind its reason; raises LogError."""
    found = _find(folder, LogFile.MEASUREMENTS)
    if found is None:
        raise LogError(f"{folder} has no {LogFile.MEASUREMENTS.file_name}")
    with _open(found) as lines, path.open("w", encoding="utf-8", newline="") as out:
        rows, writer = csv.reader(lines), csv.writer(out, lineterminator="\n")
        writer.writerow(["reason", "line", *next(rows, [])])
        for place, row in enumerate(rows):
            if place in why:
                writer.writerow([why[place], rows.line_num, *row])


def _find(folder: Path, file: LogFile) -> Path | None:
    paths = (folder / file.file_name, folder / f"{file.file_name}{_GZIPPED}")
    return next((path for path in paths if path.is_file()), None)


def _pieces(file: BinaryIO, path: Path, told: Callable[[int], None]) -> Iterator[bytes]:
    source = gzip.GzipFile(fileobj=file) if path.suffix == _GZIPPED else file
    try:
        while piece := source.read(_PIECE):
            yield piece
            told(file.tell())
    except (OSError, EOFError) as problem:
        raise LogError(f"{path} cannot be read: {problem}") from problem


def _open_bytes(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as problem:
        raise LogError(f"{path} cannot be read: {problem.strerror}") from problem


def _open(path: Path) -> TextIO:
    try:
        if path.suffix == _GZIPPED:
            return cast("TextIO", gzip.open(path, "rt", encoding="utf-8-sig", newline=""))
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as problem:
        raise LogError(f"{path} cannot be read: {problem.strerror}") from problem
