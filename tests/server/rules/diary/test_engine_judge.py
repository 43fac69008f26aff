"""Facts become the engine's records, and staffed hours decide who may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from rule_making import kg, rule_set
from tiny_judge import tiny_rule

from server.rules.diary.engine_judge import SOMEBODY, EngineJudge, staff_would_see
from server.rules.diary.fact import Agreed, Answered, Began, Closed, Ended, Heard, Measured, Person, Pressed, Retracted
from server.rules.record import (
    Agreed as AgreedRecord,
)
from server.rules.record import (
    Answer,
    Contact,
    EngineRecord,
    Event,
    Joined,
    NurseClosed,
    Observed,
    Press,
    Withdrawn,
)
from server.rules.transition import Transition
from vitals.identity import PatientId
from vitals.measurement import Flag
from vitals.vital import Vital

AT = datetime(2026, 3, 5, 7, tzinfo=UTC)
LATER = datetime(2026, 3, 6, 7, tzinfo=UTC)


@dataclass(frozen=True)
class OpenOne:
    """An episode of the listening engine."""

    name: str
    is_open: bool


@dataclass
class Listening:
    """An engine that only writes down what it hears: what a judge tells is all that is looked at here."""

    heard: list[EngineRecord] = field(default_factory=list)
    known: tuple[OpenOne, ...] = ()
    told: tuple[datetime, ...] = ()

    def step(self, records: Sequence[EngineRecord], now: datetime) -> Sequence[Transition]:
        """Write down records."""
        self.heard += records
        self.told += (now,)
        return []

    def advance(self, now: datetime) -> Sequence[Transition]:
        """Write down the time."""
        self.told += (now,)
        return []

    def episodes(self, patient: PatientId, rule: str) -> Sequence[OpenOne]:
        """Give what a test put there."""
        assert (patient, rule) == (SOMEBODY, "tiny")
        return self.known


def judge(engine: Listening, person: Person | None = None) -> EngineJudge:
    return EngineJudge(engine, rule_set(tiny_rule()), "tiny", person or Person(plan_from=date(2026, 3, 1)))


def test_the_engine_is_told_first_whose_diary_it_is() -> None:
    engine = Listening()
    person = Person(
        zone="Europe/Helsinki",
        groups=frozenset({"copd"}),
        weekdays=frozenset({0}),
        is_unsteady=True,
        agreed={"target_weight": kg(80_000)},
        settings={"gain": kg(3_000)},
    )
    each = judge(engine, person)
    each.feed([], AT)
    each.feed([Heard(at=LATER)], LATER)
    joined, target, gain, contact = engine.heard
    assert joined == Joined(
        patient=SOMEBODY, zone="Europe/Helsinki", plan_from=date(2000, 1, 1), weekdays=frozenset({0}),
        groups=frozenset({"copd"}), is_unsteady=True,
    )  # fmt: skip
    assert isinstance(target, AgreedRecord)
    assert isinstance(gain, AgreedRecord)
    assert (target.what, target.value, gain.what, gain.value) == ("target_weight", 80_000, "tiny.gain", 3_000)
    assert contact == Contact(patient=SOMEBODY, heard_at=LATER)
    each.advance(LATER)
    assert engine.told == (AT, LATER, LATER)


def test_readings_and_their_withdrawal_name_the_vital_sign() -> None:
    engine = Listening()
    reading = Measured(number=7, measure="pulse", value=700, measured_at=AT, flags=frozenset({"irregular_pulse"}))
    judge(engine).feed([reading, Retracted(number=7)], LATER)
    assert engine.heard[1:] == [
        Observed(arrival=7, patient=SOMEBODY, vital=Vital.PULSE_RATE, value=700, measured_at=AT,
                 flags=frozenset({Flag.IRREGULAR_PULSE})),
        Withdrawn(arrival=7, patient=SOMEBODY, vital=Vital.PULSE_RATE, measured_at=AT),
    ]  # fmt: skip


def test_answers_buttons_and_what_was_agreed() -> None:
    engine = Listening()
    judge(engine).feed(
        [
            Answered(question="dizziness", code="often", at=AT),
            Pressed(button="worried", at=AT),
            Agreed(name="target_weight", is_setting=False, value=kg(79_000), from_at=AT),
            Agreed(name="gain", is_setting=True, value=kg(2_500), from_at=AT),
        ],
        AT,
    )
    answer, press, target, gain = engine.heard[1:]
    assert isinstance(answer, Answer)
    assert isinstance(press, Press)
    assert (answer.question, answer.code, press.kind) == ("dizziness", "often", "worried")
    assert answer.arrival != press.arrival
    assert target == AgreedRecord(patient=SOMEBODY, what="target_weight", value=79_000, from_at=AT)
    assert gain == AgreedRecord(patient=SOMEBODY, what="tiny.gain", value=2_500, from_at=AT)


def test_an_event_that_ends_is_the_same_event() -> None:
    engine = Listening()
    judge(engine).feed([Began(event="travelling", from_at=AT), Ended(event="travelling", at=LATER)], LATER)
    began, ended = engine.heard[1:]
    assert isinstance(began, Event)
    assert isinstance(ended, Event)
    assert began.number == ended.number
    assert (began.until_at, ended.from_at, ended.until_at) == (None, AT, LATER)


def test_the_nurse_closes_what_is_open() -> None:
    engine = Listening(known=(OpenOne("a", is_open=False), OpenOne("b", is_open=True)))
    judge(engine).feed([Closed(at=AT)], AT)
    assert engine.heard[1:] == [NurseClosed(patient=SOMEBODY, rule="tiny", episode="b", at=AT)]


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
