"""Some patients of one zone judged by all rules: frame, looks and answers in arrays, then each walk that has a turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.chance import may_be
from server.rules.judging.chart import Chart
from server.rules.judging.cover import covered, covers
from server.rules.judging.episodes import Episodes
from server.rules.judging.facts import NOTHING, Facts, facts_of
from server.rules.judging.ground import Ground
from server.rules.judging.judge import judge
from server.rules.judging.needs import every_part
from server.rules.judging.plan import Plan, is_for, kind_of_patient
from server.rules.judging.scene import Active, Scene
from server.rules.judging.turn import Turn
from server.rules.judging.view import View
from server.rules.judging.walk import Told
from server.rules.language.condition import Averages, Change, Drift, Flagged, Limit, Trend
from server.rules.language.rule import Rule
from server.rules.local_day import local_day

MEASURED: Final = (Limit, Change, Trend, Averages, Drift, Flagged)


class Block:
    """Patients of one zone with one frame; ``told`` gives the episodes of each rule, patient by patient."""

    def __init__(
        self,
        plan: Plan,
        rules: Sequence[Rule],
        turns: Sequence[Turn],
        codes: Mapping[str, int],
        *,
        is_told: bool = True,
        ground: Ground | None = None,
    ) -> None:
        """Judge them by these rules, each after those that it reads; of others, what is ``active`` (if it is told).

        ``ground`` is that of a block of the same turns, and made for these rules too.
        """
        self.rules = rules
        self.turns = turns
        self._plan = plan
        self._ground = Ground(plan, rules, turns, codes) if ground is None else ground
        self.frame = self._ground.frame
        self._views: dict[str, View] = {}
        self._scenes: dict[str, Scene] = {}
        self.told: dict[str, list[list[Told]]] = {}
        names = {name for turn in turns for name in turn.active}
        self.active: dict[str, Active] = {name: [turn.active.get(name, ()) for turn in turns] for name in names}
        self.open: dict[str, list[int]] = {}
        """The patients of whom an episode of a rule is open, or still binds, when their turn begins."""
        for who, turn in enumerate(turns):
            for name in turn.starts:
                self.open.setdefault(name, []).append(who)
        for rule in rules if is_told else ():
            self.told[rule.name] = self._judged(rule)
            self._keep_active(rule.name)

    def _judged(self, rule: Rule) -> list[list[Told]]:
        """Give the episodes of a rule, patient by patient."""
        is_idle = not any(is_for(rule, chart) for chart in self._kinds_of_patients)
        if rule.name not in self.open:
            is_idle = is_idle or not may_be(rule.raise_when, rule, self.frame, self.active)
        if is_idle:
            return [[] for _ in self.turns]
        starts = {who: self.turns[who].starts[rule.name] for who in self.open.get(rule.name, ())}
        charts = [turn.chart for turn in self.turns]
        told = Episodes(self.scene(rule), self.view(rule), charts, starts, self._plan).told
        return [self._covered(rule, who, mine) if mine else mine for who, mine in enumerate(told)]

    @cached_property
    def _kinds_of_patients(self) -> list[Chart]:
        """Give one patient of each kind that rules tell apart: by groups, and by what was agreed."""
        return [*{kind_of_patient(turn.chart): turn.chart for turn in self.turns}.values()]

    def _covered(self, rule: Rule, who: int, told: list[Told]) -> list[Told]:
        """Say of a patient's episodes until when they are inhibited."""
        names = covers(rule, self._plan.rule_set.rules)
        times = [each for name in names if name in self.active for each in self.active[name][who]]
        return [covered(each, times) for each in told] if times else told

    def _keep_active(self, name: str) -> None:
        """Remember when episodes of a rule were active, for the rules that read it."""
        if any(self.told[name]):
            pairs = zip(self.active.get(name, [()] * len(self.turns)), self.told[name], strict=True)
            self.active[name] = [[*earlier, *_active(told)] for earlier, told in pairs]

    def view(self, rule: Rule) -> View:
        """Give the looks of a rule: those of all rules here.

        Who reads other rules looks again when their episodes begin and end, so it comes after them.
        """
        needs = self._plan.needs[rule.name]
        if not needs.rules:
            return self._ground.view
        if rule.name not in self._views:
            times = (self.active[name] for name in self._plan.reads(rule) if name in self.active)
            told = [(who, at_s) for each in times for who, mine in enumerate(each) for time in mine for at_s in time]
            more = [(who, at_s + later) for who, at_s in told if at_s is not None for later in needs.alert_hours_s]
            self._views[rule.name] = self._ground.with_more(more)
        return self._views[rule.name]

    def asked_for(self, rule: Rule) -> str | None:
        """Name the measure that a second look of the rule is at: the first that its condition speaks of, if any."""
        parts = (part for part in every_part(rule.raise_when) if isinstance(part, MEASURED))
        return next((part.measure for part in parts), None)

    def facts(self, rule: Rule, who: int, told: Told) -> Facts:
        """Give the numbers, readings and words of an episode as it was when it began."""
        found = facts_of(self._scene_then(rule, who, told), who, told)
        return self._facts_before(rule, who, told) if found is NOTHING else found

    def _scene_then(self, rule: Rule, who: int, told: Told) -> Scene:
        """Give the scene of an episode's beginning: as far back as answers are read again, to its raise."""
        scene, needs = self.scene(rule), self._plan.needs[rule.name]
        if scene.is_small:
            return scene
        begin, end = (int(each) for each in scene.looks.begins[who : who + 2])
        day = int(self.frame.day_of(np.array(told.start_s))) - needs.look_days
        until_s = told.start_s if told.raised_s is None else max(told.start_s, told.raised_s)
        at_s = scene.looks.at_s[begin:end]
        first = begin + int(at_s.searchsorted(self.frame.starts_s[max(day, 0)]))
        return scene.at(np.arange(first, begin + int(at_s.searchsorted(until_s, side="right"))))

    def _facts_before(self, rule: Rule, who: int, told: Told) -> Facts:
        looks = self.view(rule).looks
        if looks.at_s[looks.begins[who]] <= told.start_s:
            return NOTHING
        return facts_of(self.scene_before(rule, who, told), 0, told)

    def scene_before(self, rule: Rule, who: int, told: Told) -> Scene:
        """Give the scene of an episode that began before what is judged here, from the patient's chart as it is now."""
        chart = self.turns[who].chart
        raised_s = told.start_s if told.raised_s is None else told.raised_s
        day = local_day(datetime.fromtimestamp(told.start_s, UTC), chart.zone)
        active = {name: times[who] for name, times in self.active.items()}
        turn = Turn(chart=chart, first_day=day, to_s=raised_s, active=active)
        return Block(self._plan, [rule], [turn], self.frame.codes, is_told=False).scene(rule)

    def scene(self, rule: Rule) -> Scene:
        """Give the scene on which a rule is judged, with all that has been answered on it."""
        if rule.name not in self._scenes:
            self._scenes[rule.name] = self._scene(rule)
        return self._scenes[rule.name]

    def _scene(self, rule: Rule) -> Scene:
        view = self.view(rule)
        return Scene(
            frame=self.frame,
            looks=view.looks,
            rule=rule,
            others=self.active,
            judge=judge,
            known=view.known,
            numbers=self._plan.numbers,
            spoken=self._plan.spoken,
        )


def _active(told: Sequence[Told]) -> list[tuple[int, int | None]]:
    return [(each.raised_s, each.end_s) for each in told if each.raised_s is not None]
