"""What a log knows to be true: who was watched, how long, and when each of them became worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.backtest.caseload import Caseload
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.log import Happened, Log
from server.rules.judging.truth import Ints

YEAR_DAYS: Final = 365.25


@dataclass(frozen=True)
class Watched:
    """The patients by name, each from ``first_s`` to ``end_s``; ``events`` is None where the truth is not known.

    Of an event ``patient`` is the place among these patients.
    """

    names: Sequence[str]
    first_s: Ints
    end_s: Ints
    events: Sequence[Happened] | None

    @cached_property
    def years(self) -> np.ndarray:
        """Give how many years each patient was watched."""
        found: np.ndarray = (self.end_s - self.first_s) / (YEAR_DAYS * DAY_S)
        return found

    @cached_property
    def place(self) -> dict[str, int]:
        """Give each patient's place."""
        return {name: place for place, name in enumerate(self.names)}


def watched(log: Log, load: Caseload) -> Watched:
    """Take from a log who was watched, and the events that lie in that time."""
    cases = load.cases
    first_s = np.array([case.first_s for case in cases], np.int64)
    end_s = np.array([case.end_s for case in cases], np.int64)
    place = {case.place: number for number, case in enumerate(cases)}
    events = None
    if log.events is not None:
        known = (each._replace(patient=place[each.patient]) for each in log.events if each.patient in place)
        events = [each for each in known if first_s[each.patient] <= each.at_s <= end_s[each.patient] + DAY_S]
    return Watched([case.name for case in cases], first_s, end_s, events)
