"""A chart takes every record in any order, and tells from when on something may be otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from diary_lines import story, wall
from engine_story import PATIENT, chart_of, joined, records_of

from server.rules.judging.chart import Chart, new_chart, seconds
from server.rules.judging.series import rows_of
from server.rules.judging.stretches import ALWAYS
from server.rules.record import Agreed, Contact, Event, Left, NurseClosed, Withdrawn
from vitals.vital import Vital

DIARY = """
03-05 07:00 weight 82
03-05 07:01 answer dizziness often
03-05 07:02 button worried
03-05 07:03 event travelling until 03-07 10:00
03-05 07:04 contact
03-05 07:05 agreed target_weight 80000
03-05 07:06 asked gain weight until 03-05 11:00
03-05 07:07 closed gain
03-05 07:08 perhaps 80.5
03-05 07:08 perhaps 79
"""


def test_order_and_duplicates_change_nothing() -> None:
    told = story(DIARY, "03-10")
    whole, codes = chart_of(told)
    chart = new_chart(joined(told))
    shuffled = [record for _, record in records_of(told)] * 2
    order = [each for each in shuffled if not isinstance(each, Event)]
    order.sort(key=lambda each: repr(each)[::-1])
    for record in [*order, *(each for each in shuffled[: len(shuffled) // 2] if isinstance(each, Event))]:
        chart.learn(record, codes)
    assert parts(chart) == parts(whole)


def parts(chart: Chart) -> tuple[object, ...]:
    values = {name: [*one] for name, one in chart.series.items()}
    return (
        values,
        chart.events,
        chart.agreed,
        chart.asked,
        chart.closings,
        chart.contact.known,
        chart.first_s,
        chart.unsettled,
    )


def test_a_second_time_nothing_may_be_otherwise() -> None:
    told = story(DIARY, "03-10")
    chart, codes = chart_of(told)
    again = [record for _, record in records_of(told) if not isinstance(record, Event)]
    assert [chart.learn(record, codes) for record in again] == [None] * len(again)


@pytest.mark.parametrize(
    ("plan_from", "first"), [("03-10", "03-05 07:00"), ("03-05", "03-05 03:00"), ("03-06", "03-05 07:00")]
)
def test_a_patient_is_judged_from_the_first_record_or_the_plans_first_day(plan_from: str, first: str) -> None:
    assert chart_of(story(DIARY, plan_from))[0].first_s == seconds(wall(first))


@pytest.mark.decision("C4")
def test_what_is_settled_is_in_doubt_no_more_whichever_comes_first() -> None:
    told = story("03-05 07:00 perhaps 82", "03-10")
    chart, codes = chart_of(told)
    (perhaps,) = (record for _, record in records_of(told))
    settled = Withdrawn(arrival=1, patient=PATIENT, vital=Vital.BODY_WEIGHT, measured_at=wall("03-05 07:00"))
    assert chart.unsettled == [(seconds(wall("03-05 07:00")), 1, "body_weight", 82_000)]
    assert [chart.learn(settled, codes), chart.learn(settled, codes)] == [seconds(wall("03-05 07:00")), None]
    assert chart.learn(perhaps, codes) is None
    assert chart.unsettled == []


def test_what_no_rule_can_look_at_any_more_is_in_doubt_no_more() -> None:
    chart, _ = chart_of(story("03-05 07:00 perhaps 82\n03-06 07:00 perhaps 83", "03-10"))
    chart.forget_before(seconds(wall("03-06 07:00")))
    assert [value for *_, value in chart.unsettled] == [83_000]


def test_what_is_withdrawn_before_it_comes_never_counts() -> None:
    told = story("03-05 07:00 weight 82", "03-10")
    chart = new_chart(joined(told))
    gone = Withdrawn(arrival=1, patient=PATIENT, vital=Vital.BODY_WEIGHT, measured_at=wall("03-05 07:00"))
    assert chart.learn(gone, {}) is None
    assert [chart.learn(record, {}) for _, record in records_of(told)] == [None]
    later, codes = chart_of(told)
    assert later.learn(gone, codes) == seconds(wall("03-05 07:00"))


def test_who_left_is_not_watched_until_she_joins_again() -> None:
    told = story("", "03-10")
    chart = new_chart(joined(told))
    assert chart.learn(joined(told), {}) is None
    assert chart.learn(Left(patient=PATIENT), {}) == ALWAYS
    assert not chart.is_watched
    assert chart.learn(joined(told), {}) == ALWAYS
    assert chart.learn(replace(joined(told), is_unsteady=True), {}) == ALWAYS


def test_an_event_may_never_have_been() -> None:
    chart = new_chart(joined(story("", "03-10")))
    event = Event(number=1, patient=PATIENT, kind="travelling", from_at=wall("03-05 07:00"))
    assert chart.learn(event, {}) == seconds(wall("03-05 07:00"))
    assert chart.learn(event, {}) is None
    assert chart.learn(replace(event, is_void=True), {}) == seconds(wall("03-05 07:00"))
    assert chart.events == {}


def test_the_last_that_was_agreed_for_an_instant_holds() -> None:
    chart = new_chart(joined(story("", "03-10")))
    at = wall("03-05 07:00")
    for value in (80_000, 79_000):
        chart.learn(Agreed(patient=PATIENT, what="target_weight", value=value, from_at=at), {})
    assert chart.agreed["target_weight"] == [(seconds(at), 79_000)]
    assert chart.learn(Contact(patient=PATIENT, heard_at=at), {}) == ALWAYS  # what was due before is settled by it
    assert chart.learn(NurseClosed(patient=PATIENT, rule="gain", episode="", at=at), {}) == seconds(at)


def test_beside_a_chart_one_series_and_the_contacts_go_on_alone() -> None:
    whole, _ = chart_of(story(DIARY, "03-10"))
    weights, answers = Vital.BODY_WEIGHT.value.name, "symptom.dizziness"
    before = [*whole.series[weights]]
    beside = whole.beside([weights, "symptom.tiredness"])
    assert beside.series.keys() == whole.series.keys()
    beside.series[weights].add(seconds(wall("03-06 07:00")), 83_000, number=99, marks=0)
    beside.contact.hear(seconds(wall("03-06 07:00")))
    assert [*whole.series[weights]] == before
    assert whole.contact.last_s == seconds(wall("03-05 07:04"))
    assert beside.series[answers] is whole.series[answers]
    assert (beside.plan_s, beside.events) == (whole.plan_s, whole.events)


def test_at_a_restart_a_series_may_come_in_portions() -> None:
    whole, _ = chart_of(story("03-01..03-09 07:00 weight 80", "03-10"))
    name = Vital.BODY_WEIGHT.value.name
    rows, _ = rows_of([whole.series[name]])
    chart = new_chart(joined(story("", "03-10")))
    chart.take(name, rows[:4])
    assert chart.newest_s == seconds(wall("03-04 07:00"))
    chart.take(name, rows[4:])
    assert [*chart.series[name]] == [*whole.series[name]]
    assert chart.newest_s == seconds(wall("03-09 07:00"))
