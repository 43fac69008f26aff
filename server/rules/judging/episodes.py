"""One rule's walks with every patient of a block, all at once: whoever looks for an end is answered with the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.chance_of_days import may_be_on
from server.rules.judging.chart import Chart
from server.rules.judging.ends import Ends, Sought
from server.rules.judging.held import Held, level_measure
from server.rules.judging.judge import judge
from server.rules.judging.plan import Plan, is_for
from server.rules.judging.scene import Scene
from server.rules.judging.truth import UNKNOWN, YES, Bools, Ints, Truth
from server.rules.judging.view import View
from server.rules.judging.walk import HORIZON_DAYS, Path, Start, Steps, Told, Walk

_QUIET: Final = Start()


class Episodes:
    """The episodes of one rule, ``told`` patient by patient."""

    def __init__(
        self, scene: Scene, view: View, charts: Sequence[Chart], starts: Mapping[int, Start], plan: Plan
    ) -> None:
        """Find them; ``starts`` says of whom something is left, and what."""
        self._scene = scene
        self._view = view
        self._rule = scene.rule
        self._charts = charts
        self._starts = starts
        self._measure = level_measure(self._rule.clear_when)
        needs = plan.needs[self._rule.name]
        self._look_days = needs.look_days if needs.looks_back else 0
        self._ends_back = plan.ends_back(self._rule)
        self._spans: dict[int, tuple[int, int]] = {}
        self._near: dict[int, slice] = {}
        self._lasts: dict[int, int] = {}
        self.told: list[list[Told]] = [[] for _ in charts]
        self._walk_all()

    def _walk_all(self) -> None:
        """Let every walk go on to where it wants an end, look for all of these, and so on until the last is done."""
        whose = self._worth_a_walk()
        if not whose:
            return
        self._look_closely(whose)
        walks = [self._walk(who) for who in sorted(whose)]
        sought = [found for each in walks if (found := each.go_on(None)) is not None]
        by_patient = {each.who: each for each in walks}
        while sought:
            self._ends.look_for(sought)
            on_the_way = (by_patient[each.who].go_on(each) if each.is_over else each for each in sought)
            sought = [each for each in on_the_way if each is not None]

    def _worth_a_walk(self) -> Mapping[int, int]:
        """Find the patients of whom something is so, or of whom an episode is open, and from which look on."""
        looks, view = self._scene.looks, self._view
        found = self._beginning() if len(self._starts) < len(self._charts) else {}
        for who, start in self._starts.items():
            first, end = int(view.first[who]), int(looks.begins[who + 1])
            if start.from_s is not None:
                begin = int(looks.begins[who])
                first = begin + int(np.searchsorted(looks.at_s[begin:end], start.from_s))
            found[who] = first
        return {who: first for who, first in found.items() if is_for(self._rule, self._charts[who])}

    def _beginning(self) -> dict[int, int]:
        """Find the patients of whom something is so, each with the first look at which an episode may begin.

        Of whom nothing is left, and who was asked nothing, no answers are wanted after the last such look.
        """
        begins = self._begins()
        whose, places = self._scene.looks.who[begins].tolist(), begins.tolist()
        self._lasts = {
            who: last
            for who, last in zip(whose, places, strict=True)  # of several of one patient the last is kept
            if who not in self._starts and not self._charts[who].asked
        }
        return dict(zip(reversed(whose), reversed(places), strict=True))  # and here the first

    def _begins(self) -> Ints:
        """Give the places of the looks judged at which an episode may begin."""
        looks, view, scene = self._scene.looks, self._view, self._scene
        places: Ints = np.arange(len(looks.who))
        if not scene.is_small:
            may_be = may_be_on(self._rule.raise_when, scene)
            may_be = may_be & (np.arange(may_be.shape[1]) >= view.first_days[:, None])
            if not may_be.any():
                return places[:0]
            places = looks.on_days(self._with_days_before(may_be))
            scene = scene.at(places)
        may_begin = (judge(self._rule.raise_when, scene) == YES) & view.is_judged[places]
        if may_begin.any() and self._rule.unless is not None:
            may_begin &= judge(self._rule.unless, scene) != YES
        begins: Ints = places[may_begin]
        return begins

    def _with_days_before(self, days: Bools) -> Bools:
        """Mark the days beside some on which answers are read again."""
        marked = days.copy()
        for back in range(1, min(self._look_days, days.shape[1] - 1) + 1):
            marked[:, :-back] |= days[:, back:]
        return marked

    def _look_closely(self, whose: Mapping[int, int]) -> None:
        """Look at these patients alone, each from a look on, and from as many days before as answers are read again."""
        if self._scene.is_small:
            self._spans = {who: (first, int(self._scene.looks.begins[who + 1])) for who, first in whose.items()}
            self._near = {who: slice(*span) for who, span in self._spans.items()}
            self._near_scene = self._scene
        else:
            self._choose(whose)
        self._held = Held(self._near_scene, self._rule.raise_when)
        self._ends = Ends(self._scene, self._ends_back)

    def _choose(self, whose: Mapping[int, int]) -> None:
        """Choose these looks, and of them the near ones: up to the last at which anybody wants an answer."""
        looks, starts_s = self._scene.looks, self._scene.frame.starts_s
        parts: list[Ints] = []
        near: list[Ints] = []
        before, near_before = 0, 0
        for who in sorted(whose):
            first, mine, end = whose[who], int(looks.begins[who]), int(looks.begins[who + 1])
            since = first
            if self._look_days and first < end:
                since_s = starts_s[max(int(looks.day[first]) - self._look_days, 0)]
                since = mine + int(np.searchsorted(looks.at_s[mine:first], since_s))
            parts.append(np.arange(since, end))
            self._spans[who] = before + first - since, before + end - since
            count = self._lasts.get(who, end - 1) + 1 - since
            near.append(np.arange(before, before + count))
            self._near[who] = slice(near_before + first - since, near_before + count)
            before, near_before = before + end - since, near_before + count
        self._scene = self._scene.at(np.concatenate(parts))
        self._near_scene = self._scene if near_before == before else self._scene.at(np.concatenate(near))

    @cached_property
    def _raises(self) -> Truth:
        """Answer ``raise_when`` where anybody wants to know it, at those who are looked at closely."""
        return judge(self._rule.raise_when, self._near_scene)

    @cached_property
    def _holds(self) -> Bools:
        """Tell at which of these looks ``unless`` holds the rule back."""
        condition = self._rule.unless
        if condition is None:
            return np.zeros(len(self._near_scene.looks.who), np.bool_)
        found: Bools = judge(condition, self._near_scene) == YES
        return found

    def _walk(self, who: int) -> _Walking:
        first, end = self._spans[who]
        walk = Walk(self._path(who, first, end), self._starts.get(who, _QUIET))
        self.told[who] = walk.told
        return _Walking(who, first, end, walk.steps())

    def _path(self, who: int, first: int, end: int) -> Path:
        rule, chart, near = self._rule, self._charts[who], self._near[who]
        beyond = end - first - (near.stop - near.start)
        return Path(
            at_s=self._scene.looks.at_s[first:end],
            raises=lambda: np.append(self._raises[near], np.full(beyond, UNKNOWN, np.int8)),
            holds_back=lambda: np.append(self._holds[near], np.zeros(beyond, np.bool_)),
            worse=lambda seen: np.append(self._held.worse(seen, near.start, near.stop), np.zeros(beyond, np.bool_)),
            level_at=lambda place: self._held.level_at(near.start + place, self._measure),
            seen_at=lambda place: self._held.seen_at(near.start + place) if near.start + place < near.stop else (),
            asked=self._asked_of(who, chart),
            closings=chart.closings.get(rule.name, ()),
            lasts_until=lambda at_s: None if rule.lasts is None else self._later(at_s, rule.lasts.days),
            quiet_until=lambda at_s: None if rule.stays_quiet is None else self._later(at_s, rule.stays_quiet.days),
            binds_until=lambda at_s: self._later(at_s, HORIZON_DAYS + 1),
            confirm=rule.confirm,
        )

    def _asked_of(self, who: int, chart: Chart) -> list[tuple[int, int, int | None]]:
        """Give what the patient was asked by this rule, and the first reading that came in time."""
        frame, found = self._scene.frame, list[tuple[int, int, int | None]]()
        for from_s, until_s, rule, name in chart.asked:
            if rule != self._rule.name:
                continue
            column = frame.used(self._scene.measure(name)).column
            mine = (frame.person[column.who] == who) & (column.at_s > from_s) & (column.at_s <= until_s)
            found.append((from_s, until_s, int(column.at_s[mine].min()) if mine.any() else None))
        return found

    def _later(self, at_s: int, days: int) -> int:
        """Give the beginning of the local day so many days later."""
        starts_s = self._scene.frame.starts_s
        day = int(starts_s.searchsorted(at_s, side="right")) - 1 + days
        return int(starts_s[day]) if day < len(starts_s) else int(starts_s[-1]) + 86_400 * days


@dataclass(frozen=True, slots=True)
class _Walking:
    """A patient's walk on the way, through the looks ``first`` to ``end`` (not included)."""

    who: int
    first: int
    end: int
    steps: Steps

    def go_on(self, ended: Sought | None) -> Sought | None:
        """Go on from where an episode ended to where the next one's end is wanted; None if the walk is done."""
        place = None if ended is None or ended.found is None else ended.found - self.first
        while True:
            try:
                told, since = self.steps.send(place)
            except StopIteration:
                return None
            if self.first + since < self.end:
                return Sought(self.who, told, self.first + since, self.end)
            place = None  # it was raised after the last look
