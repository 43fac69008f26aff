from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from contract_samples import PATIENT
from pages import observation
from symptom_file import symptoms

from server.ledger.page import Memory, Remembered, Stretch
from server.ledger.past import Past
from server.patients.saying import Saying
from server.retelling import measured, measured_before, retold, said, versions_of
from server.rules.judging.chart import FLAG_BITS, VOUCHED
from server.rules.judging.series import Readings
from server.rules.record import Answer, Contact, NurseClosed, Observed, Press, Unsettled
from vitals.measurement import Flag
from vitals.vital import Vital

AT = datetime(2026, 3, 2, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


def saying(record: int, about: str, code: str | None, version: int = 1, measured_at: datetime | None = AT) -> Saying:
    """Make something that the patient said an hour before it came."""
    return Saying(
        record=record,
        patient=PATIENT,
        about=about,
        version=version,
        code=code,
        words=None,
        is_acute=False,
        measured_at=measured_at,
        received_at=AT + HOUR,
        say={},
    )


def test_answers_and_presses_are_told_as_they_were_said() -> None:
    told = list(said([saying(1, "dizziness", "fainted"), saying(2, "worried", None)], versions_of(symptoms())))
    assert told == [
        Answer(arrival=1, patient=PATIENT, question="dizziness", code="fainted", measured_at=AT),
        Press(arrival=2, patient=PATIENT, kind="worried", measured_at=AT),
    ]


def test_an_answer_to_a_question_that_has_changed_since_or_is_gone_says_nothing() -> None:
    old, gone = saying(1, "dizziness", "fainted", version=99), saying(2, "gone", "yes")
    assert list(said([old, gone], versions_of(symptoms()))) == []


def test_what_has_no_time_of_its_own_was_said_when_it_came() -> None:
    (press,) = said([saying(1, "worried", None, measured_at=None)], {})
    assert isinstance(press, Press)
    assert press.measured_at == AT + HOUR


def test_contacts_and_closings_are_told_again() -> None:
    closed = NurseClosed(patient=PATIENT, rule="gain", episode="gain.1", at=AT)
    perhaps = Unsettled(arrival=7, patient=PATIENT, vital=Vital.BODY_WEIGHT, value=80_000, measured_at=AT)
    memory = Memory(
        next_arrival=1,
        next_alert=1,
        audit_number=0,
        audit_hash=b"",
        episodes=(),
        closings=(closed,),
        unsettled=(perhaps,),
        sayings=(),
        stretches=(Stretch(PATIENT, AT, None, AT), Stretch(PATIENT, AT + HOUR, AT + 2 * HOUR, AT + 3 * HOUR)),
        statuses={},
        undated_boots=frozenset(),
        questions=(),
    )
    told = retold(memory, {})
    assert told == [
        *(Contact(patient=PATIENT, heard_at=AT + hours * HOUR) for hours in (0, 0, 1, 2, 3)),
        closed,
        perhaps,
    ]


def test_readings_are_told_again_one_by_one_of_one_patient_and_of_many() -> None:
    flagged = observation(3, measured_at=AT, flags=("irregular_pulse",))
    plain = observation(4, 81_000, measured_at=AT)
    told = measured(Remembered([flagged, plain], [], [], [], frozenset({3}), ()))
    assert [each.is_vouched for each in told if isinstance(each, Observed)] == [True, False]
    readings = Readings(
        who=np.array([0, 0]),
        at_s=np.array([int(each.measured_at.timestamp()) for each in (flagged, plain)]),
        numbers=np.array([3, 4]),
        values=np.array([flagged.value, plain.value]),
        marks=np.array([VOUCHED | FLAG_BITS[Flag.IRREGULAR_PULSE], 0]),
    )
    assert list(measured_before([Past(flagged.vital, [PATIENT], readings)])) == told
