"""A story judged by the engine: its records in a chart, one block, and what it says of one rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from diary_lines import story, wall
from oracle.story import Story
from rule_making import rule_set

from server.rules.judging.block import Block, Turn
from server.rules.judging.chart import Chart, new_chart, seconds
from server.rules.judging.facts import Facts
from server.rules.judging.plan import Plan
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import local_day
from server.rules.record import (
    Agreed,
    Answer,
    Asked,
    Contact,
    EngineRecord,
    Event,
    Joined,
    NurseClosed,
    Observed,
    Press,
)
from vitals.identity import PatientId
from vitals.measurement import Flag
from vitals.vital import Vital

PATIENT = PatientId("a" * 16)
ANSWERS_FROM = 1_000
"""Answers and presses are numbered from here on, in the order of the diary."""
_VITALS = {vital.value.name: vital for vital in Vital}


def records_of(told: Story, patient: PatientId = PATIENT) -> list[EngineRecord]:
    """Write a story as the engine is told it."""
    records: list[EngineRecord] = [
        Joined(
            patient=patient,
            zone=told.zone,
            plan_from=told.plan_from,
            weekdays=told.planned_weekdays,
            groups=told.groups,
            is_unsteady=told.is_unsteady,
        )
    ]
    for each in told.readings:
        flags = frozenset(map(Flag, each.flags))
        vital, value = _VITALS[each.measure], each.value
        records.append(
            Observed(arrival=each.number, patient=patient, vital=vital, value=value, measured_at=each.at, flags=flags)
        )
    number = ANSWERS_FROM
    for said in told.answers:
        number += 1
        records.append(
            Answer(arrival=number, patient=patient, question=said.question, code=said.code, measured_at=said.at)
        )
    for button in told.buttons:
        number += 1
        records.append(Press(arrival=number, patient=patient, kind=button.kind, measured_at=button.at))
    for place, event in enumerate(told.events):
        records.append(
            Event(number=place, patient=patient, kind=event.kind, from_at=event.from_at, until_at=event.until_at)
        )
    return records + _of_people(told, patient)


def _of_people(told: Story, patient: PatientId) -> list[EngineRecord]:
    records: list[EngineRecord] = [Contact(patient=patient, heard_at=at) for at in told.contacts]
    records += [Agreed(patient=patient, what=each.what, value=each.value, from_at=each.from_at) for each in told.agreed]
    for each in told.asked:
        records.append(
            Asked(patient=patient, rule=each.rule, measure=each.measure, from_at=each.from_at, until_at=each.until_at)
        )
    for closing in told.closings:
        records.append(NurseClosed(patient=patient, rule=closing.rule, episode="", at=closing.at))
    return records


def chart_of(told: Story, codes: dict[str, int]) -> Chart:
    """Open a chart with everything a story tells."""
    joined, *rest = records_of(told)
    assert isinstance(joined, Joined)
    chart = new_chart(joined)
    for record in rest:
        chart.learn(record, codes)
    return chart


def block_of(rules: RuleSet, told: Story, from_at: datetime, to_at: datetime) -> Block:
    """Judge a story from the local day of one instant on, up to another."""
    codes: dict[str, int] = {}
    chart = chart_of(told, codes)
    turn = Turn(chart=chart, first_day=local_day(from_at, chart.zone), to_s=seconds(to_at))
    plan = Plan(rules)
    return Block(plan, plan.rules, [turn], codes)


def facts(made: Rule, diary: str, now: str, *others: Rule, days: int = 10) -> Facts:
    """Give the facts of the last episode that a diary makes up to a wall time, from so many days before."""
    told, to_at = story(diary), wall(now)
    block = block_of(rule_set(*others, made), told, to_at - timedelta(days=days), to_at)
    return block.facts(made, 0, block.told[made.name][0][-1])


def wall_of(at_s: int) -> datetime:
    """Give an instant of seconds."""
    return datetime.fromtimestamp(at_s, UTC)
