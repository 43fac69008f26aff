"""What the checker found: one mistake, where it stands to the letter, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.rules.language.catalogue import CODES


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: line and column count from 1, the length is of the word itself."""

    line: int = 1
    column: int = 1
    length: int = 1

    def inside(self, offset: int, length: int) -> Place:
        """Point at a word inside a phrase that begins here.

        >>> Place(8, 5, 20).inside(10, 5)
        Place(line=8, column=15, length=5)
        """
        return Place(self.line, self.column + offset, max(length, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake. ``facts`` are what its sentences are made of; the suggestion may be empty.

    >>> found = Finding(file="a.yaml", place=Place(4, 1, 7), code="E100", facts={"word": "setings"})
    >>> found.message("en"), found.is_error
    ('unknown key "setings"', True)
    """

    file: str
    place: Place
    code: str
    facts: Mapping[str, str]

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.place.line

    @property
    def column(self) -> int:
        """The column of the word's first letter, from 1."""
        return self.place.column

    @property
    def length(self) -> int:
        """How many letters the word has."""
        return self.place.length

    @property
    def is_error(self) -> bool:
        """Tell whether the folder cannot be loaded because of it; else it is a warning."""
        return self.code.startswith("E")

    def message(self, language: str) -> str:
        """Say what is wrong, in ``sv`` or ``en``."""
        return CODES[self.code].message[language].format_map(self.facts)

    def suggestion(self, language: str) -> str:
        """Say what to write instead, or nothing where nobody can know."""
        close = self.facts.get("close", "")
        if close:
            return {"sv": 'menade du "{}"?', "en": 'did you mean "{}"?'}[language].format(close)
        return CODES[self.code].suggestion[language].format_map(self.facts)


@dataclass(slots=True)
class Findings:
    """The mistakes of one file as they are found; several at one place and of one code are one."""

    file: str
    found: list[Finding] = field(default_factory=list)

    def add(self, code: str, place: Place, **facts: str) -> None:
        """Note a mistake."""
        finding = Finding(file=self.file, place=place, code=code, facts=facts)
        if finding not in self.found:
            self.found.append(finding)

    @property
    def has_errors(self) -> bool:
        """Tell whether anything found keeps the file from being loaded."""
        return any(finding.is_error for finding in self.found)
