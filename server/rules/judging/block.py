"""Some patients of one zone judged by all rules: frame, looks and answers in arrays, then each walk that has a turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.chance import may_be
from server.rules.judging.chart import Chart
from server.rules.judging.column import keys
from server.rules.judging.cover import covered, covers
from server.rules.judging.episodes import Episodes
from server.rules.judging.facts import NOTHING, Facts, facts_of
from server.rules.judging.frame import GATE_DAYS, Frame, Judged, Row
from server.rules.judging.judge import judge
from server.rules.judging.looks import looks_of
from server.rules.judging.needs import Needs, every_part
from server.rules.judging.plan import Plan, is_for, kind_of_patient
from server.rules.judging.scene import Active, Scene
from server.rules.judging.truth import Ints
from server.rules.judging.view import View
from server.rules.judging.walk import Start, Told
from server.rules.language.condition import Averages, Change, Drift, Flagged, Limit, Trend
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import local_day

MEASURED: Final = (Limit, Change, Trend, Averages, Drift, Flagged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One patient to judge: from local day ``first_day`` on, up to ``to_s``.

    ``starts`` says, by rule, how a walk begins that something is left for; the others begin at ``from_s``, but not
    before the first day. ``active`` tells when episodes before that were active.
    """

    chart: Chart
    first_day: int
    to_s: int
    from_s: int = 0
    starts: Mapping[str, Start] = field(default_factory=dict)
    active: Mapping[str, Sequence[tuple[int, int | None]]] = field(default_factory=dict)


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
    ) -> None:
        """Judge them by these rules, each after those that it reads; of others, what is ``active`` (if it is told)."""
        self.rules = rules
        self.turns = turns
        self._plan = plan
        self._shared = plan.shared(rules)
        needs = self._shared.everything
        self.frame = _frame(plan.rule_set, turns, needs, codes)
        self._first_days: Ints = np.array([turn.first_day for turn in turns]) - self.frame.first
        begin_s = self.frame.starts_s[self._first_days].tolist()
        self._starts_s: Ints = np.array(
            [_start_s(turn.chart, max(at_s, turn.from_s)) for turn, at_s in zip(turns, begin_s, strict=True)]
        )
        self._to_s: Ints = np.array([turn.to_s for turn in turns])
        self._views: dict[bool | str, View] = {}
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
        """Give the looks of a rule: those of all rules here that look back, or of all that do not.

        Who reads other rules looks again when their episodes begin and end, so it comes after them, and looks alone.
        """
        needs = self._plan.needs[rule.name]
        key = rule.name if needs.rules else needs.looks_back
        if key not in self._views:
            shared = self._shared.back if needs.looks_back else self._shared.today
            self._views[key] = self._view_alone(rule) if needs.rules else self._view(shared, ())
        return self._views[key]

    def _view_alone(self, rule: Rule) -> View:
        times = (self.active[name] for name in self._plan.reads(rule) if name in self.active)
        told = [(who, at_s) for each in times for who, mine in enumerate(each) for time in mine for at_s in time]
        return self._view(self._plan.needs[rule.name], [(who, at_s) for who, at_s in told if at_s is not None])

    def _view(self, needs: Needs, told: Sequence[tuple[int, int]]) -> View:
        looks = looks_of(self.frame, needs, self._first_days - needs.look_days, self._to_s, told)
        first = np.searchsorted(looks.keys, keys(np.arange(len(self.turns)), self._starts_s))
        return View(looks, looks.at_s >= self._starts_s[looks.who], first)

    def asked_for(self, rule: Rule) -> str | None:
        """Name the measure that a second look of the rule is at: the first that its condition speaks of, if any."""
        parts = (part for part in every_part(rule.raise_when) if isinstance(part, MEASURED))
        return next((part.measure for part in parts), None)

    def facts(self, rule: Rule, who: int, told: Told) -> Facts:
        """Give the numbers, readings and words of an episode as it was when it began."""
        found = facts_of(self.scene(rule), who, told)
        return self._facts_before(rule, who, told) if found is NOTHING else found

    def _facts_before(self, rule: Rule, who: int, told: Told) -> Facts:
        """Give the facts of an episode that began before what is judged here, from the patient's chart as it is now."""
        looks, chart = self.view(rule).looks, self.turns[who].chart
        raised_s = told.start_s if told.raised_s is None else told.raised_s
        if looks.at_s[looks.begins[who]] <= told.start_s:
            return NOTHING
        day = local_day(datetime.fromtimestamp(told.start_s, UTC), chart.zone)
        active = {name: times[who] for name, times in self.active.items()}
        turn = Turn(chart=chart, first_day=day, to_s=raised_s, active=active)
        then = Block(self._plan, [rule], [turn], self.frame.codes, is_told=False)
        return facts_of(then.scene(rule), 0, told)

    def scene(self, rule: Rule) -> Scene:
        """Give the scene on which a rule is judged."""
        view = self.view(rule)
        return Scene(
            frame=self.frame,
            looks=view.looks,
            rule=rule,
            others=self.active,
            judge=judge,
            known=view.known,
            numbers=self._plan.numbers,
        )


