"""What an alert can say: amounts, days, times, answers and words, exact and without a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final

from server.rules.language.quantity import Quantity, Unit

_THOUSAND: Final = 1_000
STEPS: Final[Mapping[Unit, tuple[str, int]]] = {
    Unit.KG: ("g", 1_000),
    Unit.MMHG: ("mmhg_tenths", 10),
    Unit.BPM: ("per_min_tenths", 10),
    Unit.PERCENT: ("percent_tenths", 10),
    Unit.POINTS: ("points_tenths", 10),
    Unit.STEPS: ("steps_tenths", 10),
}
"""How each unit is named behind a number, and how many of those make one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An amount. ``is_written`` is a limit, said with the decimals it was written with; ``is_weekly`` is a slope.

    ``is_apart`` is a difference: percentages differ by percentage points.
    """

    amount: Fraction
    unit: Unit
    is_written: bool = False
    is_apart: bool = False
    is_weekly: bool = False

    @property
    def json(self) -> tuple[str, int]:
        """Give what stands behind the name, and the whole number, half a step rounded away from zero.

        >>> Figure(amount=Fraction(80_0505, 10_000), unit=Unit.KG).json
        ('_g', 80051)
        """
        suffix, parts = STEPS[self.unit]
        return f"_{suffix}_per_week" if self.is_weekly else f"_{suffix}", half_up(self.amount, parts)


@dataclass(frozen=True, slots=True)
class Span:
    """So many days."""

    days: int


@dataclass(frozen=True, slots=True)
class Day:
    """A local day by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in seconds of UTC."""

    at_s: int


@dataclass(frozen=True, slots=True)
class Count:
    """So many."""

    number: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer to a question, by their codes."""

    question: str
    code: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Titles:
    """Other rules, by name."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Parts of a condition: their places from 1, and each said in both languages."""

    places: tuple[int, ...]
    said: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing: there never was an earlier reading ``of`` a measure. ``is_day``: it is a day that is not there."""

    of: str
    is_day: bool = False


Value = Figure | Span | Day | Moment | Count | Chosen | Kind | Titles | Listed | Absent
"""What stands behind a name."""


def half_up(amount: Fraction, parts: int = 1) -> int:
    """Round to a whole number of parts, of which so many make one: a half away from zero, as people do.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2)), half_up(Fraction(49, 20))
    (3, -3, 2)
    """
    top, bottom = amount.numerator * parts, amount.denominator
    return (2 * top + bottom) // (2 * bottom) if top >= 0 else -((bottom - 2 * top) // (2 * bottom))


def figure_of(quantity: Quantity, *, is_apart: bool = False) -> Figure:
    """Make a figure of an amount that somebody wrote."""
    amount = Fraction(quantity.thousandths, _THOUSAND)
    return Figure(amount=amount, unit=quantity.unit, is_written=True, is_apart=is_apart)


def numbers_of(values: Mapping[str, Value]) -> dict[str, int | str]:
    """Write values as whole numbers with their units in their names, ISO dates and codes.

    >>> numbers_of({"change": Figure(amount=Fraction(2), unit=Unit.KG), "days": Span(3)})
    {'change_g': 2000, 'days': 3}
    """
    numbers: dict[str, int | str] = {}
    for name, value in values.items():
        if isinstance(value, Figure):
            suffix, number = value.json
            numbers[f"{name}{suffix}"] = number
        elif not isinstance(value, Absent):
            numbers[name] = _plain(value)
    return numbers


def _plain(value: Span | Day | Moment | Count | Chosen | Kind | Titles | Listed) -> int | str:
    match value:
        case Span(days=number) | Count(number=number):
            return number
        case Day(number=number):
            return date.fromordinal(number).isoformat()
        case Moment(at_s=at_s):
            return datetime.fromtimestamp(at_s, UTC).isoformat()
        case _:
            return _codes(value)


def _codes(value: Chosen | Kind | Titles | Listed) -> str:
    match value:
        case Chosen(question=question, code=code):
            return f"{question}.{code}"
        case Kind(name=name):
            return name
        case Titles(rules=rules):
            return ",".join(rules)
        case _:
            return ",".join(map(str, value.places))
