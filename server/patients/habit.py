"""What somebody usually weighs, and how far from it a weight of theirs may lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from vitals.identity import PatientId

KNOWN_FROM: Final = 3
"""With fewer weights nobody is known well enough to be told from another."""
RECENT: Final = timedelta(days=28)
"""What lies further from the measurement, before it or after it, says nothing about it."""
NEAREST: Final = 7
"""So many weights, the nearest in time, tell what somebody weighs now: one wrong one does not move their median."""
REACH_G: Final = 4_000
REACH_A_DAY_G: Final = 500
"""Water can come fast: the reach grows with the time since the nearest weight."""
REACH_MOST_G: Final = 8_000
CLEARLY_G: Final = 2_000
"""What is not somebody's must lie so much further off than the reach: then only a leap of 6 kg could deceive."""
WIDE: Final = 9
"""Six robust standard deviations, 6 × 1.4826, in median distances from the median."""
ONE_SITTING: Final = timedelta(hours=4)
APART_G: Final = 1_500
"""Nobody's weight differs so much in one morning; two weighings in ten minutes differ by 0.15 kg (SD)."""
_DAY_S: Final = 86_400
_RECENT_S: Final = int(RECENT.total_seconds())
_ONE_SITTING_S: Final = int(ONE_SITTING.total_seconds())


Weight = tuple[int, int]
"""One weight of somebody: the second (UTC) it was measured in, and grams. Plain, for some are made for every record."""
WeightsNear = Callable[[PatientId, datetime], Sequence[Weight]]
"""Gives weights of somebody around an instant, as known now: the ``NEAREST`` among them, in any order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What somebody weighed around an instant: the median, how far it reaches, and the weights of that same morning."""

    usual_g: int
    reach_g: int
    same_morning_g: tuple[int, ...]

    def reaches(self, grams: int) -> bool:
        """Tell whether a weight may be this person's."""
        return abs(grams - self.usual_g) <= self.reach_g

    def excludes(self, grams: int) -> bool:
        """Tell whether a weight is clearly not this person's."""
        return abs(grams - self.usual_g) > self.reach_g + CLEARLY_G

    def contradicts(self, grams: int) -> bool:
        """Tell whether the same morning has a weight of this person that is too far off."""
        return any(abs(grams - other) > APART_G for other in self.same_morning_g)


def is_usual(grams: int, weights: Sequence[Weight]) -> bool:
    """Tell at once of most weights that they are within reach: what is near to all of them is near to their middle.

    >>> is_usual(80_500, [(0, 80_000), (86_400, 84_500)]), is_usual(80_400, [(0, 80_000), (86_400, 84_500)])
    (True, False)
    """
    return all(abs(grams - other) <= REACH_G for _, other in weights)


def habit_of(weights: Sequence[Weight], at: datetime) -> Habit | None:
    """Tell what somebody usually weighs around an instant; None if that is not known well enough.

    The reach is 4 kg, and half a kilogram more for each day to the nearest weight, 8 kg at most; and it is never less
    than six robust standard deviations of the weights themselves.

    >>> from datetime import UTC
    >>> at = datetime(2026, 3, 9, 6, tzinfo=UTC)
    >>> days = [(int(at.timestamp()) - day * 86_400, 80_000 + 100 * day) for day in (1, 2, 3)]
    >>> habit_of(days, at)
    Habit(usual_g=80200, reach_g=4500, same_morning_g=())

    Source: the gate of the rule language; the figures are argued in docs/adr/0014-whose-is-it.md.
    """
    at_s = int(at.timestamp())
    recent = sorted([(abs(when_s - at_s), grams) for when_s, grams in weights if abs(when_s - at_s) <= _RECENT_S])
    if len(recent) < KNOWN_FROM:
        return None
    del recent[NEAREST:]
    usual_g = _median([grams for _, grams in recent])
    spread_g = _median([abs(grams - usual_g) for _, grams in recent])
    grown_g = min(REACH_G + REACH_A_DAY_G * (recent[0][0] // _DAY_S), REACH_MOST_G)
    return Habit(
        usual_g=usual_g,
        reach_g=max(grown_g, WIDE * spread_g),
        same_morning_g=tuple([grams for away_s, grams in recent if away_s <= _ONE_SITTING_S]),
    )


def _median(values: list[int]) -> int:
    """Give the middle value, or what lies between the two middle ones."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) // 2
