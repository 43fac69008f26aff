"""Oskar, 83: fifteen kilograms in five months, and it was not the heart. Found late; here the alert is to come early.

The product holds his weights, pulse, missed mornings, answers and own words, and his press of *I am worried*, to which
the hub's screen answers whom to call, 1177 among them. It holds no mood (no question asks for it), no relatives, no
treatment ceiling or palliative decision (decision F10), and no calls to 1177: those are ``Elsewhere``, and true all the
same. That he has a tumour is the group *other-disease*, in which somebody must put him.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp
from typing import Final

from simulator.happening import Answers, Elsewhere, Happening, Pressure, Weighing
from simulator.person import Day, Person
from simulator.stories.ordinary import at_clock, ordinary
from simulator.stories.screen import InOwnWords, Worried

FIRST_DAY: Final = date(2026, 3, 2)
"""A Monday; the clocks go forward in the fourth week."""
LAST_DAY: Final = 196
TIRED_FROM_KG, VERY_TIRED_FROM_KG = 1.0, 4.0
_STEEPNESS: Final = 6.0
"""About 0.15 kg a day where it is fastest (chosen: slow enough to pass under the rules of quick gain)."""
FASTER_PER_KG: Final = 0.8
"""Beats a minute; twelve more at the end (chosen: *pulse up* is all that is told)."""
LOW_SPIRITS_ON, WORRIED_ON, DAUGHTER_ON, FOUND_ON, UNDECIDED_ON, NEW_NURSE_ON = 184, 187, 188, 191, 192, 196


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowGrowth:
    """Weight grows by ``kg`` between two days, slowly, then faster, then slowly; pulse and tiredness go with it."""

    kg: float
    first_day: int
    last_day: int

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Add the day's growth to what is measured, and on Tuesdays and Fridays say how tired it makes."""
        grown_kg = self.grown_kg(day.number)
        told = [_with(grown_kg, happening) for happening in so_far]
        if grown_kg >= TIRED_FROM_KG and day.date.weekday() in {1, 4}:
            code = "much" if grown_kg >= VERY_TIRED_FROM_KG else "some"
            told.append(Answers(at=at_clock(day, 9, 5), who=person.label, question="tiredness", code=code))
        return told

    def grown_kg(self, day_number: int) -> float:
        """Tell how much has grown on a day: a logistic curve, cut and stretched to begin with nothing.

        >>> growth = SlowGrowth(kg=15, first_day=28, last_day=188)
        >>> [round(growth.grown_kg(day), 1) for day in (0, 28, 66, 76, 108, 188, 400)]
        [0.0, 0.0, 2.1, 3.1, 7.5, 15.0, 15.0]
        """
        share = (day_number - self.first_day) / (self.last_day - self.first_day)
        lowest = _logistic(0.0)
        return self.kg * (_logistic(min(1.0, max(0.0, share))) - lowest) / (1 - 2 * lowest)


@dataclass(frozen=True, slots=True, kw_only=True)
class LosesHeart:
    """From a day on some mornings are let go: a share of them, and then nothing is measured or answered."""

    first_day: int
    share: float

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Let the day pass, or not, by its own chance."""
        lets_go = day.number >= self.first_day and day.chance.random() < self.share
        return [] if lets_go else so_far


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """On one day something happens that the product has no place for."""

    day_number: int
    hour: int
    said: str

    def __call__(self, person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
        """Tell it at the full hour."""
        if day.number != self.day_number:
            return so_far
        return [*so_far, Elsewhere(at=at_clock(day, self.hour, 0), who=person.label, said=self.said)]


def days() -> Iterator[tuple[int, date]]:
    """Go through the days of the story."""
    for number in range(LAST_DAY + 1):
        yield number, FIRST_DAY + timedelta(days=number)


def _with(grown_kg: float, happening: Happening) -> Happening:
    match happening:
        case Weighing(kilograms=kilograms):
            return replace(happening, kilograms=round(kilograms + grown_kg, 1))
        case Pressure(pulse_per_min=pulse):
            return replace(happening, pulse_per_min=round(pulse + FASTER_PER_KG * grown_kg))
        case _:
            return happening


def _logistic(share: float) -> float:
    return 1 / (1 + exp(-_STEEPNESS * (share - 0.5)))


GROWTH: Final = SlowGrowth(kg=15.0, first_day=28, last_day=188)
"""160 days, of the 70-160 that such a course takes; the usual weight is known before it begins."""
OSKAR: Final = Person(
    label="oskar83",
    name="Oskar Hedlund",
    personnummer="194302119807",
    matters="Att få veta vad det är, och att inte ligga min dotter till last.",
    usual_weight_g=78_000,
    stories=(
        ordinary,
        GROWTH,
        LosesHeart(first_day=GROWTH.first_day, share=0.1),
        InOwnWords(
            day_number=LOW_SPIRITS_ON, question="something_else", words="Inget är roligt längre. Jag sitter mest."
        ),
        Meanwhile(day_number=LOW_SPIRITS_ON, hour=20, said="is low, and tells nobody whom it is for to ask"),
        Worried(day_number=WORRIED_ON),
        Meanwhile(
            day_number=WORRIED_ON,
            hour=19,
            said="rings 1177 on a Saturday evening: rest, and the health centre on Monday",
        ),
        InOwnWords(
            day_number=DAUGHTER_ON,
            question="something_else",
            words="Det är hans dotter som skriver. Byxorna går inte igen, men benen är smala. Vem ska jag ringa?",
        ),
        Meanwhile(day_number=DAUGHTER_ON, hour=20, said="his daughter asks who is responsible, and is in no register"),
        Meanwhile(day_number=FOUND_ON, hour=14, said="the tumour is found: it was not the heart"),
        Meanwhile(
            day_number=UNDECIDED_ON,
            hour=11,
            said="nobody has decided with him how far treatment is to go, and nothing is written of it",
        ),
        Meanwhile(day_number=NEW_NURSE_ON, hour=9, said="a nurse who has never met him opens his page"),
    ),
)
"""Another than the Oskar of the demo's town, whose gain is quick and of the heart."""
