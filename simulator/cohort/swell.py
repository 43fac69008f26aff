"""A swell: how far something lifts or lowers one thing that is measured, from its first day to its last."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vitals.observation_log import LogKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Swell:
    """Rises from 0 at ``start`` to ``size`` at ``full``, stands until ``release``, and is gone at ``gone``.

    In the unit of its kind; days from the cohort's first midnight. ``curve`` above 1 rises late; ``stays`` is the part
    that never goes.

    >>> wave = Swell(kind=LogKind.WEIGHT, size=2.0, start=0, full=10, release=12, gone=16)
    >>> [wave.at(day) for day in (-1, 5, 11, 14, 20)]
    [0.0, 1.0, 2.0, 1.0, 0.0]
    """

    kind: LogKind
    size: float
    start: float
    full: float
    release: float = math.inf
    gone: float = math.inf
    curve: float = 1.0
    stays: float = 0.0

    def at(self, day: float) -> float:
        """Give what it adds at a moment."""
        if day <= self.start:
            return 0.0
        if self.full <= day <= self.release:
            return self.size
        risen = self.size * self._risen(min(day, self.release))
        if day <= self.release:
            return risen
        if day >= self.gone:
            return risen * self.stays
        left = (self.gone - day) / (self.gone - self.release)
        return risen * (self.stays + (1 - self.stays) * left)

    def _risen(self, day: float) -> float:
        if day >= self.full:
            return 1.0
        return float(((day - self.start) / (self.full - self.start)) ** self.curve)
