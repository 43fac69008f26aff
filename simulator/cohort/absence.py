"""Absences: why nothing, or no weight, comes from somebody who is at home in the service."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.cohort.chance import Chance
from simulator.cohort.course import Course

HOLIDAYS_A_YEAR = 0.43
"""Gives 35 % of people one or more a year, of 4-14 days (chosen)."""
HOLIDAY_DAYS = (4.0, 14.0)
HOLIDAY_TOLD = 0.5
"""Share announced; ``HUB_UNPLUGGED`` of holidays the hub is off too (chosen)."""
HUB_UNPLUGGED = 0.2
SCALE_BROKEN_A_YEAR = 0.15
"""Flat batteries, a broken glass: no weight for 3-14 days, all else goes on (chosen)."""
SCALE_BROKEN_DAYS = (3.0, 14.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days without measurements, from the cohort's first midnight; only the scale's, if ``is_scale_only``."""

    first: float
    last: float
    is_scale_only: bool = False
    is_told: bool = False
    is_hub_off: bool = False


def draw_absences(chance: Chance, course: Course) -> list[Absence]:
    """Draw holidays and broken scales, and take over stays, quiet days before events, and who fades away."""
    found = [Absence(first=stay.admitted, last=stay.discharged) for stay in course.stays]
    found += [Absence(first=each.quiet_from, last=each.event) for each in course.worsenings if each.quiet_from]
    if course.fades < course.ended:
        found.append(Absence(first=course.fades, last=course.ended))
    for day in chance.moments(HOLIDAYS_A_YEAR, course.first + 7, course.ended):
        last = int(day) + 0.5 + int(chance.between(HOLIDAY_DAYS))
        is_told, is_off = chance.happens(HOLIDAY_TOLD), chance.happens(HUB_UNPLUGGED)
        found.append(Absence(first=int(day) + 0.5, last=last, is_told=is_told, is_hub_off=is_off))
    for day in chance.moments(SCALE_BROKEN_A_YEAR, course.first + 3, course.ended):
        found.append(Absence(first=day, last=day + chance.between(SCALE_BROKEN_DAYS), is_scale_only=True))
    return found
