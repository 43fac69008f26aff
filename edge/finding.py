"""What ``nara-hub doctor`` finds: one thing examined, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is."""

    WELL = "well"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing examined: how it is, what was seen, and what to do (empty: nothing)."""

    what: str
    state: State
    seen: str
    do: str = ""
