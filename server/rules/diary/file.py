"""Reads a diary file, ``<rule>.test.yaml``: whose diary, the cases, and the exact texts that must be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from server.rules.diary.book import Book, Hub
from server.rules.diary.case import Case, DiaryError
from server.rules.diary.fact import Person, Staffing
from server.rules.diary.line import read_instant
from server.rules.diary.vocabulary import Vocabulary, read_amount

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FILE_KEYS: Final = frozenset({"test", "patient", "cases"})
_CASE_KEYS: Final = frozenset({"name", "patient", "diary", "says"})


def read_diaries(text: str, words: Vocabulary, hub: Hub = Hub.UNHEARD) -> tuple[Case, ...]:
    """Read the cases of a diary file; raises DiaryError at the first mistake.

    ``hub`` is how often the hub is heard: only rules that speak of silence need it.
    """
    try:
        read = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DiaryError(1 if mark is None else mark.line + 1, str(error.problem or error.context)) from error
    except (YAMLError, ValueError, OverflowError) as error:
        raise DiaryError(1, f"this is no YAML that can be read: {error}") from error
    file = _block(read, _FILE_KEYS, 1)
    person = _person(file.get("patient"), Person(), words, _line(file, "patient"))
    cases = file.get("cases")
    if not isinstance(cases, list) or not cases:
        raise DiaryError(1, "there are no cases")
    return tuple(_case(each, file, person, words, hub) for each in cases)


def _case(read: object, file: CommentedMap, person: Person, words: Vocabulary, hub: Hub) -> Case:
    line = read.lc.line + 1 if isinstance(read, CommentedMap) else 1
    block = _block(read, _CASE_KEYS, line)
    whose = _person(block.get("patient"), person, words, line)
    diary = str(block.get("diary", ""))
    book = Book(words=words, zone=ZoneInfo(whose.zone))
    book.read(diary, _line(block, "diary") + 1)
    if whose.plan_from is None:
        whose = replace(whose, plan_from=book.from_at.astimezone(book.zone).date())
    book.hear_hub(hub)
    return Case(
        rule=str(file["test"]),
        name=str(block["name"]),
        line=line,
        person=whose,
        arrivals=tuple(book.arrivals),
        expected=tuple(book.expected),
        written=tuple(book.written),
        until_at=book.until_at,
        says=dict(_says(block.get("says"), book, _line(block, "says"))),
        diary=diary,
    )


def _says(read: object, book: Book, line: int) -> Iterator[tuple[datetime, Mapping[str, str]]]:
    """Read the texts that must be said, by instant."""
    for when, texts in _pairs(read, line):
        at = book.instant(read_instant(str(when), line), line)
        said = {language: str(text) for language, text in _pairs(texts, line)}
        if not said or not set(said) <= {"sv", "en"}:
            raise DiaryError(line, "says holds texts in sv and en")
        yield at, said


def _person(read: object, person: Person, words: Vocabulary, line: int) -> Person:
    """Read whose diary it is, over what is known already."""
    changes: dict[str, Any] = {}
    for name, value in _pairs(read, line):
        match name:
            case "zone":
                changes["zone"] = _zone(str(value), line)
            case "groups":
                changes[name] = frozenset(map(str, value if isinstance(value, list) else [value]))
            case "weekdays":
                changes[name] = frozenset(
                    _weekday(str(day), line) for day in (value if isinstance(value, list) else ())
                )
            case "plan_from":
                changes[name] = read_instant(f"{value} 00:00", line).date()
            case "unsteady":
                changes["is_unsteady"] = str(value) == "yes"
            case "staffed":
                changes["staffing"] = _staffing(str(value), line)
            case "settings":
                changes["settings"] = {str(key): read_amount(str(amount), line) for key, amount in _pairs(value, line)}
            case _ if name in words.agreed:
                changes["agreed"] = {**changes.get("agreed", person.agreed), name: read_amount(str(value), line)}
            case _:
                raise DiaryError(line, f"nothing is known of a patient's {name!r}")
    return replace(person, **changes)


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


def _block(read: object, allowed: frozenset[str], line: int) -> CommentedMap:
    if not isinstance(read, CommentedMap):
        raise DiaryError(line, f"here must be {', '.join(sorted(allowed))}")
    for key in read:
        if key not in allowed:
            raise DiaryError(_line(read, key), f"unknown key {key!r}; there are {', '.join(sorted(allowed))}")
    for needed in allowed - {"patient", "says"}:
        if needed not in read:
            raise DiaryError(line, f"{needed} is missing")
    return read


def _pairs(read: object, line: int) -> list[tuple[str, object]]:
    if read is None:
        return []
    if not isinstance(read, CommentedMap):
        raise DiaryError(line, "here must be keys with their values")
    return [(str(key), value) for key, value in read.items()]


def _line(block: CommentedMap, key: str) -> int:
    """Give the line of a key, counted from one."""
    return int(block.lc.key(key)[0]) + 1 if key in block else 1
