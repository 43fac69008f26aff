"""A small folder of rules for the tests of the reader: good as it stands, and easily spoilt in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from server.rules.language.reading import Reading, read_folder

FOLDER: Final = Path(__file__).parent / "small_rules"
TODAY: Final = date(2026, 11, 27)
GAIN: Final = "weight/weight-gain-2kg-3-days.yaml"


def small_folder() -> dict[str, bytes]:
    """Read the good folder."""
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in sorted(FOLDER.rglob("*.yaml"))}


def spoilt(file: str, *edits: tuple[str, str]) -> Mapping[str, bytes]:
    """Give the folder with some words of one file replaced, each of which stands there once."""
    files = small_folder()
    text = files.get(file, b"").decode()
    for old, new in edits:
        assert text.count(old) == 1 or not old, f"{file} has {text.count(old)} times {old!r}"
        text = text.replace(old, new, 1) if old else new
    return {**files, file: text.encode()}


def read(files: Mapping[str, bytes]) -> Reading:
    """Read a folder today."""
    return read_folder(files, TODAY)


def said(reading: Reading) -> list[str]:
    """Write what was found, a line each."""
    return [f"{each.file}:{each.line}:{each.column} {each.code} {each.message('en')}" for each in reading.findings]
