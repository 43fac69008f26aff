"""Facts become the engine's records, and staffed hours decide who may be asked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from rule_making import kg, signals

from server.rules.diary.fact import (
    Agreed,
    Answered,
    Began,
    Closed,
    Ended,
    Fact,
    Heard,
    Measured,
    Person,
    Pressed,
    Retracted,
)
from server.rules.diary.records import SOMEBODY, Records, agreed_before, joined, staff_would_see
from server.rules.record import (
    Agreed as AgreedRecord,
)
from server.rules.record import (
    Answer,
    Contact,
    EngineRecord,
    Event,
    Joined,
    Observed,
    Press,
    Withdrawn,
)
from vitals.measurement import Flag
from vitals.vital import Vital

AT = datetime(2026, 3, 5, 7, tzinfo=UTC)
LATER = datetime(2026, 3, 6, 7, tzinfo=UTC)


def heard(*facts: Fact) -> list[EngineRecord]:
    records = Records(signals(), "tiny")
    return [record for fact in facts for record in records.of(fact)]


def test_the_engine_is_told_first_whose_diary_it_is() -> None:
    person = Person(
        zone="Europe/Helsinki",
        groups=frozenset({"copd"}),
        weekdays=frozenset({0}),
        is_unsteady=True,
        agreed={"target_weight": kg(80_000)},
        settings={"gain": kg(3_000)},
    )
    assert joined(person) == Joined(
        patient=SOMEBODY, zone="Europe/Helsinki", plan_from=date(2000, 1, 1), weekdays=frozenset({0}),
        groups=frozenset({"copd"}), is_unsteady=True,
    )  # fmt: skip
    target, gain = agreed_before(person, "tiny")
    assert isinstance(target, AgreedRecord)
    assert isinstance(gain, AgreedRecord)
    assert (target.what, target.value, gain.what, gain.value) == ("target_weight", 80_000, "tiny.gain", 3_000)


def test_a_hub_that_is_heard_is_a_contact_and_a_closing_is_for_who_knows_what_is_open() -> None:
    assert heard(Heard(at=LATER), Closed(at=LATER)) == [Contact(patient=SOMEBODY, heard_at=LATER)]


def test_readings_and_their_withdrawal_name_the_vital_sign() -> None:
    reading = Measured(number=7, measure="pulse", value=700, measured_at=AT, flags=frozenset({"irregular_pulse"}))
    assert heard(reading, Retracted(number=7)) == [
        Observed(arrival=7, patient=SOMEBODY, vital=Vital.PULSE_RATE, value=700, measured_at=AT,
                 flags=frozenset({Flag.IRREGULAR_PULSE})),
        Withdrawn(arrival=7, patient=SOMEBODY, vital=Vital.PULSE_RATE, measured_at=AT),
    ]  # fmt: skip


def test_answers_buttons_and_what_was_agreed() -> None:
    answer, press, target, gain = heard(
        Answered(question="dizziness", code="often", at=AT),
        Pressed(button="worried", at=AT),
        Agreed(name="target_weight", is_setting=False, value=kg(79_000), from_at=AT),
        Agreed(name="gain", is_setting=True, value=kg(2_500), from_at=AT),
    )
    assert isinstance(answer, Answer)
    assert isinstance(press, Press)
    assert (answer.question, answer.code, press.kind) == ("dizziness", "often", "worried")
    assert answer.arrival != press.arrival
    assert target == AgreedRecord(patient=SOMEBODY, what="target_weight", value=79_000, from_at=AT)
    assert gain == AgreedRecord(patient=SOMEBODY, what="tiny.gain", value=2_500, from_at=AT)


def test_an_event_that_ends_is_the_same_event() -> None:
    began, ended = heard(Began(event="travelling", from_at=AT), Ended(event="travelling", at=LATER))
    assert isinstance(began, Event)
    assert isinstance(ended, Event)
    assert began.number == ended.number
    assert (began.until_at, ended.from_at, ended.until_at) == (None, AT, LATER)


@pytest.mark.decision("F7")
@pytest.mark.parametrize(
    ("until", "may"),
    [
        (datetime(2026, 3, 5, 14, 30, tzinfo=UTC), True),  # half past three on a Thursday, an hour before the end
        (datetime(2026, 3, 5, 14, 31, tzinfo=UTC), False),
        (datetime(2026, 3, 5, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 5, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 7, 10, 0, tzinfo=UTC), False),  # a Saturday
    ],
)
def test_nobody_is_asked_unless_staff_would_see_the_answer(until: datetime, *, may: bool) -> None:
    assert staff_would_see(Person())(SOMEBODY, until) is may
