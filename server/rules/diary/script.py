"""A diary as an engine learns it: step by step, with the patient's chart as it is after each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from server.rules.diary.case import Case
from server.rules.diary.fact import Closed
from server.rules.diary.records import SOMEBODY, Records, agreed_before, joined
from server.rules.judging.chart import Chart, new_chart, seconds
from server.rules.judging.plan import Due, kind_of
from server.rules.judging.stretches import ALWAYS, MERGED_S
from server.rules.judging.visit import add_due
from server.rules.language.signal import Signals
from server.rules.record import Contact, EngineRecord


@dataclass(frozen=True, slots=True)
class Step:
    """What is learned at one instant: ``chart`` is all that is known then, ``due`` what may be otherwise by it.

    ``closes``: a nurse closes what is open. ``heard_since_s`` is the contact before, where this is one more of many.
    """

    at: datetime
    chart: Chart
    due: Due | None
    closes: bool = False
    heard_since_s: int | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A case and its steps; the charts are shared by all who play it, and changed by nobody.

    ``codes`` numbers the answers' codes, for all scripts that are played together.
    """

    case: Case
    steps: tuple[Step, ...]
    codes: Mapping[str, int]

    @property
    def told(self) -> set[str]:
        """Name what the diary tells of: series as charts name them, and kinds of events."""
        chart = self.steps[-1].chart
        return {*chart.series, *(kind for kind, _, _ in chart.events.values())}

    def until(self, at: datetime) -> Script:
        """Give what is told up to an instant."""
        steps = tuple(step for step in self.steps if step.at <= at)
        return replace(self, case=replace(self.case, until_at=at), steps=steps)


def scripts_of(cases: Iterable[Case], signals: Signals) -> list[Script]:
    """Write the scripts of cases that are played together."""
    codes: dict[str, int] = {}
    return [_script(case, signals, codes) for case in cases]


def _script(case: Case, signals: Signals, codes: dict[str, int]) -> Script:
    records, steps = Records(signals, case.rule), list[Step]()
    chart, due = new_chart(joined(case.person)), Due(SOMEBODY, ALWAYS)
    told: list[EngineRecord] = [*agreed_before(case.person, case.rule)]
    for arrival in case.arrivals:
        told += [record for fact in arrival.facts for record in records.of(fact)]
        closes = any(isinstance(fact, Closed) for fact in arrival.facts)
        since_s = _heard_since(chart, told, arrival.at)
        chart = chart.copy() if since_s is None else replace(chart, contact=chart.contact.copy())
        found = _learned(chart, told, codes, None if steps else due)
        steps.append(Step(arrival.at, chart, found, closes=closes, heard_since_s=since_s))
        told = []
    return Script(case, tuple(steps), codes)


def _learned(chart: Chart, told: Sequence[EngineRecord], codes: dict[str, int], due: Due | None) -> Due | None:
    """Write records into a chart, and say what is due by them."""
    for record in told:
        at_s = chart.learn(record, codes)
        if at_s is not None:
            due = Due(record.patient, at_s, set()) if due is None else due
            add_due(due, kind_of(record), at_s, chart)
    return due


def _heard_since(chart: Chart, told: Sequence[EngineRecord], at: datetime) -> int | None:
    """Give the contact before, if what is told is one more of a stretch of two or more, and nothing else."""
    if not chart.contact.known or not all(isinstance(record, Contact) for record in told):
        return None
    _, second_s, end_s = chart.contact.known[-1]
    return None if second_s is None or seconds(at) - end_s >= MERGED_S else end_s
