"""What a condition is judged on: a frame, the looks at it, the rule it stands in, and the episode that is open."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from server.rules.judging.column import LAST_S, Column
from server.rules.judging.days import Days
from server.rules.judging.exact import Exact
from server.rules.judging.frame import Frame, Grid
from server.rules.judging.kept import Kept
from server.rules.judging.looks import Looks
from server.rules.judging.spoken import Spoken
from server.rules.judging.truth import UNKNOWN, Bools, Ints, Truth, unknown
from server.rules.language.combination import Condition
from server.rules.language.rule import Rule
from server.rules.language.signal import Measure

Active = Sequence[Sequence[tuple[int, int | None]]]
"""For each patient of the frame, the times (from, until) in which a rule's episode is raised or inhibited."""

Numbered = tuple[Hashable, bool]
"""A condition's number, equal ones having the same, and whether its answers hold for one rule or one episode only."""


FEW_LOOKS: Final = 64
"""So many looks, of however many patients, are as quickly answered as one."""


class Begun(NamedTuple):
    """An episode whose end is judged: of which patient, since when, and the level (top, bottom) it began from."""

    who: int
    start_s: int
    level: tuple[int, int] | None


@dataclass(slots=True)
class Scene:
    """``level`` is what each patient's open episode is measured against, ``since_s`` when it began (-1: there is none).

    ``others`` are the rules judged before this one. ``known`` keeps answers, so that what stands in two rules is
    counted once; ``own`` keeps those that hold in this scene only. Both go by ``numbers``, see Plan. ``kept`` is what
    is asked again of this scene's single looks, and ``spoken`` has the rules' words, by rule and settings.
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
    kept: Kept = field(default_factory=Kept)
    spoken: dict[Hashable, Spoken] = field(default_factory=dict)

    @property
    def is_small(self) -> bool:
        """Tell whether it costs less to answer at every look than to choose among them."""
        return len(self.looks.who) <= FEW_LOOKS

    def alone(self, person: int) -> Scene:
        """Give the scene of one patient, with every answer that is known already: of the only one, this one."""
        if self.looks.patients == 1:
            return self
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
            spoken=self.spoken,
        )

    def at(self, places: Ints) -> Scene:
        """Give the scene at some of its looks, in order; nothing that is known of all of them is taken over."""
        return Scene(
            frame=self.frame,
            looks=self.looks.some(places),
            rule=self.rule,
            others=self.others,
            judge=self.judge,
            numbers=self.numbers,
            spoken=self.spoken,
        )

    def ending(self, begun: Sequence[Begun], places: Ints) -> Scene:
        """Give the scene, at some of the looks, on which the ends of episodes are judged, one each of some patients.

        No answers hold but those of what was measured since an episode began. One patient's scene is made alone.
        """
        if len(begun) > 1:
            return self._ending(begun, self.frame, self.looks.some(places), self.others)
        who = begun[0].who
        begin, until = int(places[0]), int(places[-1]) + 1
        looks = self.looks.part(begin, until, int(np.searchsorted(self.frame.person, who)))
        others = {rule: [active[who]] for rule, active in self.others.items()}
        return self._ending([begun[0]._replace(who=0)], self.frame.alone(who), looks, others)

    def _ending(self, begun: Sequence[Begun], frame: Frame, looks: Looks, others: Mapping[str, Active]) -> Scene:
        who = np.array([each.who for each in begun])
        since_s, tops, bottoms = (np.full(len(frame.people), empty, np.int64) for empty in (LAST_S, 0, 1))
        has_level = np.zeros(len(frame.people), np.bool_)
        since_s[who] = [each.start_s for each in begun]
        tops[who] = [0 if each.level is None else each.level[0] for each in begun]
        bottoms[who] = [1 if each.level is None else each.level[1] for each in begun]
        has_level[who] = [each.level is not None for each in begun]
        mine = frame.person
        several = {*bottoms[has_level].tolist()}
        bottom = bottoms[mine] if len(several) > 1 else max(several, default=1)
        return Scene(
            frame=frame,
            looks=looks,
            rule=self.rule,
            others=others,
            judge=self.judge,
            level=Exact(tops[mine], bottom, has_level[mine]),
            since_s=since_s[mine],
            numbers=self.numbers,
            spoken=self.spoken,
        )

    def measure(self, name: str) -> Measure:
        """Find a measure of ``signals.yaml``."""
        return self.frame.rule_set.signals.measures[name]

    def grid(self, condition: Condition, make: Callable[[], Truth]) -> Truth:
        """Give a condition's answers on the days of the frame, made once for all looks; none may speak of an episode.

        What rests on a rule's own settings is made once for the rule, all else for all rules.
        """
        return self.frame.once(self.key("grid", condition), lambda: Grid(make())).cells

    def key(self, kind: str, condition: Condition) -> Hashable:
        """Give the key under which a frame keeps what is made of a condition, and speaks of no episode."""
        number, is_own = self.numbers.get(id(condition)) or (condition, True)
        return kind, number, self.rule.name if is_own else None

    def newest_day(self, days: Days) -> Ints:
        """Give the place of the newest day with a value at each look: today, else yesterday, else -1.

        A day in doubt is the newest too, though it has none: what was yesterday is not what is so today.
        """
        kept = self.looks.kept if self.since_s is None else self.kept
        return kept.once(("newest", days), lambda: self._newest_day(days))

    def _newest_day(self, days: Days) -> Ints:
        looks = self.looks
        before = np.maximum(looks.day - 1, 0)
        today_s, yesterday_s = days.at_s[looks.row, looks.day], days.at_s[looks.row, before]
        today, yesterday = today_s <= looks.at_s, (looks.day > 0) & (yesterday_s <= looks.at_s)
        if self.since_s is not None:
            since_s = self.since_s[looks.row]
            today, yesterday = today & (today_s > since_s), yesterday & (yesterday_s > since_s)
        if days.in_doubt is not None:
            today |= days.is_open(looks.row, looks.day, looks.at_s)
        return np.where(today, looks.day, np.where(yesterday, before, -1))

    def on_day(self, grid: Callable[[], Truth], place: Ints, days: Days) -> Truth:
        """Take each look's answer from a grid of days; a day outside cannot tell, nor one before the episode began."""
        counts = self.counts(place, days)
        if not counts.any():
            return unknown(len(place))
        return np.where(counts, grid()[self.looks.row, np.maximum(place, 0)], np.int8(UNKNOWN))

    def counts(self, place: Ints, days: Days) -> Bools:
        """Tell whether a day beside each look is one of the frame, and neither in doubt nor before the episode."""
        told = place >= 0
        if days.in_doubt is not None:
            told &= ~days.is_open(self.looks.row, np.maximum(place, 0), self.looks.at_s)
        if self.since_s is not None:
            row = self.looks.row
            told &= days.at_s[row, np.maximum(place, 0)] > self.since_s[row]
        return told

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
