"""Reads one phrase of a diary line: a reading, an answer, a button, an event, something agreed, a correction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from server.rules.diary.case import DiaryError
from server.rules.diary.line import read_instant
from server.rules.diary.vocabulary import Vocabulary, read_amount
from server.rules.language.quantity import Quantity, Unit
from vitals.code import AS_USUAL, UNCHANGED

_READING: Final = re.compile(r"(\w+) ([\d.,]+ \S+)(?: to ([\d.,]+ \S+))?(?: \[([\w, ]+)\])?")
_CHANGED: Final = re.compile(
    r"(correct|withdraw) (\d{4}-\d{2}-\d{2} \d{2}:\d{2})(?: (?!to )(\w+))?(?: to ([\d.,]+ \S+))?"
)
_EVENT: Final = re.compile(r"event (\w+)(?: (ends)| until (\d{4}-\d{2}-\d{2} \d{2}:\d{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSaid:
    """``weight 80.1 kg``, ``pulse 76 bpm [irregular_pulse]``; with ``to`` the value of the last of many days."""

    measure: str
    value: Quantity
    to: Quantity | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSaid:
    """``correct 2026-03-04 07:10 to 80.3 kg``, ``withdraw 2026-03-04 07:10``; ``value`` is None to withdraw."""

    measured: datetime
    measure: str | None
    value: Quantity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSaid:
    """``answers dizziness often``."""

    question: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PressSaid:
    """``presses worried``."""

    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSaid:
    """``event travelling``, ``event travelling until …``, ``event travelling ends``."""

    event: str
    until: datetime | None
    has_ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedSaid:
    """``agrees target_weight 80 kg``, ``sets gain 2.5 kg``."""

    name: str
    is_setting: bool
    value: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSaid:
    """``hub silent``, ``hub heard``."""

    is_heard: bool


@dataclass(frozen=True, slots=True)
class CloseSaid:
    """``closes``."""


Said = ReadingSaid | ChangeSaid | AnswerSaid | PressSaid | EventSaid | AgreedSaid | HubSaid | CloseSaid
"""What one phrase says."""


def read_phrase(text: str, number: int, words: Vocabulary) -> Iterator[Said]:
    """Read a phrase; *answers as usual* says several things at once; raises DiaryError."""
    match text.split():
        case ["closes"]:
            yield CloseSaid()
        case ["hub", ("silent" | "heard") as word]:
            yield HubSaid(is_heard=word == "heard")
        case ["presses", button]:
            yield PressSaid(button=_known(button, words.buttons, "button", number))
        case ["answers", "as", "usual"]:
            yield AnswerSaid(question=words.opening, code=AS_USUAL)
            yield from (AnswerSaid(question=each, code=UNCHANGED) for each in words.daily)
        case ["answers", question, code]:
            codes = words.questions[_known(question, words.questions.keys(), "question", number)]
            yield AnswerSaid(question=question, code=_known(code, codes | {UNCHANGED}, "answer", number))
        case ["agrees", name, *amount]:
            known = _known(name, words.agreed, "agreed weight", number)
            yield AgreedSaid(name=known, is_setting=False, value=read_amount(" ".join(amount), number))
        case ["sets", name, *amount]:
            known = _known(name, words.settings.keys(), "setting", number)
            value = _in_unit(read_amount(" ".join(amount), number), words.settings[known], known, number)
            yield AgreedSaid(name=known, is_setting=True, value=value)
        case ["event", *_]:
            yield _event(text, number, words)
        case [("correct" | "withdraw"), *_]:
            yield _changed(text, number)
        case _:
            yield _reading(text, number, words)


def _in_unit(value: Quantity, unit: Unit, name: str, number: int) -> Quantity:
    if value.unit is not unit:
        raise DiaryError(number, f"{name} is written in {unit}, not in {value.unit}")
    return value


def _reading(text: str, number: int, words: Vocabulary) -> ReadingSaid:
    found = _READING.fullmatch(text)
    if found is None:
        raise DiaryError(number, f"{text!r} is nothing that a diary can say")
    measure, value, to, flags = found.groups()
    unit = words.measures[_known(measure, words.measures.keys(), "measure", number)]
    marks = frozenset(_known(flag, words.flags, "flag", number) for flag in re.split(r"[, ]+", flags or "") if flag)
    amounts = [_in_unit(read_amount(each, number), unit, measure, number) for each in (value, to) if each]
    return ReadingSaid(measure=measure, value=amounts[0], to=amounts[1] if to else None, flags=marks)


def _changed(text: str, number: int) -> ChangeSaid:
    found = _CHANGED.fullmatch(text)
    if found is None or (found[1] == "correct") != bool(found[4]):
        raise DiaryError(number, "write correct 2026-03-04 07:10 to 80.3 kg, or withdraw 2026-03-04 07:10")
    value = read_amount(found[4], number) if found[4] else None
    return ChangeSaid(measured=read_instant(found[2], number), measure=found[3], value=value)


def _event(text: str, number: int, words: Vocabulary) -> EventSaid:
    found = _EVENT.fullmatch(text)
    if found is None:
        raise DiaryError(number, "write event travelling, event travelling until 2026-03-09 08:00, or … ends")
    until = read_instant(found[3], number) if found[3] else None
    event = _known(found[1], words.events, "event", number)
    return EventSaid(event=event, until=until, has_ended=found[2] is not None)


def _known(name: str, names: Iterable[str], what: str, number: int) -> str:
    known = sorted(names)
    if name not in known:
        raise DiaryError(number, f"there is no {what} {name!r}; there are {', '.join(known)}")
    return name
