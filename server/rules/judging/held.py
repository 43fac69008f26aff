"""What a raise is held against: the level before, the value then, and how far beyond it things are worse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from server.rules.judging.amounts import day_amount, day_value, grid_of, reference
from server.rules.judging.changes import change_parts
from server.rules.judging.exact import Exact
from server.rules.judging.needs import every_part
from server.rules.judging.scene import Scene
from server.rules.judging.truth import YES, Bools, Ints
from server.rules.judging.walk import Level
from server.rules.language.combination import Condition
from server.rules.language.condition import Change, Limit, Side


@dataclass(frozen=True, slots=True)
class _Part:
    """The value, the level and the limit of one sign at each look; ``sign`` is 1 where more is worse."""

    is_so: Bools
    value: Exact
    level: Exact
    limit: Exact
    sign: int


class Held:
    """The numbers of the first sign of a condition that is a distance and is so, at each look."""

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

    def level_at(self, look: int) -> Level | None:
        """Give what the value at a look was held against."""
        part = self._first(look)
        return None if part is None else _at(part.level, look)

    def value_at(self, look: int) -> Level | None:
        """Give the value at a look."""
        part = self._first(look)
        return None if part is None else _at(part.value, look)

    def worse(self, seen: Level, first: int, end: int) -> Bools:
        """Tell at which looks, ``first`` to ``end``, a value is worse than what was seen by half the limit or more."""
        found = np.zeros(end - first, np.bool_)
        for part in self._parts:
            beyond = part.sign * (part.value.top * seen.bottom - seen.top * part.value.bottom)
            is_worse = 2 * beyond * part.limit.bottom >= part.limit.top * part.value.bottom * seen.bottom
            known = part.value.known & part.limit.known & part.is_so
            found |= np.broadcast_to(is_worse & known, part.value.top.shape)[first:end]
        return found

    def _first(self, look: int) -> _Part | None:
        so = [part for part in self._parts if part.is_so[look]]
        return so[0] if so else next(iter(self._parts), None)


def _part(scene: Scene, part: Change | Limit) -> _Part:
    measure = scene.measure(part.measure)
    days = scene.frame.days(measure)
    place: Ints = np.maximum(scene.newest_day(days), 0)
    if isinstance(part, Change):
        value, level = change_parts(scene, part)
        limit, sign = day_amount(scene, part.by, measure, days), 1 if part.is_rise else -1
    else:
        who, day = grid_of(scene)
        value = day_value(scene, measure, part.using if part.using in measure.windows else None, days)
        level = reference(scene, measure, part, who, days.at_s, day)
        limit, sign = day_amount(scene, part.amount, measure, days), -1 if part.side is Side.BELOW else 1
    looks = scene.looks.row
    shape = scene.frame.shape
    top, bottom = np.broadcast_to(limit.top, shape), np.broadcast_to(limit.bottom, shape)
    spread = Exact(top, bottom, np.broadcast_to(limit.known, shape))
    is_so: Bools = scene.judge(part, scene) == YES
    return _Part(is_so, value.taken(looks, place), level.taken(looks, place), spread.taken(looks, place), sign)


def _at(exact: Exact, look: int) -> Level | None:
    if not exact.known[look]:
        return None
    return Level(top=int(exact.top[look]), bottom=int(np.broadcast_to(exact.bottom, exact.top.shape)[look]))
