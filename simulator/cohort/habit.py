"""A habit: when a patient measures, what, how faithfully, and how that fades."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.cohort.chance import Chance
from vitals.observation_log import Entry

FAITHFULNESS = (0.9, 0.24)
"""Beta of a person's share of days with a weighing, at first: weighs >= 4 days a week 74 %, >= 6 days 45 % (ITEC-CHF
2020, verified)."""
FADES_A_YEAR = 0.18
"""Mean of the share of that which a year takes, exponential over people: falls over time (e-Vita 2023, verified that it
does: 74 % of stable patients still measured >= 3 times a week for 42 weeks; the size is fitted to it)."""
CLUSTERING = 0.35
"""How far a missed day makes the next one likelier to be missed (chosen)."""
MANUAL = 0.2
"""Share who type their values (chosen)."""
COARSE = 0.3
"""Share of those who read a dial to the half kilogram (chosen)."""
EVENING_PEOPLE = 0.05
"""Share who mostly weigh in the evening; others do on ``EVENING_DAYS`` of days (chosen)."""
EVENING_DAYS = 0.02
DRESSED_PEOPLE = 0.08
"""Share who keep clothes on when it suits them, on ``DRESSED_DAYS`` of days; clothes weigh 0.5-2 kg (recalled; shares
chosen)."""
DRESSED_DAYS = 0.05
ANSWERING = 0.92
"""Share who answer questions at all (chosen)."""
STOIC = 0.15
"""Share who always answer as usual (chosen)."""
TWICE = 0.25
"""Share who take two pressure readings a sitting (chosen)."""
PRESSURE_A_WEEK = (7, 7, 7, 7, 7, 7, 3, 3, 3, 1)
"""Sittings asked for a week, over people (chosen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one person measures. Shares are of days; ``minute`` is minutes after midnight."""

    faithfulness: float
    fades_a_year: float
    minute: float
    entry: Entry
    weight_step_kg: float
    evening_share: float
    dressed_share: float
    answering_share: float
    is_stoic: bool
    pressure_share: float
    is_twice: bool

    @classmethod
    def drawn(cls, chance: Chance) -> Habit:
        """Draw a person's habit."""
        is_manual = chance.happens(MANUAL)
        is_coarse = chance.happens(COARSE)
        return cls(
            faithfulness=chance.betavariate(*FAITHFULNESS),
            fades_a_year=min(0.9, chance.expovariate(1 / FADES_A_YEAR)),
            minute=min(11 * 60.0, max(5 * 60.0, chance.gauss(7.4 * 60, 50))),
            entry=Entry.MANUAL if is_manual else Entry.AUTO,
            weight_step_kg=0.5 if is_manual and is_coarse else 0.1,
            evening_share=0.85 if chance.happens(EVENING_PEOPLE) else EVENING_DAYS,
            dressed_share=DRESSED_DAYS if chance.happens(DRESSED_PEOPLE) else 0.004,
            answering_share=chance.between((0.75, 1.0)) if chance.happens(ANSWERING) else 0.0,
            is_stoic=chance.happens(STOIC),
            pressure_share=chance.choice(PRESSURE_A_WEEK) / 7,
            is_twice=chance.happens(TWICE),
        )
