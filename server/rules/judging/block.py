"""Some patients of one zone judged by all rules: frame, looks and answers in arrays, then each walk that has a turn."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.chance import has_chance, may_be
from server.rules.judging.chart import Chart
from server.rules.judging.column import keys
from server.rules.judging.cover import covered, covers
from server.rules.judging.facts import NOTHING, Facts, facts_of
from server.rules.judging.frame import GATE_DAYS, Frame, Judged, Row
from server.rules.judging.held import Held, level_measure
from server.rules.judging.judge import judge
from server.rules.judging.looks import Looks, looks_of
from server.rules.judging.needs import Needs, every_part
from server.rules.judging.plan import Plan, is_for, kind_of_patient
from server.rules.judging.scene import Active, Scene
from server.rules.judging.truth import YES, Bools, Ints, Truth
from server.rules.judging.walk import HORIZON_DAYS, Path, Start, Told, Walk
from server.rules.language.condition import Averages, Change, Drift, Flagged, Limit, Trend
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import local_day

MEASURED: Final = (Limit, Change, Trend, Averages, Drift, Flagged)
LOOKS_AT_ONCE: Final = 32
"""So many looks after a raise are judged first: most episodes end in some days."""
_QUIET: Final = Start()


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


@dataclass(frozen=True, slots=True)
class View:
    """The looks of rules that look back equally far, which of them are judged, and what is answered at them already.

    ``first`` is the place of each patient's first look that is judged.
    """

    looks: Looks
    is_judged: Bools
    first: Ints
    known: dict[Hashable, Truth] = field(default_factory=dict)


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
        told = _Judged(self, rule, self._plan).told
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
    asked = [row for row in rows if row.chart.asked]
    if asked:
        alone = [Row(person=place, chart=row.chart) for place, row in enumerate(asked)]
        plain = Frame(alone, first, last - first + 1, judged, rule_set, codes)
        rows += [more for place, row in enumerate(asked) for more in _answered(plain, place, row)]
        rows.sort(key=lambda row: (row.person, row.from_s))
    return Frame(rows, first, last - first + 1, judged, rule_set, codes)


def _answered(plain: Frame, place: int, row: Row) -> list[Row]:
    """Give a row more for each reading that came when it was asked for."""
    found: set[tuple[int, str]] = set()
    for from_s, until_s, _, name in row.chart.asked:
        used = plain.used(plain.rule_set.signals.measures[name])
        column = used.column
        came = (column.who == place) & (column.at_s > from_s) & (column.at_s <= until_s)
        same_day = column.at_s[came & (plain.day_of(used.first_s) == plain.day_of(np.array(from_s)))]
        found |= {(int(each), name) for each in same_day[:1]}
    answers = sorted(found)
    return [
        Row(person=row.person, chart=row.chart, from_s=at_s, answers=tuple(answers[: number + 1]))
        for number, (at_s, _) in enumerate(answers)
    ]


def _active(told: Sequence[Told]) -> list[tuple[int, int | None]]:
    return [(each.raised_s, each.end_s) for each in told if each.raised_s is not None]


class _Judged:
    """One rule's walk with every patient of a block."""

    def __init__(self, block: Block, rule: Rule, plan: Plan) -> None:
        self._block = block
        self._rule = rule
        self._ends_today = plan.ends_today(rule)
        self._view = block.view(rule)
        self._scene = block.scene(rule)
        self._held = Held(self._scene, rule.raise_when)
        self._measure = level_measure(rule.clear_when)
        self.told: list[list[Told]] = [[] for _ in block.turns]
        for who in self._worth_a_walk():
            self.told[who] = self._walk(who, block.turns[who])

    def _worth_a_walk(self) -> Sequence[int]:
        """Find the patients of whom something is so, or of whom an episode is open: most days, few."""
        block, name = self._block, self._rule.name
        if name not in block.open and not has_chance(self._rule.raise_when, self._scene, self._view.is_judged):
            return ()
        may_begin = (self._raises == YES) & self._view.is_judged
        found = {*block.open.get(name, ())}
        if may_begin.any():
            found |= {*self._view.looks.who[may_begin & ~self._holds].tolist()}
        return [who for who in sorted(found) if is_for(self._rule, block.turns[who].chart)]

    @cached_property
    def _raises(self) -> Truth:
        """Answer ``raise_when`` at every look."""
        return judge(self._rule.raise_when, self._scene)

    @cached_property
    def _holds(self) -> Bools:
        """Tell at which looks ``unless`` holds the rule back."""
        condition = self._rule.unless
        if condition is None:
            return np.zeros(len(self._view.looks.who), np.bool_)
        found: Bools = judge(condition, self._scene) == YES
        return found

    def _walk(self, who: int, turn: Turn) -> list[Told]:
        start, looks = turn.starts.get(self._rule.name, _QUIET), self._view.looks
        first, end = int(self._view.first[who]), int(looks.begins[who + 1])
        if start.from_s is not None:
            first = int(looks.begins[who] + np.searchsorted(looks.at_s[looks.begins[who] : end], start.from_s))
        return Walk(self._path(who, turn, first, end), start).told

    def _path(self, who: int, turn: Turn, first: int, end: int) -> Path:
        rule, chart = self._rule, turn.chart
        return Path(
            at_s=self._view.looks.at_s[first:end],
            raises=self._raises[first:end],
            holds_back=self._holds[first:end],
            cleared_at=lambda told, place: self._cleared_at(who, told, first, first + place, end),
            worse=lambda seen: self._held.worse(seen, first, end),
            level_at=lambda place: self._held.level_at(first + place, self._measure),
            seen_at=lambda place: self._held.seen_at(first + place),
            asked=self._asked_of(who, chart),
            closings=chart.closings.get(rule.name, ()),
            lasts_until=lambda at_s: None if rule.lasts is None else self._later(at_s, rule.lasts.days),
            quiet_until=lambda at_s: None if rule.stays_quiet is None else self._later(at_s, rule.stays_quiet.days),
            binds_until=lambda at_s: self._later(at_s, HORIZON_DAYS + 1),
            confirm=rule.confirm,
        )

    def _cleared_at(self, who: int, told: Told, first: int, since: int, end: int) -> int | None:
        """Find the look, counted from the first, at which one patient's episode ends; most do before long."""
        condition, reached, step = self._rule.clear_when, since, LOOKS_AT_ONCE
        begin = since if self._ends_today else int(self._view.looks.begins[who])
        level = None if told.level is None else (told.level.top, told.level.bottom)
        while condition is not None and reached < end:
            until = min(end, reached + step)
            scene = self._scene.ending(who, told.start_s, level, begin, until)
            places = np.flatnonzero(judge(condition, scene)[reached - begin :] == YES)
            if len(places):
                return reached + int(places[0]) - first
            begin, reached, step = until if begin == reached else begin, until, 4 * step
        return None

    def _asked_of(self, who: int, chart: Chart) -> list[tuple[int, int, int | None]]:
        """Give what the patient was asked by this rule, and the first reading that came in time."""
        frame, found = self._block.frame, list[tuple[int, int, int | None]]()
        for from_s, until_s, rule, name in chart.asked:
            if rule != self._rule.name:
                continue
            column = frame.used(self._scene.measure(name)).column
            mine = (frame.person[column.who] == who) & (column.at_s > from_s) & (column.at_s <= until_s)
            found.append((from_s, until_s, int(column.at_s[mine].min()) if mine.any() else None))
        return found

    def _later(self, at_s: int, days: int) -> int:
        """Give the beginning of the local day so many days later."""
        frame = self._block.frame
        day = int(frame.day_of(np.array(at_s))) + days
        return int(frame.starts_s[day]) if day < len(frame.starts_s) else int(frame.starts_s[-1]) + 86_400 * days


def _start_s(chart: Chart, day_s: int) -> int:
    """Give the first instant of a turn at which a patient is looked at: nobody is before all records and the plan."""
    return day_s if chart.plan_s <= day_s else max(day_s, chart.first_s)
