"""One code of the checker: what it says, and what it says to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with its sentences by language (``sv``, ``en``); ``{names}`` are filled in from a finding's facts."""

    code: str
    message: Mapping[str, str]
    suggestion: Mapping[str, str]


def entry(code: str, sv: str, en: str, sv_fix: str = "", en_fix: str = "") -> Entry:
    """Write an entry on a few lines.

    >>> entry("E012", "finns två gånger", "stands twice").suggestion["sv"]
    ''
    """
    return Entry(code, {"sv": sv, "en": en}, {"sv": sv_fix, "en": en_fix})
