"""A diary as an engine learns it: step by step, with the patient's chart as it is after each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from server.rules.diary.case import Arrival, Case
from server.rules.diary.fact import Closed, Heard
from server.rules.diary.passage import in_passages
from server.rules.diary.records import SOMEBODY, Records, agreed_before, joined
from server.rules.diary.step import Step, brought, is_in_order
from server.rules.judging.chart import Chart, new_chart, seconds
from server.rules.judging.plan import CONTACT, Due, kind_of
from server.rules.judging.stretches import ALWAYS, MERGED_S
from server.rules.judging.touched import Touch, since_of, touches_of
from server.rules.judging.visit import add_due
from server.rules.language.signal import Signals
from server.rules.local_day import local_day
from server.rules.record import EngineRecord


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
    codes, touches = dict[str, int](), touches_of(signals)
    return [_script(case, signals, touches, codes) for case in cases]


def _script(case: Case, signals: Signals, touches: Mapping[str, Touch], codes: dict[str, int]) -> Script:
    records, steps = Records(signals, case.rule), list[Step]()
    new, due = new_chart(joined(case.person)), Due(SOMEBODY, ALWAYS)
    told: list[EngineRecord] = [*agreed_before(case.person, case.rule)]
    for arrival in case.arrivals:
        since_s = _heard_since(steps[-1], arrival) if steps else None
        if since_s is not None:
            steps.append(_heard_again(steps[-1], arrival.at, since_s))
            continue
        told += [record for fact in arrival.facts for record in records.of(fact)]
        closes, brings = any(isinstance(fact, Closed) for fact in arrival.facts), brought(told)
        is_apart = closes or not steps or not is_in_order(told, arrival.at)
        before = steps[-1].chart if steps else new
        chart = before.copy() if is_apart else before.beside(brings)
        found = _learned(chart, told, touches, codes, None if steps else due)
        steps.append(
            Step(
                at=arrival.at,
                known=chart,
                due=found,
                closes=closes,
                brings=brings,
                day=local_day(arrival.at, chart.zone),
                begins=is_apart or steps[-1].closes,
            )
        )
        told = []
    return Script(case, in_passages(steps, signals), codes)


def _learned(
    chart: Chart, told: Sequence[EngineRecord], touches: Mapping[str, Touch], codes: dict[str, int], due: Due | None
) -> Due | None:
    """Write records into a chart, and say what is due by them."""
    for record in told:
        at_s = chart.learn(record, codes)
        if at_s is not None:
            due = Due(record.patient, at_s, set()) if due is None else due
            add_due(due, kind_of(record), since_of(record, at_s, chart, touches), chart)
    return due


def _heard_since(before: Step, arrival: Arrival) -> int | None:
    """Give the contact before, if what arrives is one more of a stretch of two or more, and nothing else."""
    if not all(isinstance(fact, Heard) and fact.at == arrival.at for fact in arrival.facts):
        return None
    end_s = seconds(before.at)
    if before.heard_since_s is None:
        if not before.known.contact.known:
            return None
        _, second_s, end_s = before.known.contact.known[-1]
        if second_s is None:
            return None
    return end_s if seconds(arrival.at) - end_s < MERGED_S else None


def _heard_again(before: Step, at: datetime, since_s: int) -> Step:
    """Give the step at which the hub is heard once more, since the step before."""
    due = None
    if seconds(at) > since_s:
        due = Due(SOMEBODY, since_s, set())
        add_due(due, CONTACT, since_s, before.known)
    return Step(at=at, known=before.known, due=due, heard_since_s=since_s, begins=before.closes)
