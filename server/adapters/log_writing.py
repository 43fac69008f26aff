"""Writing a log so that it is there as a whole or not at all: beside its place, sorted, hashed, and then renamed."""

from __future__ import annotations

import gzip
import hashlib
import heapq
import io
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, NamedTuple

from server.exchange.naming import KEY_BYTES
from server.exchange.rows import Row, csv_line

ROWS_AT_ONCE: Final = 200_000
"""So many rows are sorted in memory; of more, sorted parts lie on the disk and are merged."""
_GZIPPED: Final = ".gz"
_OWNER_ONLY: Final = 0o600
_OTHERS: Final = 0o077
_SEPARATOR: Final = "\x1f"


class FolderError(Exception):
    """The folder or the key cannot be what it is to be; the text says why."""


class Written(NamedTuple):
    """A file that was written: its name, how many rows, and the SHA-256 of its bytes."""

    name: str
    rows: int
    sha256: str


class LogFolder:
    """A folder that is being written, readable by its owner alone; nobody sees it before it is whole."""

    def __init__(self, folder: Path, *, is_gzipped: bool, rows_at_once: int = ROWS_AT_ONCE) -> None:
        """Write into this folder."""
        self._folder, self._is_gzipped, self._rows_at_once = folder, is_gzipped, rows_at_once
        self.files: list[Written] = []

    def write(self, name: str, head: Sequence[str], rows: Iterable[Row]) -> int:
        """Write a table in the order of its rows; gives how many there are."""
        file = f"{name}{_GZIPPED}" if self._is_gzipped else name
        with self._new(file) as raw, tempfile.TemporaryDirectory(dir=self._folder) as parts:
            packed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) if self._is_gzipped else raw
            out = io.TextIOWrapper(packed, encoding="utf-8", newline="", write_through=False)
            out.write(csv_line(head) + "\n")
            count = 0
            for line in _sorted(rows, Path(parts), self._rows_at_once):
                out.write(line)
                count += 1
            out.flush()
            out.detach()
            if packed is not raw:
                packed.close()
        self._keep(file, count)
        return count

    def write_text(self, name: str, text: str) -> str:
        """Write a text; gives its SHA-256."""
        with self._new(name) as out:
            out.write(text.encode())
        return self._keep(name, 0)

    def _keep(self, name: str, rows: int) -> str:
        with (self._folder / name).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        self.files.append(Written(name, rows, digest))
        return digest

    @contextmanager
    def _new(self, name: str) -> Iterator[IO[bytes]]:
        number = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(number, "wb") as file:
            yield file


@contextmanager
def new_folder(
    place: Path, before_seen: Callable[[LogFolder], None], *, is_gzipped: bool, rows_at_once: int = ROWS_AT_ONCE
) -> Iterator[LogFolder]:
    """Write a folder at a place where there is none, or an empty one; raises FolderError.

    What is written is gone if anything goes wrong. ``before_seen`` is called when all is written and before anybody
    can see it: if that goes wrong, nobody ever sees it.
    """
    if place.is_symlink() or (place.exists() and not (place.is_dir() and not any(place.iterdir()))):
        raise FolderError(f"{place} is there already: name a folder that is not, or an empty one")
    place.parent.mkdir(parents=True, exist_ok=True)
    hidden = Path(tempfile.mkdtemp(prefix=f".{place.name}.unfinished-", dir=place.parent))
    try:
        folder = LogFolder(hidden, is_gzipped=is_gzipped, rows_at_once=rows_at_once)
        yield folder
        before_seen(folder)
        hidden.replace(place)
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise
    _sync(place.parent)


def key_of(path: Path) -> bytes:
    """Read the key of pseudonyms, or make one that only its owner can read; raises FolderError."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError:
        return _read_key(path)
    except OSError as problem:
        raise FolderError(f"no key can be made at {path}: {problem.strerror}") from None
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(f"{key.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    _sync(path.parent)
    return key


def _read_key(path: Path) -> bytes:
    try:
        if path.stat().st_mode & _OTHERS:
            raise FolderError(f"others can read the key {path}: make it yours alone (chmod 600), or make a new one")
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as problem:
        raise FolderError(f"{path} is no key of pseudonyms: {problem}") from None
    if len(key) != KEY_BYTES:
        raise FolderError(f"{path} is no key of pseudonyms: it has {len(key)} bytes, not {KEY_BYTES}")
    return key


def _sorted(rows: Iterable[Row], parts: Path, at_once: int) -> Iterator[str]:
    """Give the lines of rows in their order, with no more than so many rows in memory."""
    held: list[tuple[str, str]] = []
    files: list[Path] = []
    for row in rows:
        held.append((row.order, csv_line(" ".join(cell.split("\n")) for cell in row.cells) + "\n"))
        if len(held) >= at_once:
            files.append(_put_down(sorted(held), parts / str(len(files))))
            held.clear()
    held.sort()
    yield from (line for _, line in heapq.merge(*map(_take_up, files), held))


def _put_down(held: Iterable[tuple[str, str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{order}{_SEPARATOR}{line}" for order, line in held)
    return path


def _take_up(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for text in file:
            order, _, line = text.partition(_SEPARATOR)
            yield order, line


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
