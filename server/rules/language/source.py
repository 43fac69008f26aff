"""YAML 1.2 as a tree of words with their places: every scalar stays text, and what hides meaning is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from server.rules.language.finding import Finding, Findings, Place

BYTES_MAX: Final = 64 * 1024
DEPTH_MAX: Final = 12
FILES_KEPT: Final = 128
"""More than a folder has; one of them takes some tens of kB as a tree."""
MERGE: Final = "<<"
_HIDDEN: Final = re.compile("[\t\r\x85\u2028\u2029\ufeff]")
"""What looks like a space or like nothing: tabs, other line breaks, marks of byte order."""


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar. ``is_exact`` says that its letters stand in the file as they are: then a place inside can be told."""

    text: str
    place: Place
    is_exact: bool = True

    def at(self, offset: int, length: int) -> Place:
        """Point inside the word, or at its beginning where that cannot be told."""
        return self.place.inside(offset, length) if self.is_exact else self.place


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, its keys in the order of the file; ``place`` is of its first key."""

    entries: tuple[tuple[Word, Node], ...]
    place: Place
    is_flow: bool = False


Node = Word | Listing | Table
"""What a file is made of."""


class _RefusedError(Exception):
    """The rest of the file cannot be read."""


def read_source(content: bytes, findings: Findings) -> Node | None:
    """Read a file's bytes; what is refused is noted in ``findings``, and None is returned if nothing can be read.

    >>> findings = Findings("a.yaml")
    >>> [(key.text, value.text) for key, value in read_source(b"is: no", findings).entries], findings.found
    ([('is', 'no')], [])
    """
    if len(content) > BYTES_MAX:
        findings.add("E006", Place(), bytes=str(len(content)), most=str(BYTES_MAX))
        return None
    node, found = _read(content)
    for finding in found:
        findings.add(finding.code, finding.place, **finding.facts)
    return node


@lru_cache(FILES_KEPT)
def _read(content: bytes) -> tuple[Node | None, tuple[Finding, ...]]:
    """Read bytes, of whichever file, once: what runs is read again with every look at what would run."""
    findings = Findings("")
    return _tree(content, findings), tuple(findings.found)


def _tree(content: bytes, findings: Findings) -> Node | None:
    text = _decoded(content, findings)
    if text is None:
        return None
    for number, line in enumerate(text.split("\n"), 1):
        hidden = _HIDDEN.search(line)
        if hidden is not None:
            findings.add("E005", Place(number, hidden.start() + 1))
    if findings.found:
        return None
    return _composed(text, findings)


def _decoded(content: bytes, findings: Findings) -> str | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = content[: problem.start].decode("utf-8")
        findings.add("E002", Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1))
        return None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _composed(text: str, findings: Findings) -> Node | None:
    """Make a tree of a text.

    libyaml is many times as fast, but knows YAML 1.1 only: where it, or we, find anything to say, ruamel reads anew and
    has the last word. What libyaml reads without a word is the same tree (a test of ours tries to show it is not).
    """
    lines = text.split("\n")
    with suppress(YAMLError, _RefusedError):
        unsaid = Findings("")
        found = _Composer(iter(YAML(typ="safe").parse(text)), lines, unsaid).document()
        if not unsaid.found:
            return found
    reader = _Composer(iter(YAML(typ="safe", pure=True).parse(text)), lines, findings)
    try:
        found = reader.document()
        return None if any(finding.code == "E003" for finding in findings.found) else found
    except _RefusedError:
        return None
    except ReaderError as problem:
        before = text[: problem.position]
        findings.add("E002", Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1))
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place()
        findings.add("E001", place, problem=_plain(problem.problem or problem.context or ""))
    except (YAMLError, ValueError, OverflowError) as problem:
        findings.add("E001", Place(), problem=_plain(str(problem)))
    return None


def _plain(problem: str) -> str:
    """Keep the first line of what the library says."""
    return problem.strip().partition("\n")[0].strip()


@dataclass(slots=True)
class _Composer:
    """Makes nodes of events. An anchor, an alias, a tag or a merge key is noted, and reading goes on behind it."""

    events: Iterator[Event]
    lines: list[str]
    findings: Findings
    pending: Event | None = field(default=None)

    def document(self) -> Node | None:
        """Read the only document."""
        found: Node | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                place = self.place(event)
                if event.version or event.tags:
                    self.refuse("E004", Place(), word="%")
                    raise _RefusedError
                if found is not None:
                    self.findings.add("E007", place)
                    raise _RefusedError
                found = self.node(next(self.events), 1)
        if found is None or (isinstance(found, Word) and not found.text):
            self.findings.add("E008", Place())
            return None
        return found

    def refuse(self, code: str, place: Place, **facts: str) -> None:
        """Note what may not be there."""
        self.findings.add(code, place, **facts)

    def node(self, event: Event, depth: int) -> Node:
        """Make one node."""
        place = self.place(event)
        if depth > DEPTH_MAX:
            self.refuse("E009", place, most=str(DEPTH_MAX))
            raise _RefusedError
        if isinstance(event, AliasEvent):
            self.refuse("E003", place, word=f"*{event.anchor}")
            return Word("", place, is_exact=False)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.refuse("E003", place, word=f"&{anchor}")
        if tag is not None:
            self.refuse("E004", place, word=str(tag))
        if isinstance(event, SequenceStartEvent):
            return self.listing(place, depth)
        if isinstance(event, MappingStartEvent):
            return self.table(event, place, depth)
        return self.word(event, place)

    def listing(self, place: Place, depth: int) -> Listing:
        """Make a sequence."""
        items: list[Node] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return Listing(tuple(items), place)

    def table(self, event: MappingStartEvent, place: Place, depth: int) -> Table:
        """Make a mapping; a key that was there before is noted and left out."""
        entries: dict[str, tuple[Word, Node]] = {}
        while not isinstance(inner := next(self.events), MappingEndEvent):
            key = self.node(inner, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Word):
                self.refuse("E010", key.place)
            elif key.text == MERGE:
                self.refuse("E011", key.place)
            elif key.text in entries:
                first = entries[key.text][0].place.line
                self.refuse("E012", key.place, word=key.text, first=str(first))
            else:
                entries[key.text] = (key, value)
        first_place = next((key.place for key, _ in entries.values()), place)
        return Table(tuple(entries.values()), first_place, is_flow=bool(getattr(event, "flow_style", False)))

    def word(self, event: Event, place: Place) -> Word:
        """Make a scalar, with the place of its first letter."""
        text = event.value if isinstance(event, ScalarEvent) else ""
        if isinstance(event, ScalarEvent) and event.style in ("'", '"'):
            place = place.inside(1, len(text))
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        is_exact = line[place.column - 1 : place.column - 1 + len(text)] == text
        return Word(text, Place(place.line, place.column, max(len(text), 1)), is_exact)

    def place(self, event: Event) -> Place:
        """Tell where an event begins."""
        mark = event.start_mark
        return Place(mark.line + 1, mark.column + 1)
