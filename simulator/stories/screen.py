"""Stories in which somebody uses the hub's own screen: weighs once more when it asks, answers, asks for a call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from simulator.happening import Answers, Happening, LooksAtScreen, Pressure, Weighing, Worries
from simulator.person import Day, Person
from simulator.stories.ordinary import at_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """On one day the person looks at the screen so long after weighing, and if it asks, weighs ``more_kg`` more."""

    day_number: int
    after: timedelta
    more_kg: float = 0.0

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Look after the day's last weighing."""
        weighings = [happening for happening in so_far if isinstance(happening, Weighing)]
        if day.number != self.day_number or not weighings:
            return so_far
        last = weighings[-1]
        kilograms = round(last.kilograms + self.more_kg, 2)
        return [*so_far, LooksAtScreen(at=last.at + self.after, who=person.label, kilograms=kilograms)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoatOn:
    """On one day the person steps on the scale in coat and boots."""

    day_number: int
    weighs_kg: float

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Add the clothes to the day's weighings."""
        if day.number != self.day_number:
            return so_far
        return [
            replace(happening, kilograms=round(happening.kilograms + self.weighs_kg, 2))
            if isinstance(happening, Weighing)
            else happening
            for happening in so_far
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LowAndDizzy:
    """On one day the blood pressure is low, twice, and the person tells the screen of being dizzy."""

    day_number: int

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Measure at 9.00 and 9.05, and answer at 9.10."""
        if day.number != self.day_number:
            return so_far
        low = [
            Pressure(
                at=at_clock(day, 9, minute),
                who=person.label,
                systolic_mmhg=systolic,
                diastolic_mmhg=systolic - 34,
                pulse_per_min=78,
            )
            for minute, systolic in ((0, 86), (5, 84))
        ]
        dizzy = Answers(at=at_clock(day, 9, 10), who=person.label, question="dizziness", code="often")
        return [*so_far, *low, dizzy]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worried:
    """On one day the person pushes *I am worried*."""

    day_number: int

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Push it at 18.20."""
        if day.number != self.day_number:
            return so_far
        return [*so_far, Worries(at=at_clock(day, 18, 20), who=person.label)]


@dataclass(frozen=True, slots=True, kw_only=True)
class InOwnWords:
    """On one day somebody at the screen answers a question that takes own words."""

    day_number: int
    question: str
    words: str

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Write them at 19.10."""
        if day.number != self.day_number:
            return so_far
        written = Answers(
            at=at_clock(day, 19, 10), who=person.label, question=self.question, code="own_words", words=self.words
        )
        return [*so_far, written]