def _frame(rule_set: RuleSet, turns: Sequence[Turn], needs: Needs, codes: Mapping[str, int]) -> Frame:
    """Make the frame: from so far back that every window is whole, to the day on which the last turn ends."""
    first_day = min(turn.first_day for turn in turns)
    first = first_day - needs.look_days - needs.days - GATE_DAYS
    judged = Judged(first_day - first, needs.look_days, needs.run_days, needs.windows)
    end_s = max(turn.to_s for turn in turns)
    last = end_s // 86_400 + 719_163 + 1  # the day after, in any zone
    rows = [Row(person=place, chart=turn.chart) for place, turn in enumerate(turns)]
    several = [row for row in rows if row.chart.asked or row.chart.unsettled]
    if several:
        alone = [Row(person=place, chart=row.chart) for place, row in enumerate(several)]
        plain = Frame(alone, first, last - first + 1, judged, rule_set, codes)
        for place, row in enumerate(several):
            rows[row.person], *more = _as_known(plain, place, row)
            rows += more
        rows.sort(key=lambda row: (row.person, row.from_s))
    return Frame(rows, first, last - first + 1, judged, rule_set, codes)


def _as_known(plain: Frame, place: int, row: Row) -> list[Row]:
    """Give a row, and one more for each instant from which on a day has another value, or is in doubt."""
    answers = _answers(plain, place, row)
    begin_s = int(plain.starts_s[plain.judged.first - plain.judged.look_days])
    instants = {at_s for at_s, _ in answers} | {each[0] for each in row.chart.unsettled if each[0] > begin_s}
    return [
        Row(
            person=row.person,
            chart=row.chart,
            from_s=at_s,
            answers=tuple(each for each in answers if each[0] <= at_s),
            doubts_to_s=max(at_s, begin_s),
        )
        for at_s in (0, *sorted(instants))
    ]


def _answers(plain: Frame, place: int, row: Row) -> list[tuple[int, str]]:
    """Give the readings that came when they were asked for, in order."""
    found: set[tuple[int, str]] = set()
    for from_s, until_s, _, name in row.chart.asked:
        used = plain.used(plain.rule_set.signals.measures[name])
        column = used.column
        came = (column.who == place) & (column.at_s > from_s) & (column.at_s <= until_s)
        same_day = column.at_s[came & (plain.day_of(used.first_s) == plain.day_of(np.array(from_s)))]
        found |= {(int(each), name) for each in same_day[:1]}
    return sorted(found)


def _active(told: Sequence[Told]) -> list[tuple[int, int | None]]:
    return [(each.raised_s, each.end_s) for each in told if each.raised_s is not None]


def _start_s(chart: Chart, day_s: int) -> int:
    """Give the first instant of a turn at which a patient is looked at: nobody is before all records and the plan."""
    return day_s if chart.plan_s <= day_s else max(day_s, chart.first_s)
