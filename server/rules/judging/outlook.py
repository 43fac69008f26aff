"""The outlook of one patient: which rules could be so at all, told by the chart alone, before anything is judged.

Most patients are well on most days, and the readings of who is well lie close together. So it is asked first what can
be so with readings no further apart. *Perhaps* may be answered too often, never too seldom: what has no outlook is
*yes* nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from server.rules.judging.beginning import day_of, day_start_s
from server.rules.judging.block import Turn
from server.rules.judging.calendar import instants_s
from server.rules.judging.chance import gathered
from server.rules.judging.changes import drift_limit
from server.rules.judging.chart import FLAG_BITS, Chart
from server.rules.judging.plan import Plan
from server.rules.judging.span import (
    Span,
    amount_span,
    distance_span,
    made_span,
    may_hold,
    thousandths_of,
    values_span,
)
from server.rules.judging.stretches import ALWAYS
from server.rules.language.combination import Condition, Group, Score
from server.rules.language.combination import Sequence as InOrder
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
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
from server.rules.language.quantity import Amount
from server.rules.language.repeat import DaysInARow
from server.rules.language.rule import Rule
from vitals.code import UNCHANGED

_WEEK_DAYS: Final = 7
Measured = Limit | Change | Averages | Trend | Drift


class Outlook:
    """One patient, looked at up to ``to_s``."""

    def __init__(self, plan: Plan, chart: Chart, codes: Mapping[str, int], to_s: int) -> None:
        """Take the chart as it is, and the numbers of answers' codes."""
        self._plan, self._chart, self._codes, self._to_s = plan, chart, codes, to_s
        self._spans: dict[tuple[str, int], Span | None] = {}

    def rules(self, rules: Sequence[Rule], turn: Turn, bound: Collection[str]) -> list[Rule]:
        """Give those of some rules, each after those that it reads, that are to be judged in a turn.

        Those that may be so, and those ``bound`` by an episode that goes on, or that is compared with what is told.
        """
        found: list[Rule] = []
        active = {*bound, *(name for name, times in turn.active.items() if times)}
        # what began before the turn is published; so a rule whose last episode has ended says nothing but by a new one
        first, mine = day_of(turn.from_s, self._chart), self._plan.names_for(self._chart)
        for rule in rules:
            is_for = rule.name in mine
            if rule.name in bound or (is_for and _Prospect(self, rule, first, active).may_be(rule.raise_when)):
                active.add(rule.name)
                found.append(rule)
        return found

    @property
    def chart(self) -> Chart:
        """The patient's chart."""
        return self._chart

    @property
    def plan(self) -> Plan:
        """All rules, made ready."""
        return self._plan

    @property
    def codes(self) -> Mapping[str, int]:
        """The numbers of answers' codes."""
        return self._codes

    @property
    def to_s(self) -> int:
        """Up to when the patient is looked at."""
        return self._to_s

    def values(self, measure: str, from_s: int) -> Span | None:
        """Give the span of a measure's readings since an instant."""
        key = (measure, from_s)
        if key not in self._spans:
            signals = self._plan.rule_set.signals
            self._spans[key] = values_span(self._chart, signals.measures[measure], from_s)
        return self._spans[key]


