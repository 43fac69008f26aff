"""A story told to the engine: its records in the order in which they were received, its chart, and a block judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from oracle.case import Episode
from oracle.story import Story
from oracle.truth import Truth as Told

from server.rules.judging.block import Block
from server.rules.judging.chart import Chart, new_chart, seconds
from server.rules.judging.judge import judge
from server.rules.judging.plan import Plan
from server.rules.judging.scene import Scene
from server.rules.judging.truth import NO, UNKNOWN, YES
from server.rules.judging.turn import Turn
from server.rules.judging.walk import FOREVER, Ending
from server.rules.judging.walk import Told as Walked
from server.rules.language.combination import Condition
from server.rules.language.order import in_order
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
    Unsettled,
    Withdrawn,
)
from server.rules.transition import EpisodeState
from vitals.identity import PatientId
from vitals.measurement import Flag
from vitals.vital import Vital

PATIENT: Final = PatientId("a" * 16)
ANSWERS_FROM: Final = 100_000
"""Answers and presses are numbered from here on, in the order of the story."""
WORDS: Final = {NO: Told.NO, YES: Told.YES, UNKNOWN: Told.CANNOT_TELL}
ENDS: Final = {Ending.CLEARED: "cleared", Ending.CLOSED: "closed", Ending.DROPPED: "dropped", Ending.LASTED: "lasts"}
Line = tuple[datetime, datetime | None, datetime | None, datetime | None, str | None]
"""An episode: its start, when it would be raised, until when it was inhibited, its end and what ended it."""


def joined(story: Story) -> Joined:
    """Give the record with which the patient begins."""
    return Joined(
        patient=PATIENT,
        zone=story.zone,
        plan_from=story.plan_from,
        weekdays=story.planned_weekdays,
        groups=story.groups,
        is_unsteady=story.is_unsteady,
    )


def records_of(story: Story, *, is_asked: bool = True) -> list[tuple[datetime, EngineRecord]]:
    """List the records of a story, each with when it was received; withdrawals come a minute after their readings."""
    found: list[tuple[datetime, EngineRecord]] = []
    for each in story.readings:
        vital, flags = Vital.named(each.measure), frozenset(Flag(flag) for flag in each.flags)
        reading = Observed(
            arrival=each.number,
            patient=PATIENT,
            vital=vital,
            value=each.value,
            measured_at=each.at,
            flags=flags,
            is_vouched=each.is_vouched,
        )
        found.append((each.received_at, reading))
        if each.number in story.withdrawn:
            gone = Withdrawn(arrival=each.number, patient=PATIENT, vital=vital, measured_at=each.at)
            found.append((each.received_at + timedelta(minutes=1), gone))
    for doubt in story.unsettled:
        vital = Vital.named(doubt.measure)
        perhaps = Unsettled(arrival=doubt.number, patient=PATIENT, vital=vital, value=doubt.value, measured_at=doubt.at)
        found.append((doubt.at, perhaps))
        if doubt.number in story.withdrawn:
            settled = Withdrawn(arrival=doubt.number, patient=PATIENT, vital=vital, measured_at=doubt.at)
            found.append((doubt.at + timedelta(hours=5), settled))
    for number, one in enumerate(story.answers, start=ANSWERS_FROM + 1):
        found.append(
            (one.at, Answer(arrival=number, patient=PATIENT, question=one.question, code=one.code, measured_at=one.at))
        )
    for number, press in enumerate(story.buttons, start=ANSWERS_FROM + 1 + len(story.answers)):
        found.append((press.at, Press(arrival=number, patient=PATIENT, kind=press.kind, measured_at=press.at)))
    found += _noted(story)
    if is_asked:
        found += [(each.from_at, Asked(patient=PATIENT, **each._asdict())) for each in story.asked]
    return sorted(found, key=lambda each: each[0])


def _noted(story: Story) -> list[tuple[datetime, EngineRecord]]:
    found: list[tuple[datetime, EngineRecord]] = [(at, Contact(patient=PATIENT, heard_at=at)) for at in story.contacts]
    for number, event in enumerate(story.events):
        began = Event(number=number, patient=PATIENT, kind=event.kind, from_at=event.from_at)
        found.append((event.from_at, began))
        if event.until_at is not None:
            found.append((event.until_at, replace(began, until_at=event.until_at)))
    found += [(each.from_at, Agreed(patient=PATIENT, **each._asdict())) for each in story.agreed]
    found += [
        (each.at, NurseClosed(patient=PATIENT, rule=each.rule, episode="", at=each.at)) for each in story.closings
    ]
    return found


def chart_of(story: Story, codes: dict[str, int] | None = None) -> tuple[Chart, dict[str, int]]:
    """Make the chart of a story, and the numbers of the codes, those of other charts among them."""
    chart, known = new_chart(joined(story)), {} if codes is None else codes
    for _, record in records_of(story):
        chart.learn(record, known)
    return chart, known


def block_of(rules: RuleSet, story: Story, to: datetime) -> Block:
    """Judge a whole story at once, from before it began."""
    chart, codes = chart_of(story)
    return block_on(replace(rules, rules=in_order(rules.rules)), chart, codes, to)


def block_from(rules: RuleSet, story: Story, from_at: datetime, to: datetime) -> Block:
    """Judge a story from the local day of one instant on, up to another; by rules that stand in their order."""
    chart, codes = chart_of(story)
    return _block(rules, chart, codes, local_day(from_at, chart.zone), to)


def block_on(rules: RuleSet, chart: Chart, codes: dict[str, int], to: datetime) -> Block:
    """Judge a whole chart at once."""
    return _block(rules, chart, codes, datetime.fromtimestamp(chart.first_s, UTC).toordinal() - 2, to)


def _block(rules: RuleSet, chart: Chart, codes: dict[str, int], first: int, to: datetime) -> Block:
    plan = Plan(rules)
    return Block(plan, plan.rules, [Turn(chart=chart, first_day=first, to_s=seconds(to))], codes)


def tell_at(block: Block, rule: Rule, condition: Condition, t: datetime) -> Told:
    """Give the engine's answer at an instant: that of the last look until then."""
    looks, found = block.view(rule).looks, judge(condition, block.scene(rule))
    place = int(looks.at_s.searchsorted(seconds(t), side="right")) - 1
    return WORDS[int(found[place])]


def lines_of(told: list[Walked]) -> list[Line]:
    """Write the engine's episodes."""
    return [
        (
            _at(each.start_s),
            None if each.raised_s is None else _at(each.raised_s),
            None if each.covered_until_s in {None, FOREVER} else _at(each.covered_until_s or 0),
            None if each.end_s is None else _at(each.end_s),
            None if each.ending is None else ENDS[each.ending],
        )
        for each in told
    ]


def expected(lives: list[Episode]) -> list[Line]:
    """Write the oracle's episodes alike."""
    found = []
    for each in lives:
        active = [(state, at) for state, at in each.phases if state is not EpisodeState.ASKING]
        uncovered = [at for state, at in active[1:] if state is EpisodeState.RAISED]
        raised_at, free_at = (active[0][1] if active else None), (uncovered[0] if uncovered else None)
        found.append((each.start_at, raised_at, free_at, each.end_at, each.ends_by))
    return found


def _at(at_s: int) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)


def scene_of(rules: RuleSet, rule: Rule, story: Story, to: datetime) -> Scene:
    """Give the scene on which a rule is judged, up to an instant."""
    return block_of(rules, story, to).scene(rule)
