"""Examples of what was seen, missed and raised for nothing: chosen by their place in the order, not by their looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from server.rules.backtest.counting import Seen, Spell
from server.rules.backtest.instants import DAY_S

EACH: Final = 4
"""So many examples of every kind."""
FROM_DAY: Final = -45
TO_DAY: Final = 5
T = TypeVar("T")


class ExampleKind(StrEnum):
    """What an example is one of."""

    HIT = "hit"
    MISS = "miss"
    FALSE_ALERT = "false_alert"
    ALERT = "alert"
    """Where nobody knows what was true."""


@dataclass(frozen=True, slots=True)
class Example:
    """A patient (place among those watched) around an event, or around the first alert of an episode."""

    kind: ExampleKind
    patient: int
    at_s: int
    lead_days: float | None = None


def examples(events: Sequence[Seen], spells: Sequence[Spell], *, knows: bool) -> list[Example]:
    """Choose examples of major events and of unexplained episodes; ``knows`` is whether anybody knows the events.

    Hits are spread over their lead times, from the longest; misses and false alerts over the patients, in the order of
    the log, each patient once as long as there are others.
    """
    major = [each for each in events if each.event.is_major]
    hits = [
        Example(ExampleKind.HIT, each.event.patient, each.event.at_s, (each.event.at_s - each.first_s) / DAY_S)
        for each in major
        if each.in_14_days and each.first_s is not None
    ]
    misses = [Example(ExampleKind.MISS, each.event.patient, each.event.at_s) for each in major if not each.in_14_days]
    for_nothing = ExampleKind.FALSE_ALERT if knows else ExampleKind.ALERT
    alone = [Example(for_nothing, each.patient, each.from_s) for each in spells if not each.is_explained]
    hits.sort(key=lambda each: (-(each.lead_days or 0.0), each.patient, each.at_s))
    return [*spread(hits, EACH), *spread(_of_each(misses), EACH), *spread(_of_each(alone), EACH)]


def spread(several: Sequence[T], count: int) -> list[T]:
    """Choose so many, evenly spread over their order.

    >>> spread(range(8), 4), spread("ab", 4)
    ([1, 3, 5, 7], ['a', 'b'])
    """
    if len(several) <= count:
        return [*several]
    return [several[(2 * number + 1) * len(several) // (2 * count)] for number in range(count)]


def _of_each(several: Sequence[Example]) -> Sequence[Example]:
    """Keep the middle one of each patient, if there are patients enough."""
    by_patient: dict[int, list[Example]] = {}
    for each in several:
        by_patient.setdefault(each.patient, []).append(each)
    if len(by_patient) < EACH:
        return several
    return [own[len(own) // 2] for own in by_patient.values()]
