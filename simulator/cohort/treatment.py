"""Treatment changes: more or less diuretic, told to the service or not, and what it does to weight."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.cohort.chance import Chance
from simulator.cohort.swell import Swell
from vitals.observation_log import LogKind

UP_A_YEAR = 0.35
"""Planned increases without a worsening; decreases ``DOWN_A_YEAR`` (chosen)."""
DOWN_A_YEAR = 0.35
UP_KG = (-2.0, -1.0)
"""More diuretic: -1 to -2 kg in 3-7 days; less: +0.5 to +1.5 kg in 4-12 days (recalled)."""
UP_DAYS = (3.0, 7.0)
DOWN_KG = (0.5, 1.5)
DOWN_DAYS = (4.0, 12.0)
TOLD = 0.65
"""Share of changes that reach the service; of increases after a minor event ``TOLD_AT_EVENT`` (chosen)."""
TOLD_AT_EVENT = 0.75
STAYS = 0.4
"""The part of the change that stays; the rest is gone after ``FORGOTTEN_DAYS`` (chosen)."""
FORGOTTEN_DAYS = (40.0, 90.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """One change of diuretic, at a day from the cohort's first midnight."""

    at: float
    is_up: bool
    is_told: bool
    swell: Swell | None


def draw_treatments(chance: Chance, first: float, ended: float, minor_events: list[float]) -> list[Treatment]:
    """Draw planned changes; each minor event is one too, whose effect is part of the event."""
    found = [Treatment(at=at, is_up=True, is_told=chance.happens(TOLD_AT_EVENT), swell=None) for at in minor_events]
    for is_up, rate in ((True, UP_A_YEAR), (False, DOWN_A_YEAR)):
        for day in chance.moments(rate, first + 3, ended):
            at = int(day) + chance.between((9 / 24, 16 / 24))
            full = at + chance.between(UP_DAYS if is_up else DOWN_DAYS)
            swell = Swell(
                kind=LogKind.WEIGHT,
                size=chance.between(UP_KG if is_up else DOWN_KG),
                start=at,
                full=full,
                release=full + 14,
                gone=full + chance.between(FORGOTTEN_DAYS),
                stays=STAYS,
            )
            found.append(Treatment(at=at, is_up=is_up, is_told=chance.happens(TOLD), swell=swell))
    return found
