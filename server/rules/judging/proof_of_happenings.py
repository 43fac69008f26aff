"""What absences, events, buttons and other alerts rest on."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

from server.rules.judging.absence import PLAN_DAYS, contacts, planned, taken
from server.rules.judging.calendar import instants_s
from server.rules.judging.happenings import leaves_s, named_rules
from server.rules.judging.proof import Here, Proof
from server.rules.judging.proof_of_measures import day_of
from server.rules.judging.value import Absent, Figure, Kind, Moment, Span, Titles, Value
from server.rules.language.condition import Arrives, Happened, Missing, OtherAlert, Pressed, Silent
from server.rules.language.quantity import Period, PeriodUnit

_DAY_S: Final = 86_400


def missing(here: Here, condition: Missing) -> Proof:
    """Give how many planned days have passed, and what was taken last (rule 18)."""
    frame, measures = here.scene.frame, here.scene.frame.rule_set.signals.measures
    due_s = int(instants_s(frame.zone, condition.due_minute, frame.first + here.day, 1)[0])
    last_due = here.day if due_s <= here.at_s else here.day - 1
    column = taken(frame, condition.measure)
    end = int(column.until(np.array([here.row]), np.array([here.at_s]))[0])
    has_any = end > int(column.starts(np.array([here.row]))[0])
    last = int(frame.day_of(column.at_s[end - 1])) if has_any else last_due - PLAN_DAYS
    planned_days, days = planned(frame), (here.row, slice(max(last + 1, 0), last_due + 1))
    plan = planned_days.is_planned[days] & (here.at_s < planned_days.gone_s[days])
    values: dict[str, Value] = {
        "missing_days": Span(int(plan.sum())),
        "days": Span(condition.days),
        "earlier_day": day_of(here, int(column.at_s[end - 1])) if has_any else Absent(condition.measure, is_day=True),
    }
    if condition.measure not in measures:
        return Proof(values)
    measure = measures[condition.measure]
    if not has_any:
        return Proof({**values, "earlier": Absent(condition.measure)})
    earlier = Figure(amount=Fraction(int(column.values[end - 1]), measure.per_unit), unit=measure.unit)
    reading = (int(column.at_s[end - 1]), int(column.numbers[end - 1]))
    return Proof({**values, "earlier": earlier}, frozenset({reading}))


def silent(here: Here, condition: Silent) -> Proof:
    """Give when the hub was last heard (rule 19)."""
    column = contacts(here.scene.frame)
    end = int(column.until(np.array([here.row]), np.array([here.at_s]))[0])
    values: dict[str, Value] = {"days": Span(-(-condition.period.seconds // _DAY_S))}
    if end > int(column.starts(np.array([here.row]))[0]):
        values["earlier_time"] = Moment(min(int(column.values[end - 1]), here.at_s))
    return Proof(values)


def arrives(here: Here, condition: Arrives) -> Proof:
    """Give the readings that came since the episode began (rule 20)."""
    scene = here.scene
    if scene.since_s is None or condition.measure not in scene.frame.rule_set.signals.measures:
        return Proof()
    column = taken(scene.frame, condition.measure)
    mine = (column.who == here.row) & (column.at_s > scene.since_s[here.row]) & (column.at_s <= here.at_s)
    return Proof({}, frozenset(zip(column.at_s[mine].tolist(), column.numbers[mine].tolist(), strict=True)))


def happened(here: Here, condition: Happened) -> Proof:
    """Give the newest of the events that hold, and its day."""
    chart, scene = here.scene.frame.charts[here.row], here.scene
    holding = []
    for kind, from_s, until_s in chart.events.values():
        end_s = until_s if condition.within is None else leaves_s(scene, from_s, condition.within)
        if kind in condition.kinds and from_s <= here.at_s and (end_s is None or here.at_s < end_s):
            holding.append((from_s, kind))
    if not holding:
        return Proof()
    from_s, kind = max(holding)
    return Proof({"event": Kind(kind), "event_day": day_of(here, from_s)})


def pressed(here: Here, condition: Pressed) -> Proof:
    """Give the last press, if it is within the period."""
    column = here.scene.frame.raw(f"button.{condition.kind}")
    end = int(column.until(np.array([here.row]), np.array([here.at_s]))[0])
    if end <= int(column.starts(np.array([here.row]))[0]):
        return Proof()
    at_s = int(column.at_s[end - 1])
    if here.at_s >= leaves_s(here.scene, at_s, condition.within):
        return Proof()
    return Proof({"pressed_time": Moment(at_s)}, frozenset({(at_s, int(column.numbers[end - 1]))}))


def other_alert(here: Here, condition: OtherAlert) -> Proof:
    """Give the rules whose episodes are or were active."""
    scene, names = here.scene, []
    for rule in sorted(named_rules(scene, condition.rules)):
        for from_s, until_s in scene.others.get(rule, [()])[0]:
            end_s = until_s
            if condition.within_days is not None and until_s is not None:
                end_s = leaves_s(scene, until_s - 1, Period(condition.within_days, PeriodUnit.DAYS))
            if from_s <= here.at_s and (end_s is None or here.at_s < end_s):
                names.append(rule)
    return Proof({"alert": Titles(tuple(dict.fromkeys(names)))} if names else {})
