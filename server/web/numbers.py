"""Whole numbers with their units in their names, as alerts keep them, made values again, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from server.rules.judging.value import STEPS, Chosen, Count, Day, Figure, Kind, Moment, Span, Titles, Value
from server.rules.language.named import NAMES, Says
from server.rules.language.quantity import Unit

_WEEKLY: Final = "_per_week"
_UNITS: Final[Mapping[str, tuple[Unit, int]]] = {f"_{suffix}": (unit, parts) for unit, (suffix, parts) in STEPS.items()}
_WORDS: Final = frozenset({"event", "alert"})


def values_of(numbers: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    """Give each name with its value, in the order of the table of names; what is not in it is left out.

    >>> dict(values_of({"change_g": 2_000, "days": 3, "no_such_name": 1}))["days"]
    Span(days=3)
    """
    plain = {name: (unit, number) for name, unit, number in map(_named, numbers, numbers.values())}
    for name in NAMES:
        if name in plain and (value := _value(name, *plain[name], is_apart="earlier" in plain)) is not None:
            yield name, value


def _named(key: str, number: object) -> tuple[str, str, object]:
    """Part a name from the unit behind it."""
    stem = key.removesuffix(_WEEKLY)
    for suffix in _UNITS:
        if stem.endswith(suffix):
            return stem.removesuffix(suffix), key.removeprefix(stem.removesuffix(suffix)), number
    return key, "", number


def _value(name: str, unit: str, number: object, *, is_apart: bool) -> Value | None:
    if unit and isinstance(number, int):
        known, parts = _UNITS[unit.removesuffix(_WEEKLY)]
        return Figure(
            amount=Fraction(number, parts),
            unit=known,
            is_written=name == "limit",
            is_apart=name == "change" or (name == "limit" and is_apart),
            is_weekly=unit.endswith(_WEEKLY),
        )
    says = NAMES[name].says
    if isinstance(number, int):
        return Span(number) if says is Says.DAYS else Count(number)
    return _of_text(name, says, str(number))


def _of_text(name: str, says: Says, text: str) -> Value | None:
    """Make a value of what is no number; None of what cannot be one."""
    try:
        if says is Says.DAY:
            return Day(date.fromisoformat(text).toordinal())
        if says is Says.TIME:
            return Moment(int(datetime.fromisoformat(text).timestamp()))
    except ValueError:
        return None
    if says is Says.ANSWER:
        question, _, code = text.partition(".")
        return Chosen(question, code)
    if name == "alert":
        return Titles(tuple(text.split(",")))
    return Kind(text) if name in _WORDS else None
