"""The ground that blocks stand on: some patients' frame, and the looks at it, for rules judged one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from server.rules.judging.chart import Chart
from server.rules.judging.column import keys
from server.rules.judging.frame import GATE_DAYS, Frame, Judged, Row
from server.rules.judging.looks import Looks, looks_of, with_more
from server.rules.judging.needs import Needs
from server.rules.judging.plan import Plan
from server.rules.judging.truth import Ints
from server.rules.judging.turn import Turn
from server.rules.judging.view import View
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet


class Ground:
    """The frame of patients of one zone, made for all of some rules, and the looks at it that they share."""

    def __init__(self, plan: Plan, rules: Sequence[Rule], turns: Sequence[Turn], codes: Mapping[str, int]) -> None:
        """Take the turns: whom to judge, and on which days."""
        needs = plan.shared(rules)
        self.frame = _frame(plan.rule_set, turns, needs, codes)
        self._first_days: Ints = np.array([turn.first_day for turn in turns]) - self.frame.first
        begin_s = self.frame.starts_s[self._first_days].tolist()
        self._starts_s: Ints = np.array(
            [_start_s(turn.chart, max(at_s, turn.from_s)) for turn, at_s in zip(turns, begin_s, strict=True)]
        )
        self._to_s: Ints = np.array([turn.to_s for turn in turns])
        self._needs = needs

    @cached_property
    def view(self) -> View:
        """Give the looks of all these rules."""
        return self._view(looks_of(self.frame, self._needs, self._looked_from, self._to_s))

    def with_more(self, told: Sequence[tuple[int, int]]) -> View:
        """Give the looks of all these rules, and more of them: patient and instant."""
        return self._view(with_more(self.view.looks, self.frame, told, self._looked_from, self._to_s))

    @property
    def _looked_from(self) -> Ints:
        """Give the day from which on each patient is looked at."""
        return self._first_days - self._needs.look_days

    def _view(self, looks: Looks) -> View:
        first = np.searchsorted(looks.keys, keys(np.arange(looks.patients), self._starts_s))
        return View(looks, looks.at_s >= self._starts_s[looks.who], first, self._first_days)


def _frame(rule_set: RuleSet, turns: Sequence[Turn], needs: Needs, codes: Mapping[str, int]) -> Frame:
    """Make the frame: from so far back that every window is whole, to the day on which the last turn ends."""
    first = min(turn.first_day for turn in turns) - needs.look_days - needs.days - GATE_DAYS
    count = max(map(_day_after, turns)) - first + 1
    rows = [Row(person=place, chart=turn.chart) for place, turn in enumerate(turns)]
    several = [place for place, row in enumerate(rows) if row.chart.asked or row.chart.unsettled]
    if several:
        alone = [Row(person=place, chart=turns[who].chart) for place, who in enumerate(several)]
        judged = _judged([turns[who] for who in several], first, needs)
        plain = Frame(alone, first, count, judged, rule_set, codes)
        begin_s = int(plain.starts_s[needs.days + GATE_DAYS])
        for place, who in enumerate(several):
            rows[who], *more = _as_known(plain, place, rows[who], begin_s)
            rows += more
        rows.sort(key=lambda row: (row.person, row.from_s))
    return Frame(rows, first, count, _judged(turns, first, needs), rule_set, codes)


def _judged(turns: Sequence[Turn], first: int, needs: Needs) -> Judged:
    firsts = np.array([turn.first_day for turn in turns]) - first
    lasts = np.array([_day_after(turn) for turn in turns]) - first
    return Judged(int(firsts.min()), needs.look_days, needs.run_days, needs.windows, firsts, lasts)


def _day_after(turn: Turn) -> int:
    """Give the local day after a turn's end, in any zone."""
    return turn.to_s // 86_400 + 719_163 + 1


def _as_known(plain: Frame, place: int, row: Row, begin_s: int) -> list[Row]:
    """Give a row, and one more for each instant from which on a day has another value, or is in doubt.

    Looks begin at ``begin_s``.
    """
    answers = _answers(plain, place, row)
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


def _start_s(chart: Chart, day_s: int) -> int:
    """Give the first instant of a turn at which a patient is looked at: nobody is before all records and the plan."""
    return day_s if chart.plan_s <= day_s else max(day_s, chart.first_s)
