"""Reads a diary file, ``<rule>.test.yaml``: whose diary, the cases, and the exact texts that must be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.rules.diary.book import Book, Hub
from server.rules.diary.case import Case, DiaryError
from server.rules.diary.fact import Person, Staffing
from server.rules.diary.line import read_instant
from server.rules.diary.vocabulary import Vocabulary, read_amount
from server.rules.language.finding import Findings, Place
from server.rules.language.source import Listing, Node, Table, Word, read_source

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FILE_KEYS: Final = frozenset({"test", "patient", "cases"})
_CASE_KEYS: Final = frozenset({"name", "patient", "diary", "says"})
_IS_SO: Final = {"yes": True, "no": False}
_NOTHING: Final = Word("", Place())
_Entries = Mapping[str, tuple[Word, Node]]
"""What stands under each key, with the key itself."""


def read_diaries(content: bytes, words: Vocabulary, hub: Hub = Hub.UNHEARD) -> tuple[Case, ...]:
    """Read the cases of a diary file; raises DiaryError at the first mistake.

    ``hub`` is how often the hub is heard: only rules that speak of silence need it.
    """
    file = _block(_read(content), _FILE_KEYS, 1)
    theirs = _under(file, "patient")
    person = _person(theirs, Person(), words, theirs.place.line)
    cases = _under(file, "cases")
    if not isinstance(cases, Listing) or not cases.items:
        raise DiaryError(1, "there are no cases")
    rule = _word(_under(file, "test"))
    return tuple(_case(each, rule, person, words, hub) for each in cases.items)


def _read(content: bytes) -> Node | None:
    """Read the file as rules are read: what could hide a meaning there is refused here too."""
    findings = Findings("")
    read = read_source(content, findings)
    if findings.found:
        first = min(findings.found, key=lambda finding: finding.place)
        raise DiaryError(first.line, first.message("en"))
    return read


def _case(read: Node, rule: str, person: Person, words: Vocabulary, hub: Hub) -> Case:
    line = read.place.line
    block = _block(read, _CASE_KEYS, line)
    whose = _person(_under(block, "patient"), person, words, line)
    key, written = block["diary"]
    diary = _word(written)
    book = Book(words=words, zone=ZoneInfo(whose.zone))
    book.read(diary, key.place.line + 1)
    if whose.plan_from is None:
        whose = replace(whose, plan_from=book.from_at.astimezone(book.zone).date())
    book.hear_hub(hub)
    return Case(
        rule=rule,
        name=_word(_under(block, "name")),
        line=line,
        person=whose,
        arrivals=tuple(book.arrivals),
        expected=tuple(book.expected),
        written=tuple(book.written),
        until_at=book.until_at,
        says=dict(_says(_under(block, "says"), book)),
        diary=diary,
    )


def _says(read: Node, book: Book) -> Iterator[tuple[datetime, Mapping[str, str]]]:
    """Read the texts that must be said, by instant."""
    for when, texts in _pairs(read):
        line = when.place.line
        at = book.instant(read_instant(when.text, line), line)
        said = {language.text: _word(text) for language, text in _pairs(texts)}
        if not said or not set(said) <= {"sv", "en"}:
            raise DiaryError(line, "says holds texts in sv and en")
        yield at, said


def _person(read: Node, person: Person, words: Vocabulary, line: int) -> Person:
    """Read whose diary it is, over what is known already."""
    changes: dict[str, Any] = {}
    for key, value in _pairs(read):
        match key.text:
            case "zone":
                changes["zone"] = _zone(_word(value), line)
            case "groups":
                changes["groups"] = frozenset(_listed(value))
            case "weekdays":
                changes["weekdays"] = frozenset(_weekday(day, line) for day in _listed(value))
            case "plan_from":
                changes["plan_from"] = read_instant(f"{_word(value)} 00:00", line).date()
            case "unsteady":
                changes["is_unsteady"] = _is_so(_word(value), line)
            case "staffed":
                changes["staffing"] = _staffing(_word(value), line)
            case "settings":
                settings = {name.text: read_amount(_word(amount), line) for name, amount in _pairs(value)}
                changes["settings"] = settings
            case name if name in words.agreed:
                changes["agreed"] = {**changes.get("agreed", person.agreed), name: read_amount(_word(value), line)}
            case name:
                raise DiaryError(line, f"nothing is known of a patient's {name!r}")
    return replace(person, **changes)


def _is_so(text: str, line: int) -> bool:
    if text not in _IS_SO:
        raise DiaryError(line, f"here must be yes or no, not {text!r}")
    return _IS_SO[text]


def _weekday(name: str, line: int) -> int:
    if name not in _WEEKDAYS:
        raise DiaryError(line, f"{name!r} is no weekday: {', '.join(_WEEKDAYS)}")
    return _WEEKDAYS.index(name)


def _staffing(text: str, line: int) -> Staffing:
    """Read ``mon-fri 08:00-16:30``."""
    try:
        days, times = text.split()
        first, last = (_WEEKDAYS.index(day) for day in days.split("-"))
        start, end = (time.fromisoformat(each) for each in times.split("-"))
    except ValueError as error:
        raise DiaryError(line, f"staffed is written mon-fri 08:00-16:30, not {text!r}") from error
    return Staffing(
        weekdays=frozenset(range(first, last + 1)),
        from_minute=start.hour * 60 + start.minute,
        to_minute=end.hour * 60 + end.minute,
    )


def _zone(name: str, line: int) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise DiaryError(line, f"there is no zone {name!r}") from error
    return name


def _block(read: Node | None, allowed: frozenset[str], line: int) -> _Entries:
    """Read a block with some of these keys."""
    if not isinstance(read, Table):
        raise DiaryError(line, f"here must be {', '.join(sorted(allowed))}")
    block = {key.text: (key, value) for key, value in read.entries}
    for name, (key, _) in block.items():
        if name not in allowed:
            raise DiaryError(key.place.line, f"unknown key {name!r}; there are {', '.join(sorted(allowed))}")
    for needed in sorted(allowed - {"patient", "says"}):
        if needed not in block:
            raise DiaryError(line, f"{needed} is missing")
    return block


def _under(block: _Entries, name: str) -> Node:
    """Give what stands under a key, nothing if the key is not there."""
    return block[name][1] if name in block else _NOTHING


def _pairs(read: Node) -> tuple[tuple[Word, Node], ...]:
    if isinstance(read, Word) and not read.text:
        return ()
    if not isinstance(read, Table):
        raise DiaryError(read.place.line, "here must be keys with their values")
    return read.entries


def _listed(read: Node) -> list[str]:
    """Read some words, or one."""
    return [_word(each) for each in read.items] if isinstance(read, Listing) else [_word(read)]


def _word(read: Node) -> str:
    if not isinstance(read, Word):
        raise DiaryError(read.place.line, "here must be a word or a text")
    return read.text
