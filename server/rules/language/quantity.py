"""Amounts and periods as rule files write them: a number never stands without its unit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_THOUSAND = 1_000


class Unit(StrEnum):
    """The closed list of units. ``points`` are points of a score, or percentage points between two saturations."""

    KG = "kg"
    MMHG = "mmHg"
    BPM = "bpm"
    PERCENT = "%"
    POINTS = "points"
    STEPS = "steps"


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A number with its unit, kept as a whole number of thousandths: 1.5 kg is ``Quantity(1_500, Unit.KG)``."""

    thousandths: int
    unit: Unit

    def in_steps(self, per_unit: int) -> int:
        """Count the quantity in steps of which ``per_unit`` make one unit; raises ValueError between two steps.

        >>> Quantity(1_500, Unit.KG).in_steps(1_000), Quantity(90_000, Unit.MMHG).in_steps(10)
        (1500, 900)
        """
        steps, rest = divmod(self.thousandths * per_unit, _THOUSAND)
        if rest:
            raise ValueError(f"{self} lies between two steps of 1/{per_unit} {self.unit}")
        return steps

    def __str__(self) -> str:
        """Write it as rule files do, with a decimal point.

        >>> str(Quantity(1_500, Unit.KG)), str(Quantity(90_000, Unit.MMHG)), str(Quantity(-50, Unit.KG))
        ('1.5 kg', '90 mmHg', '-0.05 kg')
        """
        whole, part = divmod(abs(self.thousandths), _THOUSAND)
        decimals = f".{part:03d}".rstrip("0") if part else ""
        return f"{'-' if self.thousandths < 0 else ''}{whole}{decimals} {self.unit}"


@dataclass(frozen=True, slots=True)
class SettingName:
    """The name of one of the rule's settings in the place of an amount: the patient's own value holds."""

    name: str


@dataclass(frozen=True, slots=True)
class TimesOwnSpread:
    """So many times the patient's own day-to-day spread, in tenths: ``2 x own spread`` is 20."""

    tenths: int


@dataclass(frozen=True, slots=True)
class FromSetting:
    """A limit that follows a setting: ``half of gain``, ``low plus 5 mmHg``, ``gain minus 0.5 kg``.

    So a clear limit stays clear of its raise limit whatever the setting is (decision E4).
    """

    name: str
    is_half: bool = False
    plus: Quantity | None = None

    def of(self, value: Quantity) -> Quantity:
        """Count the limit for the value of the setting that holds for the patient; half a thousandth goes down.

        >>> str(FromSetting("gain", is_half=True).of(Quantity(1_500, Unit.KG)))
        '0.75 kg'
        >>> str(FromSetting("low", plus=Quantity(5_000, Unit.MMHG)).of(Quantity(90_000, Unit.MMHG)))
        '95 mmHg'
        """
        share = value.thousandths // 2 if self.is_half else value.thousandths
        return Quantity(share + (self.plus.thousandths if self.plus else 0), value.unit)

    def __str__(self) -> str:
        """Write it as rule files do.

        >>> str(FromSetting("gain", plus=Quantity(-500, Unit.KG)))
        'gain minus 0.5 kg'
        """
        if self.plus is None:
            return f"half of {self.name}" if self.is_half else self.name
        word = "minus" if self.plus.thousandths < 0 else "plus"
        return f"{self.name} {word} {Quantity(abs(self.plus.thousandths), self.plus.unit)}"


Amount = Quantity | SettingName | FromSetting | TimesOwnSpread
"""What a number is compared with."""


class PeriodUnit(StrEnum):
    """Days and weeks are local calendar days; hours and minutes are elapsed time."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


_SECONDS = {PeriodUnit.MINUTES: 60, PeriodUnit.HOURS: 3_600}
_DAYS = {PeriodUnit.DAYS: 1, PeriodUnit.WEEKS: 7}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, in the unit that it was written in."""

    count: int
    unit: PeriodUnit

    @property
    def is_calendar(self) -> bool:
        """Tell whether it counts local days; else it is elapsed time."""
        return self.unit in _DAYS

    @property
    def days(self) -> int:
        """Count the local days; raises KeyError for elapsed time.

        >>> Period(2, PeriodUnit.WEEKS).days
        14
        """
        return self.count * _DAYS[self.unit]

    @property
    def seconds(self) -> int:
        """Count the seconds of elapsed time; raises KeyError for local days, which have 23 to 25 hours.

        >>> Period(4, PeriodUnit.HOURS).seconds
        14400
        """
        return self.count * _SECONDS[self.unit]

    def __str__(self) -> str:
        """Write it as rule files do.

        >>> str(Period(1, PeriodUnit.DAYS)), str(Period(24, PeriodUnit.HOURS))
        ('1 day', '24 hours')
        """
        return f"{self.count} {self.unit.value[:-1] if self.count == 1 else self.unit.value}"