class _Prospect:
    """One rule and the patient."""

    def __init__(self, outlook: Outlook, rule: Rule, first_day: int, active: Collection[str]) -> None:
        self._outlook, self._chart, self._rule, self._active = outlook, outlook.chart, rule, active
        self._first_day = first_day
        self._measures = outlook.plan.rule_set.signals.measures
        self._looks_back = outlook.plan.needs[rule.name].looks_back
        self._lookbacks = outlook.plan.lookbacks[rule.name]

    def may_be(self, condition: Condition) -> bool:
        """Tell whether a condition of the rule may be so at a look."""
        match condition:
            case Limit():
                return self._limit(condition)
            case Change() | Averages() | Trend() | Drift():
                return self._curve(condition)
            case Group() | InOrder() | Score():
                return gathered(condition, self._points, self.may_be)
            case Missing() | Silent():
                return self._looks_back or self._absent(condition)
            case Answered() | Worsens() | Level():
                return self._answered(condition)
            case _:
                return self._happened(condition)

    def _points(self, score: Score) -> int:
        return min(thousandths_of(score.amount, self._chart, self._rule))

    def _amount(self, said: Amount, measure: str) -> Span:
        return amount_span(said, self._chart, self._rule, self._measures[measure])

    def _since(self, days: int) -> int:
        """Give the instant at which so many days before the first day judged begin."""
        return day_start_s(self._first_day - days, self._chart)

    def _far_s(self, condition: Condition) -> int:
        return self._since(self._lookbacks[id(condition)].far)

    def _values(self, condition: Measured) -> tuple[Span, Span] | None:
        """Give the span of the readings that a sign's own value is made of, and of all that it looks at."""
        back = self._lookbacks[id(condition)]
        recent = self._outlook.values(condition.measure, self._since(back.recent))
        far = self._outlook.values(condition.measure, self._since(back.far))
        return None if recent is None or far is None else (recent, far)

    def _limit(self, condition: Limit) -> bool:
        measure, values = self._measures[condition.measure], self._values(condition)
        if values is None:
            return False
        recent, far = values
        made = made_span(recent, measure, condition.using)
        is_value = condition.reference is None
        found = made if is_value else distance_span(made, far, self._chart, measure, condition)
        limit = self._amount(condition.amount, condition.measure)
        return found is not None and may_hold(found, condition.comparison, limit)

    def _curve(self, condition: Change | Averages | Trend | Drift) -> bool:
        """Tell whether the values lie far enough apart for what is made of several days."""
        measure, values = self._measures[condition.measure], self._values(condition)
        if values is None:
            return False
        recent, far = values
        rise, fall = recent[1] - far[0], far[1] - recent[0]
        match condition:
            case Change():
                if made_span(far, measure, condition.using) != far:
                    return True
                return (rise if condition.is_rise else fall) >= self._amount(condition.by, condition.measure)[0]
            case Averages():
                limit = self._amount(condition.amount, condition.measure)
                return may_hold((-fall, rise), condition.comparison, limit)
            case Trend():
                return (far[1] - far[0]) * _WEEK_DAYS >= condition.per_week.thousandths * measure.per_unit
            case Drift():
                return self._drifts(condition, far)

    def _drifts(self, condition: Drift, values: Span) -> bool:
        measure = self._measures[condition.measure]
        found = distance_span(values, values, self._chart, measure, drift_limit(condition))
        if found is None:
            return False
        daily = found[1] - condition.leak.thousandths * measure.per_unit
        return max(0, daily) * condition.over_days >= self._amount(condition.by, condition.measure)[0]

    def _absent(self, condition: Missing | Silent) -> bool:
        """Tell whether there is a look at which nothing has come for long enough."""
        outlook, chart = self._outlook, self._chart
        if isinstance(condition, Silent):
            if not chart.contact.known:
                return False  # a hub that was never heard of cannot fall silent
            start_s, _, end_s = chart.contact.known[-1]
            is_near = outlook.to_s - end_s < condition.period.seconds
            return not is_near or start_s > day_start_s(self._first_day, chart)
        days = range(max(self._first_day, chart.plan_from), day_of(outlook.to_s, chart) + 1)
        return any(self._is_empty(condition, day) for day in days)

    def _is_empty(self, condition: Missing, day: int) -> bool:
        """Tell whether nothing may have been taken at a look of a day, from before or after its hour."""
        due_s = int(instants_s(self._chart.zone, condition.due_minute, day, 1)[0])
        for at_s, latest in ((day_start_s(day, self._chart), day - 1), (due_s, day)):
            first = latest - condition.days + 1
            if first < self._chart.plan_from or at_s > self._outlook.to_s:
                continue  # not so many days were planned, or it is still to come
            if not self._is_taken(condition.measure, day_start_s(first, self._chart), at_s):
                return True
        return False

    def _is_taken(self, name: str, from_s: int, to_s: int) -> bool:
        """Tell whether anything of a measure came in [from, to]."""
        measure = self._measures.get(name)
        if measure is None:
            firsts = [each.first_after(from_s - 1) for each in self._chart.series.values()]
            return any(at_s is not None and at_s <= to_s for at_s in firsts)
        series = self._chart.series.get(measure.vital.value.name)
        lowest, highest = measure.plausible
        values = () if series is None else series.values_between(from_s, to_s)
        return any(measure.flag is not None or lowest <= value <= highest for value in values)

    def _answered(self, condition: Answered | Worsens | Level) -> bool:
        """Tell whether there is an answer to a question because of which a condition may be so."""
        series, codes = self._chart.series.get(f"symptom.{condition.question}"), self._outlook.codes
        given = set[int]() if series is None else series.values_since(self._far_s(condition))
        if series is not None and codes.get(UNCHANGED) in given:
            given = series.values_since(ALWAYS)  # it says what was said before, however long ago
        if isinstance(condition, Answered) and not isinstance(condition.on, DaysInARow):
            return not given.isdisjoint(codes.get(code) for code in condition.codes)
        if isinstance(condition, Worsens):
            choices = self._outlook.plan.rule_set.symptoms[condition.question].choices
            scores = [choice.score for choice in choices if codes.get(choice.code) in given]
            return len(scores) > 0 and max(scores) - min(scores) >= condition.steps
        return len(given) > 0

    def _happened(self, condition: Condition) -> bool:
        chart = self._chart
        match condition:
            case Flagged():
                measure = self._measures[condition.measure]
                series = chart.series.get(measure.vital.value.name)
                if series is None or measure.flag is None:
                    return False
                return not condition.is_set or series.has_mark(FLAG_BITS[measure.flag], self._far_s(condition))
            case Pressed():
                pressed = chart.series.get(f"button.{condition.kind}")
                return pressed is not None and pressed.first_after(self._far_s(condition) - 1) is not None
            case Happened():
                return any(kind in condition.kinds for kind, _, _ in chart.events.values())
            case OtherAlert():
                return ANY_CLINICAL_RULE in condition.rules or any(name in self._active for name in condition.rules)
            case _:
                return True
