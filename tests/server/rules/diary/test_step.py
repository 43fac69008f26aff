"""A step: what it brings, whether that came in order, and what is known then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from server.rules.diary.records import SOMEBODY
from server.rules.diary.step import Step, brought, is_in_order
from server.rules.judging.chart import new_chart, seconds
from server.rules.record import Agreed, Answer, Contact, Joined, Observed
from vitals.vital import Vital

AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEIGHT = Observed(arrival=1, patient=SOMEBODY, vital=Vital.BODY_WEIGHT, value=80_000, measured_at=AT)
ANSWER = Answer(arrival=2, patient=SOMEBODY, question="dizziness", code="often", measured_at=AT)
CONTACT = Contact(patient=SOMEBODY, heard_at=AT)


def test_readings_and_answers_are_brought() -> None:
    assert brought([WEIGHT, ANSWER, CONTACT]) == {Vital.BODY_WEIGHT.value.name, "symptom.dizziness"}


def test_in_order_is_what_was_measured_just_now() -> None:
    agreed = Agreed(patient=SOMEBODY, what="target_weight", value=80_000, from_at=AT)
    assert is_in_order([WEIGHT, ANSWER, CONTACT], AT)
    assert not is_in_order([WEIGHT], AT + HOUR)
    assert not is_in_order([WEIGHT, agreed], AT)


def test_one_more_contact_of_many_is_known_though_it_is_not_written_down() -> None:
    chart = new_chart(Joined(patient=SOMEBODY, zone="Europe/Stockholm", plan_from=date(2026, 3, 1)))
    for hour in (0, 1):
        chart.contact.hear(seconds(AT + hour * HOUR))
    step = Step(at=AT + 3 * HOUR, known=chart, due=None, heard_since_s=seconds(AT + 2 * HOUR))
    assert step.chart.contact.known == [(seconds(AT), seconds(AT + HOUR), seconds(AT + 3 * HOUR))]
    assert chart.contact.last_s == seconds(AT + HOUR)
    assert Step(at=AT, known=chart, due=None).chart is chart
