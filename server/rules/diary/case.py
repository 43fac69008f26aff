"""One case of a diary file: what is learned and when, what must happen, and what must be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from server.rules.diary.fact import Fact, Person


class DiaryError(ValueError):
    """A diary that cannot be read, with the number of its line in the file."""

    def __init__(self, line: int, says: str, file: str = "") -> None:
        """Remember where, and what is wrong."""
        super().__init__(f"{file}:{line}: {says}" if file else f"line {line}: {says}")
        self.line = line
        self.says = says


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What the server learns at one instant."""

    at: datetime
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Something that happened, or must: when, and in the words of diaries (``raised medium``)."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One line of the diary as it stands, for the drawing: when it begins, and what it says without the arrow."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case: arrivals and outcomes in order of time. Until ``until_at`` whatever is not written must not happen.

    ``says`` are the exact texts, by instant and language. ``line`` is where the case stands in ``file``.
    """

    rule: str
    name: str
    line: int
    person: Person
    arrivals: tuple[Arrival, ...]
    expected: tuple[Outcome, ...]
    written: tuple[Written, ...]
    until_at: datetime
    says: Mapping[datetime, Mapping[str, str]] = field(default_factory=dict)
    diary: str = ""
    file: str = ""
