"""A stay in hospital: nothing is measured at home from its first moment to its last."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.cohort.chance import Chance

LENGTH_DAYS = (6.0, 0.7)
"""Median and spread of the logarithm; 2-30 days, median 6 (recalled)."""
SHORTEST_DAYS, LONGEST_DAYS = 2.0, 30.0
TOLD_HEART_FAILURE = 0.9
"""Share of stays for heart failure that the care team tells the service; of others ``TOLD_OTHER`` (chosen)."""
TOLD_OTHER = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stay, in days from the cohort's first midnight."""

    admitted: float
    discharged: float
    is_heart_failure: bool
    is_told: bool


def draw_stay(chance: Chance, admitted: float, *, is_heart_failure: bool) -> Stay:
    """Draw how long a stay lasts and whether it is told; people go home between ten and five."""
    length = min(LONGEST_DAYS, max(SHORTEST_DAYS, chance.around(*LENGTH_DAYS)))
    discharged = int(admitted + length) + chance.between((10 / 24, 17 / 24))
    told = TOLD_HEART_FAILURE if is_heart_failure else TOLD_OTHER
    return Stay(
        admitted=admitted,
        discharged=max(discharged, admitted + 1),
        is_heart_failure=is_heart_failure,
        is_told=chance.happens(told),
    )
