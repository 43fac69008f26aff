"""Stories that change an ordinary day: water that gathers, mornings missed, a cuff that gives up, a lost line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulator.happening import CuffError, Happening, LineChange, Pressure, StrangeBytes, Weighing
from simulator.person import Day, Person
from simulator.stories.ordinary import at_clock, pressure


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Water gathers by ``kg_a_day`` from ``first_day`` to ``last_day`` and leaves as fast from ``relief_day`` on."""

    kg_a_day: float
    first_day: int
    last_day: int
    relief_day: int | None = None

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Add the water of the day to every weighing."""
        extra_kg = self.water_kg(day.number)
        return [
            replace(happening, kilograms=round(happening.kilograms + extra_kg, 2))
            if isinstance(happening, Weighing)
            else happening
            for happening in so_far
        ]

    def water_kg(self, day_number: int) -> float:
        """Tell how much water there is on a day, never less than none."""
        gathered = self.kg_a_day * max(0, min(day_number, self.last_day) - self.first_day + 1)
        left = 0.0 if self.relief_day is None else self.kg_a_day * max(0, day_number - self.relief_day + 1)
        return max(0.0, gathered - left)


@dataclass(frozen=True, slots=True)
class MissedMornings:
    """Nothing is measured on these days."""

    days: frozenset[int]

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Let the day pass."""
        return [] if day.number in self.days else so_far


@dataclass(frozen=True, slots=True)
class CuffGivesUp:
    """On one day the cuff fails once, and the second try goes well."""

    day_number: int

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Fail at 8.45 and succeed at 8.50."""
        if day.number != self.day_number:
            return so_far
        calm = [happening for happening in so_far if not isinstance(happening, Pressure)]
        failed = CuffError(at=at_clock(day, 8, 45), who=person.label)
        return [*calm, failed, pressure(person, day, at_clock(day, 8, 50))]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBreaks:
    """The home loses its line in the middle of one morning and has it back on another."""

    down_day: int
    up_day: int

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Cut at 10.00, mend at 9.00."""
        changes: list[Happening] = []
        if day.number == self.down_day:
            changes.append(LineChange(at=at_clock(day, 10, 0), who=person.label, is_up=False))
        if day.number == self.up_day:
            changes.append(LineChange(at=at_clock(day, 9, 0), who=person.label, is_up=True))
        return [*so_far, *changes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strange:
    """On one day the scale sends something that is no proper weighing of a person."""

    day_number: int
    payload: bytes
    said: str
    minute: int = 0

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Send it a little after nine."""
        if day.number != self.day_number:
            return so_far
        at = at_clock(day, 9, self.minute)
        return [*so_far, StrangeBytes(at=at, who=person.label, payload=self.payload, said=self.said)]
