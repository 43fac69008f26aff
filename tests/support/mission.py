"""The list of docs/mission.md, as the tests of the house read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from source import text

MISSION = Path("docs/mission.md")
_ROW = re.compile(r"^\| (?P<name>[A-HN]\d+) \| (?P<cells>.+) \|$")
_STANDS = re.compile(r"^(?P<how>held|part; \*later\*: (?P<rest>.+)|later: (?P<why>.+))$")


@dataclass(frozen=True)
class Line:
    """One line of the list: its name, where it stands, and the reason if not all of it is held."""

    name: str
    stands: str
    reason: str | None


@cache
def mission() -> list[Line]:
    """Read the list."""
    found = []
    for row in text(MISSION).splitlines():
        if (match := _ROW.match(row)) is None:
            continue
        cell = match["cells"].rpartition(" | ")[2]
        stands = _STANDS.match(cell)
        assert stands, f"{match['name']} must stand as held, part or later, not: {cell}"
        found.append(Line(match["name"], re.split(r"[;:]", stands["how"])[0], stands["rest"] or stands["why"]))
    return found
