"""What a raise is held against: the level before, the value then, and how far beyond it things are worse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from server.rules.judging.amounts import day_amount, day_value, reference
from server.rules.judging.changes import change_parts
from server.rules.judging.exact import Exact, whole
from server.rules.judging.limits import against, candidates, first_days, is_on_days, reading_amount
from server.rules.judging.needs import every_part
from server.rules.judging.scene import Scene
from server.rules.judging.truth import YES, Bools, Ints
from server.rules.judging.walk import Level
from server.rules.language.combination import Condition
from server.rules.language.condition import Change, Limit, Reference, Side
from server.rules.language.signal import Measure

Seen = tuple[Level | None, ...]
"""The value of each sign of a condition that is a distance, at one instant."""


_Numbers = tuple[Exact, Exact, Exact, tuple[Ints, ...], Bools]
"""The value, the level and the limit, where they stand for each look, and whether there is anything."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The value, the level and the limit of one sign; ``sign`` is 1 where more is worse.

    They stand by day or by reading; ``places`` say for each look where (one index for each of their axes), and
    ``is_there`` whether there is anything.
    """

    measure: str
    is_so: Bools
    value: Exact
    level: Exact
    limit: Exact
    sign: int
    places: tuple[Ints, ...]
    is_there: Bools

    def at(self, exact: Exact, look: int) -> Level | None:
        """Give one of them at a look."""
        if not self.is_there[look]:
            return None
        found = exact.one(tuple(int(each[look]) for each in self.places))
        return None if found is None else Level(top=found[0], bottom=found[1])

    def is_worse(self, was: Level, looks: slice) -> Bools:
        """Tell at which of some looks the value is worse than what it was by half the limit or more."""
        places, is_there = tuple(each[looks] for each in self.places), self.is_there[looks]
        if not is_there.any():
            return is_there
        value, limit = self.value.at(places), self.limit.at(places)
        beyond = self.sign * (value.top * was.bottom - was.top * value.bottom)
        half = np.abs(limit.top) * value.bottom * was.bottom
        worse: Bools = (beyond > 0) & (2 * beyond * limit.bottom >= half) & value.known & limit.known & is_there
        return worse


class Held:
    """The numbers of those signs of a condition that are distances, at each look."""

    def __init__(self, scene: Scene, condition: Condition) -> None:
        """Take the scene and the condition that raises."""
        self._scene = scene
        self._condition = condition

    @cached_property
    def _parts(self) -> list[_Part]:
        return [
            _part(self._scene, part)
            for part in every_part(self._condition)
            if isinstance(part, Change) or (isinstance(part, Limit) and part.reference is not None)
        ]

    def level_at(self, look: int, measure: str | None) -> Level | None:
        """Give what a value was held against: of the first sign of the measure that is so."""
        mine = (part for part in self._parts if measure in {None, part.measure} and part.is_so[look])
        return next((part.at(part.level, look) for part in mine), None)

    def seen_at(self, look: int) -> Seen:
        """Give the values at a look."""
        return tuple(part.at(part.value, look) for part in self._parts)

    def worse(self, seen: Seen, first: int, end: int) -> Bools:
        """Tell at which looks, ``first`` to ``end``, a value is worse than what was seen by half its limit or more."""
        found = np.zeros(end - first, np.bool_)
        for part, was in zip(self._parts, seen, strict=True):
            if was is not None:
                found |= part.is_worse(was, slice(first, end))
        return found


def _part(scene: Scene, part: Change | Limit) -> _Part:
    measure = scene.measure(part.measure)
    is_so: Bools = scene.judge(part, scene) == YES
    if isinstance(part, Limit) and not is_on_days(part, measure):
        value, level, limit, places, is_there = _of_readings(scene, part, measure)
    else:
        value, level, limit, places, is_there = _of_days(scene, part, measure)
    return _Part(part.measure, is_so, value, level, limit, 1 if is_upwards(part) else -1, places, is_there)


def level_measure(clear_when: Condition | None) -> str | None:
    """Name the measure whose level before the raise ends it, if one does."""
    parts = () if clear_when is None else every_part(clear_when)
    limits = (part for part in parts if isinstance(part, Limit))
    return next((each.measure for each in limits if Reference.LEVEL_BEFORE in {each.reference, each.or_else}), None)


def is_upwards(part: Change | Limit) -> bool:
    """Tell whether more is worse."""
    if isinstance(part, Change):
        return part.is_rise
    return part.comparison.is_upwards is (part.side is Side.ABOVE)


def _of_days(scene: Scene, part: Change | Limit, measure: Measure) -> _Numbers:
    days, newest = scene.frame.days(measure), scene.newest_day(scene.frame.days(measure))
    if isinstance(part, Change):
        value, level = day_value(scene, measure, part.using, days), change_parts(scene, part)[1]
        limit = day_amount(scene, part.by, measure, days)
    else:
        value, level, limit = against(scene, part, measure)
    return value, level, limit, (scene.looks.row, np.maximum(newest, 0)), scene.counts(newest, days)


def _of_readings(scene: Scene, part: Limit, measure: Measure) -> _Numbers:
    found = candidates(scene, measure, part.on, part.skips)
    column, looks = found.column, scene.looks
    day = first_days(scene, found)
    value = whole(column.values, found.parts)
    level = reference(scene, measure, part, column.who, column.at_s, day)
    limit = reading_amount(scene, part, measure, found)
    end = looks.ends_in(column)
    has_any, newest = end > looks.starts_in(column), np.maximum(end - 1, 0)
    return value, level, limit, (newest,), has_any
