"""Readings of one series of some patients, as they came: what an outlook is told by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from server.rules.judging.truth import Bools, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """Readings of one series of some patients, in order of patient, then time; ``day`` is the place of the day."""

    who: Ints
    day: Ints
    at_s: Ints
    values: Ints
    marks: Ints

    @property
    def heads(self) -> Ints:
        """Give the place of each patient's first reading."""
        is_head = np.ones(len(self.who), np.bool_)
        np.not_equal(self.who[1:], self.who[:-1], out=is_head[1:])
        return np.flatnonzero(is_head)

    def only(self, wanted: Bools) -> Raw:
        """Keep some of them."""
        return Raw(self.who[wanted], self.day[wanted], self.at_s[wanted], self.values[wanted], self.marks[wanted])
