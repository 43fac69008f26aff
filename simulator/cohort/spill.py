"""A spill: more lines than memory holds, sorted by their key; they wait in one file a day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

DAY = len("2025-01-01")
LINES_IN_MEMORY = 200_000
_FIRST = "\x1f"
"""Between key and line; sorts before everything that either may hold."""


class Spill:
    """Takes lines in any order and gives them sorted by key, then by the line itself.

    A key is an ISO time, or empty if the line says by itself where it belongs. Memory holds ``LINES_IN_MEMORY`` lines,
    and later those of one day.
    """

    def __init__(self, folder: Path) -> None:
        """Wait in a folder that is empty and ours."""
        self._folder = folder
        self._waiting: dict[str, list[str]] = {}
        self._count = 0

    def add(self, key: str, line: str) -> None:
        """Take one line."""
        self._waiting.setdefault(key[:DAY], []).append(f"{key}{_FIRST}{line}\n")
        self._count += 1
        if self._count >= LINES_IN_MEMORY:
            self._flush()

    def sorted(self) -> Iterator[str]:
        """Give all lines, each with its line end."""
        self._flush()
        for path in sorted(self._folder.iterdir()):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            lines.sort()
            for line in lines:
                yield line.partition(_FIRST)[2]

    def _flush(self) -> None:
        for day, lines in self._waiting.items():
            with (self._folder / f"day {day}").open("a", encoding="utf-8", newline="") as file:
                file.writelines(lines)
        self._waiting.clear()
        self._count = 0
