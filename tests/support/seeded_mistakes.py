"""Reads ``seeded_mistakes.txt``: two hundred mistakes, each with the word that must be pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_suffix(".txt")


@dataclass(frozen=True, slots=True)
class Seed:
    """One mistake: where it is made, what is found, and the least of what must be suggested."""

    code: str
    file: str
    suggestion: str
    edits: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """Name it by what is written."""
        return f"{self.code} {self.edits[0][1][:40]}"


def seeds() -> Iterator[Seed]:
    """Read all of them."""
    for part in FILE.read_text(encoding="utf-8").removesuffix("\n").split("\n=== ")[1:]:
        head, *edits = part.split("\n<<<\n")
        place, _, suggestion = head.partition(" | ")
        code, _, file = place.partition(" ")
        yield Seed(code, file, suggestion, tuple(_edit(edit) for edit in edits))


def _edit(edit: str) -> tuple[str, str]:
    old, _, new = edit.partition("\n>>>\n") if not edit.startswith(">>>\n") else ("", "", edit.removeprefix(">>>\n"))
    return old, new


SEEDS: Final = tuple(seeds())
