"""The outlook of some patients: which rules could be so at all, told by the charts alone, before anything is judged.

Most patients are well on most days, and the readings of who is well lie close together. So it is asked first what can
be so with readings no further apart, of many patients at once. *Perhaps* may be answered too often, never too seldom:
what has no outlook is *yes* nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np

from server.rules.judging.amounts import THOUSAND
from server.rules.judging.bands import Bands
from server.rules.judging.beginning import day_of
from server.rules.judging.plan import Lines, Plan
from server.rules.judging.prospect import Prospect
from server.rules.judging.prospect_of_answers import answered, flagged, level, worsens
from server.rules.judging.prospect_of_happenings import happened, missing, other_alert, pressed, silent
from server.rules.judging.prospect_of_measures import measured
from server.rules.judging.reachable import Reachable
from server.rules.judging.truth import Bools
from server.rules.judging.turn import Turn
from server.rules.language.combination import Condition, Gathering, Group, Score
from server.rules.language.combination import Sequence as InOrder
from server.rules.language.condition import (
    Answered,
    Averages,
    Change,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.rule import Rule

_SIGNS: Final[Mapping[type, Callable[[Prospect, Rule, Any], Bools]]] = {
    Limit: measured,
    Change: measured,
    Averages: measured,
    Trend: measured,
    Drift: measured,
    Missing: missing,
    Silent: silent,
    Answered: answered,
    Worsens: worsens,
    Level: level,
    Flagged: flagged,
    Pressed: pressed,
    Happened: happened,
    OtherAlert: other_alert,
}


class Outlook:
    """Patients of one zone, each with a turn; they are looked at from the earliest day of any of them."""

    def __init__(self, plan: Plan, turns: Sequence[Turn], codes: Mapping[str, int], back_days: int) -> None:
        """Take the turns, the numbers of answers' codes, and how far back anything is looked at."""
        charts = [turn.chart for turn in turns]
        first = min(day_of(turn.from_s, turn.chart) for turn in turns)
        last = max(day_of(turn.to_s, turn.chart) for turn in turns)
        self._plan, self._turns = plan, turns
        self._prospect = Prospect(
            plan=plan,
            bands=Bands(charts, first, back_days, last),
            codes=codes,
            to_s=np.array([turn.to_s for turn in turns]),
            agreed=frozenset(what for chart in charts for what in chart.agreed),
        )
        self._known: dict[int, Bools] = {}
        self._aparts: dict[tuple[str | None, frozenset[str]], int] = {}
        self._series = {name for chart in charts for name in chart.series}

    def rules(self, rules: Sequence[Rule], bound: Sequence[Collection[str]]) -> list[list[Rule]]:
        """Give, patient by patient, those of some rules, each after those that it reads, that are to be judged.

        Those that may be so, and those ``bound`` by an episode that goes on, or that is compared with what is told.
        """
        found: list[list[Rule]] = [[] for _ in self._turns]
        names = [self._plan.names_for(turn.chart) for turn in self._turns]
        self._mark_active(bound)
        kinds, is_bound = {*names}, {name for mine in bound for name in mine}
        is_wanted = frozenset().union(*kinds)
        nobody, active = self._prospect.bands.nobody, self._prospect.active
        for rule in rules:
            is_so = nobody
            if rule.name in is_wanted:
                is_so = self._may_be(rule, rule.raise_when)
                if len(kinds) > 1 and is_so is not nobody:
                    is_so = is_so & self._of(rule, names)
            if rule.name in is_bound:
                is_so = is_so | self._of(rule, bound)
            if is_so is not nobody:
                active[rule.name] = active.get(rule.name, is_so) | is_so
                for who in np.flatnonzero(is_so).tolist():
                    found[who].append(rule)
        return found

    def _mark_active(self, bound: Sequence[Collection[str]]) -> None:
        """Remember of whom an episode of a rule is there.

        What began before the turn is published; so a rule whose last episode has ended says only what is new.
        """
        active = self._prospect.active
        for who, turn in enumerate(self._turns):
            for name in {*bound[who], *(name for name, times in turn.active.items() if times)}:
                active.setdefault(name, self._prospect.bands.nobody.copy())[who] = True

    def _of(self, rule: Rule, names: Sequence[Collection[str]]) -> Bools:
        """Tell of whom a rule is among some names."""
        return np.array([rule.name in mine for mine in names], np.bool_)

    def _may_be(self, rule: Rule, condition: Condition) -> Bools:
        """Tell of whom a condition of a rule may be so at a look."""
        sign = self._plan.signs.get(id(condition))
        if sign is not None:
            found = self._known.get(sign.key)
            if found is None:
                found = self._known[sign.key] = self._judge(rule, condition, sign)
            return found
        match condition:
            case Group():
                return self._group(rule, condition)
            case InOrder():
                return self._all(rule, condition.steps)
            case Score():
                return self._score(rule, condition)
            case _:
                raise TypeError(f"{condition} stands in no rule of the plan")

    def _judge(self, rule: Rule, sign: Condition, known: Reachable) -> Bools:
        prospect, nobody = self._prospect, self._prospect.bands.nobody
        if known.series is not None and known.series not in self._series:
            return nobody
        if known.measure is not None and known.setting not in prospect.agreed and self._apart(known) < known.apart:
            return nobody
        judge = _SIGNS.get(type(sign))
        if judge is None:
            return ~nobody
        found = judge(prospect, rule, sign)
        return found if found.any() else nobody

    def _is_out(self, condition: Condition) -> bool:
        """Tell whether a sign is known to be out of reach; nothing is counted for that."""
        known = self._plan.signs.get(id(condition))
        if known is None:
            return False
        if known.series is not None and known.series not in self._series:
            return True
        apart = self._aparts.get((known.measure, known.agreed))
        return apart is not None and apart < known.apart and known.setting not in self._prospect.agreed

    def _apart(self, known: Reachable) -> int:
        """Tell how far any one patient's readings of a sign's measure, and what was agreed, lie apart at most."""
        key = known.measure, known.agreed
        if key not in self._aparts:
            self._aparts[key] = self._prospect.apart(*key)
        return self._aparts[key]

    def _all(self, rule: Rule, parts: Sequence[Condition]) -> Bools:
        nobody = self._prospect.bands.nobody
        if any(self._is_out(part) for part in parts):
            return nobody
        found: Bools | None = None
        for part in parts:
            may = self._may_be(rule, part)
            if may is nobody:
                return nobody
            if found is not None:
                may = found & may
                if not may.any():
                    return nobody
            found = may
        return nobody if found is None else found

    def _group(self, rule: Rule, group: Group) -> Bools:
        lines = self._plan.lines[id(group)]
        match group.gathering:
            case Gathering.NONE:
                return ~self._prospect.bands.nobody
            case Gathering.ALL:
                return self._all(rule, [part for _, part in lines])
            case Gathering.ANY:
                return self._reach(rule, 1, lines)
            case Gathering.AT_LEAST:
                return self._reach(rule, group.least or len(lines), lines)

    def _score(self, rule: Rule, score: Score) -> Bools:
        if not score.comparison.is_upwards:
            return ~self._prospect.bands.nobody
        needed = -(-self._prospect.points(score.amount, rule) // THOUSAND)
        return self._reach(rule, needed, self._plan.lines[id(score)])

    def _reach(self, rule: Rule, needed: int, lines: Lines) -> Bools:
        """Tell of whom the lines that may be so add up to so much; asks no longer than it must."""
        nobody, so = self._prospect.bands.nobody, None
        within = [line for line in lines if not self._is_out(line[1])]
        left, least, most = sum(points for points, _ in within), 0, 0
        for points, part in within:
            if most + left < needed:
                return nobody
            if least >= needed:
                break
            left -= points
            found = self._may_be(rule, part)
            if found is not nobody:
                so = points * found if so is None else so + points * found
                least, most = int(so.min()), int(so.max())
        if so is None:
            return ~nobody if left >= needed else nobody
        reached: Bools = so + left >= needed
        return reached if most + left >= needed else nobody
