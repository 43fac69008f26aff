"""The closed table of names that a text may use, and which of them each condition brings forth.

The checker refuses a text with a name that the rule does not always produce; the engine fills in exactly these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.condition import (
    Answered,
    Arrives,
    Averages,
    Change,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Reference,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.repeat import DaysInARow, Repeat
from server.rules.language.rule import Rule


class Says(StrEnum):
    """How the value of a name is written."""

    AMOUNT = "an amount with its unit"
    DIFFERENCE = "a difference with its unit"
    DAYS = "a number of days"
    DAY = "a day"
    TIME = "a time"
    COUNT = "a number"
    ANSWER = "an answer in the patient's words"
    WORDS = "words, one after another"


@dataclass(frozen=True, slots=True)
class Name:
    """One name: how it is written and what it is."""

    name: str
    says: Says
    sv: str
    en: str


S = Says
NAMES: Final[Mapping[str, Name]] = {
    name.name: name
    for name in (
        Name("now", S.AMOUNT, "det värde som bedömdes; för poäng summan", "the value judged; of a score its sum"),
        Name("earlier", S.AMOUNT, "vad det jämfördes med", "what it was compared with"),
        Name("change", S.DIFFERENCE, "skillnaden, utan tecken", "the difference, without a sign"),
        Name("limit", S.AMOUNT, "gränsen som gällde för patienten", "the limit that held for the patient"),
        Name("days", S.DAYS, "hur många dagar villkoret ser på; vid en ökning eller minskning hur många den tog",
             "how many days the condition looks at; of a rise or fall how many it took"),
        Name("earlier_day", S.DAY, "dagen för det tidigare värdet", "the day of the earlier value"),
        Name("earlier_time", S.TIME, "tiden för den senaste kontakten", "the time of the last contact"),
        Name("reference_day", S.DAY, "dagen då det avtalade värdet sattes", "the day the agreed value was set"),
        Name("missing_days", S.DAYS, "hur många planerade dagar som saknas", "how many planned days are missing"),
        Name("count", S.COUNT, "hur många mätningar som räknades", "how many readings counted"),
        Name("of", S.COUNT, "av hur många; för poäng flest", "of how many; of a score the most"),
        Name("answer", S.ANSWER, "svaret som bedömdes", "the answer judged"),
        Name("before", S.ANSWER, "svaret som det jämfördes med", "the answer it was compared with"),
        Name("event", S.WORDS, "vad som hände", "what happened"),
        Name("event_day", S.DAY, "dagen då det hände", "the day it happened"),
        Name("pressed_time", S.TIME, "när knappen trycktes", "when the button was pressed"),
        Name("alert", S.WORDS, "den andra varningens namn", "the other alert's name"),
        Name("reasons", S.WORDS, "delarna som var sanna, med värden", "the parts that were so, with their values"),
        Name("unknown", S.WORDS, "de delar som inte kunde avgöras", "the parts that could not be told"),
    )
}  # fmt: skip
"""Every name but those of a rule's own settings, which say the value that holds for the patient."""

_ALWAYS: Final[Mapping[type, frozenset[str]]] = {
    Change: frozenset({"now", "earlier", "change", "limit", "earlier_day", "days"}),
    Trend: frozenset({"now", "limit", "days"}),
    Averages: frozenset({"now", "earlier", "change", "limit", "days"}),
    Drift: frozenset({"now", "earlier", "change", "limit", "days"}),
    Missing: frozenset({"missing_days", "days", "earlier_day", "earlier"}),
    Silent: frozenset({"earlier_time", "days"}),
    Worsens: frozenset({"answer", "before", "days"}),
    Happened: frozenset({"event", "event_day"}),
    Pressed: frozenset({"pressed_time"}),
    OtherAlert: frozenset({"alert"}),
    Arrives: frozenset(),
}
"""What a sign always produces, where that is decided by its verb alone."""
_AGREED: Final = frozenset({Reference.TARGET_WEIGHT, Reference.DISCHARGE_WEIGHT, Reference.REFERENCE_WEIGHT})


def names_of(rule: Rule) -> frozenset[str]:
    """Name what a rule's texts may use: what its condition always produces, and its settings."""
    return produced(rule.raise_when) | {*rule.settings}


def produced(condition: Condition) -> frozenset[str]:
    """Name what a condition produces whenever it is *yes*, whichever of its parts made it so.

    >>> from server.rules.language.quantity import Period, PeriodUnit
    >>> sorted(produced(Silent(period=Period(24, PeriodUnit.HOURS))))
    ['days', 'earlier_time']
    """
    match condition:
        case Group(gathering=Gathering.ALL, parts=parts):
            return _either(parts) | {"reasons", "unknown"}
        case Group(gathering=Gathering.NONE):
            return frozenset({"unknown"})
        case Group(parts=parts):
            return _each(parts) | {"reasons", "unknown"}
        case Sequence(steps=steps):
            return _either(steps) | {"reasons"}
        case Score():
            return frozenset({"now", "of", "limit", "reasons", "unknown"})
        case _:
            return _of_sign(condition)


def _either(parts: Iterable[Condition]) -> frozenset[str]:
    return frozenset().union(*map(produced, parts))


def _each(parts: Iterable[Condition]) -> frozenset[str]:
    """Name what every part produces: any one of them may be the only one that is so."""
    first, *others = map(produced, parts)
    return first.intersection(*others)


def _of_sign(sign: Condition) -> frozenset[str]:
    match sign:
        case Limit():
            return _of_limit(sign)
        case Answered(on=on) | Level(on=on):
            return _of_repeat(on) | {"answer"}
        case Flagged(on=on):
            return _of_repeat(on)
        case Missing(measure="anything"):
            return _ALWAYS[Missing] - {"earlier"}
        case _:
            return _ALWAYS[type(sign)]


def _of_limit(limit: Limit) -> frozenset[str]:
    names = {"now", "limit", *_of_repeat(limit.on)}
    if limit.reference is not None:
        names |= {"earlier", "change"}
    if limit.reference in _AGREED and limit.or_else is None:
        names.add("reference_day")
    if limit.needs is not None:
        names.add("count")
    return frozenset(names)


def _of_repeat(on: Repeat | None) -> frozenset[str]:
    match on:
        case None:
            return frozenset()
        case DaysInARow():
            return frozenset({"days"})
        case _:
            return frozenset({"count", "of"})
