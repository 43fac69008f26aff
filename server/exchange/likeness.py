"""Likeness: whether the weights of a log can be those of the person that a map says it speaks of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from statistics import median_low
from typing import Final, NamedTuple

from server.patients.habit import NEAREST, REACH_MOST_G, Weight

FAR_AT_LEAST: Final = 3
FAR_SHARE: Final = 5
"""More than one weight of five is too far from the person's own: then it is likely another person's log."""
_G_PER_KG: Final = 1_000


class Likeness(NamedTuple):
    """How the weights of a log lie to somebody's own: how many, how many far off, and both where they are nearest."""

    weights: int
    far: int
    here_g: int | None
    log_g: int | None

    @property
    def doubt(self) -> Mapping[str, str] | None:
        """Say in both languages why it may be somebody else; None if nothing speaks for that.

        >>> Likeness(weights=40, far=1, here_g=80_000, log_g=80_400).doubt is None
        True
        >>> Likeness(weights=40, far=0, here_g=61_000, log_g=80_400).doubt["en"]
        'where log and patient are nearest they weigh 80.4 and 61.0 kg'
        """
        if self.far >= FAR_AT_LEAST and self.far * FAR_SHARE > self.weights:
            return {
                "sv": f"{self.far} av {self.weights} vikter i loggen ligger långt från personens egna",
                "en": f"{self.far} of {self.weights} weights of the log are far from the patient's own",
            }
        if self.here_g is not None and self.log_g is not None and abs(self.here_g - self.log_g) > REACH_MOST_G:
            log_kg, here_kg = (f"{grams / _G_PER_KG:.1f}" for grams in (self.log_g, self.here_g))
            return {
                "sv": f"där logg och person ligger närmast väger de {log_kg} och {here_kg} kg",
                "en": f"where log and patient are nearest they weigh {log_kg} and {here_kg} kg",
            }
        return None


def likeness(own: Sequence[Weight], log: Sequence[Weight], far: int) -> Likeness:
    """Compare somebody's own weights with those of a log, both in order of time, around the two that are nearest.

    >>> likeness([(100, 80_000), (200, 81_000)], [(5, 70_000)], far=0)
    Likeness(weights=1, far=0, here_g=80000, log_g=70000)
    """
    if not own or not log:
        return Likeness(len(log), far, None, None)
    times_s = [at_s for at_s, _ in log]
    _, at_s = min((_away_s(times_s, mine), mine) for mine, _ in own)
    return Likeness(len(log), far, _usual(own, at_s), _usual(log, at_s))


def _away_s(times_s: Sequence[int], at_s: int) -> int:
    place = bisect_left(times_s, at_s)
    return min(abs(each - at_s) for each in times_s[max(place - 1, 0) : place + 1])


def _usual(weights: Sequence[Weight], at_s: int) -> int:
    nearest = sorted(weights, key=lambda weight: abs(weight[0] - at_s))[:NEAREST]
    return median_low([grams for _, grams in nearest])
