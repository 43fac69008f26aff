"""What a condition is judged on: a frame, the looks at it, the rule it stands in, and the episode that is open."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from server.rules.judging.column import Column
from server.rules.judging.days import Days
from server.rules.judging.exact import Exact
from server.rules.judging.frame import Frame
from server.rules.judging.looks import Looks
from server.rules.judging.truth import UNKNOWN, Bools, Ints, Truth
from server.rules.language.combination import Condition
from server.rules.language.rule import Rule
from server.rules.language.signal import Measure

Active = Sequence[Sequence[tuple[int, int | None]]]
"""For each patient of the frame, the times (from, until) in which a rule's episode is raised or inhibited."""

Numbered = tuple[Hashable, bool]
"""A condition's number, equal ones having the same, and whether its answers hold for one rule or one episode only."""


@dataclass(slots=True)
class Scene:
    """``level`` is what each patient's open episode is measured against, ``since_s`` when it began (-1: there is none).

    ``others`` are the rules judged before this one. ``known`` keeps answers, so that what stands in two rules is
    counted once; ``own`` keeps those that hold in this scene only. Both go by ``numbers``, see Plan.
    """

    frame: Frame
    looks: Looks
    rule: Rule
    others: Mapping[str, Active]
    judge: Callable[[Condition, Scene], Truth]
    level: Exact | None = None
    since_s: Ints | None = None
    known: dict[Hashable, Truth] = field(default_factory=dict)
    own: dict[Hashable, Truth] = field(default_factory=dict)
    numbers: Mapping[int, Numbered] = field(default_factory=dict)

    def alone(self, person: int) -> Scene:
        """Give the scene of one patient, with every answer that is known already."""
        begin, end = (int(each) for each in self.looks.begins[person : person + 2])
        return Scene(
            frame=self.frame.alone(person),
            looks=self.looks.alone(person, int(np.searchsorted(self.frame.person, person))),
            rule=self.rule,
            others={rule: [active[person]] for rule, active in self.others.items()},
            judge=self.judge,
            known={key: truth[begin:end] for key, truth in self.known.items()},
            own={key: truth[begin:end] for key, truth in self.own.items()},
            numbers=self.numbers,
        )

    def ending(self, person: int, start_s: int, level: tuple[int, int] | None, begin: int, until: int) -> Scene:
        """Give the scene of one patient, at some of the looks, on which the end of an episode is judged.

        It began at ``start_s`` from a level (top, bottom); no answers hold but those of what was measured since.
        """
        frame, (top, bottom) = self.frame.alone(person), level or (0, 1)
        rows = frame.shape[0]
        return Scene(
            frame=frame,
            looks=self.looks.part(begin, until, int(np.searchsorted(self.frame.person, person))),
            rule=self.rule,
            others={rule: [active[person]] for rule, active in self.others.items()},
            judge=self.judge,
            level=Exact(np.full(rows, top), bottom, np.full(rows, level is not None)),
            since_s=np.full(rows, start_s),
            numbers=self.numbers,
        )

    def measure(self, name: str) -> Measure:
        """Find a measure of ``signals.yaml``."""
        return self.frame.rule_set.signals.measures[name]

    def newest_day(self, days: Days) -> Ints:
        """Give the place of the newest day with a value at each look: today, else yesterday, else -1."""
        if self.since_s is None:
            return self.looks.kept.once(("newest", days), lambda: self._newest_day(days))
        return self._newest_day(days)

    def _newest_day(self, days: Days) -> Ints:
        looks = self.looks
        before = np.maximum(looks.day - 1, 0)
        today_s, yesterday_s = days.at_s[looks.row, looks.day], days.at_s[looks.row, before]
        today, yesterday = today_s <= looks.at_s, (looks.day > 0) & (yesterday_s <= looks.at_s)
        if self.since_s is not None:
            since_s = self.since_s[looks.row]
            today, yesterday = today & (today_s > since_s), yesterday & (yesterday_s > since_s)
        return np.where(today, looks.day, np.where(yesterday, before, -1))

    def on_day(self, grid: Truth, place: Ints, days: Days) -> Truth:
        """Take each look's answer from a grid of days; a day outside cannot tell, nor one before the episode began."""
        inside, row = np.maximum(place, 0), self.looks.row
        told = place >= 0
        if self.since_s is not None:
            told &= days.at_s[row, inside] > self.since_s[row]
        found: Truth = np.where(told, grid[row, inside], np.int8(UNKNOWN))
        return found

    def first_new(self, column: Column) -> Ints:
        """Give, for each look, the place of the first reading that may be looked at: after the episode began."""
        if self.since_s is None:
            return self.looks.starts_in(column)
        return column.until(self.looks.row, self.since_s[self.looks.row])

    def is_later_day(self, place: Ints) -> Bools:
        """Tell whether a day is later than that on which the episode began that is to end; else all are."""
        if self.since_s is None:
            return np.ones(len(place), np.bool_)
        later: Bools = place > self.frame.day_of(self.since_s)[self.looks.row]
        return later
