"""Whose it is, is said: by an answer on the hub or by the staff, as often as people change their minds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from contract_samples import RECORDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_scale import ANNA_KG, BO_KG, GAIN, KNOWN_ON, SharedScale
from small_server import BEFORE, EPOCH, at, close, held, undated
from sqlalchemy import Engine

from server.patients.move import Move, Moved, NotMoved, WhyNotMoved
from vitals.identity import PatientId
from vitals.record import RecordRef
from vitals.vital import Vital

STRANGER = PatientId("stranger" + "a" * 8)


@pytest.fixture
def scale(engine: Engine) -> SharedScale:
    """Two people on one scale, of whom nothing is known yet."""
    return SharedScale(engine)


@pytest.fixture
def known(scale: SharedScale) -> SharedScale:
    """The same, after three mornings."""
    scale.becomes_known()
    return scale


@pytest.mark.decision("C1")
def test_of_people_who_are_not_known_yet_every_weight_is_nobodys_and_asked_about_once(scale: SharedScale) -> None:
    record = scale.weighs(ANNA_KG, at(0))
    assert scale.became(record) == ("unclaimed", "not_yet_known")
    assert scale.whose() == {}
    assert scale.asked() == [record]
    assert scale.server.rows("alert") == []


@pytest.mark.decision("C1")
def test_an_answer_gives_the_weight_to_who_stood_there_with_the_time_of_the_answer(scale: SharedScale) -> None:
    record = scale.weighs(ANNA_KG, at(0))
    done = scale.answers(record, scale.anna, at(0, "09:00"))
    assert scale.whose() == {record: scale.anna}
    assert scale.became(record) == ("observed", "moved")
    assert scale.asked() == []
    (number,) = scale.server.rows("attribution", "number")
    assert scale.server.rows("observation", "arrival", "received_at", "measured_at", "value") == [
        (number, at(0, "09:00"), at(0), 70_000)
    ]
    assert held(done)[EPOCH].upto == 2


@pytest.mark.decision("C1")
def test_people_who_are_known_are_told_apart_and_nobody_is_asked(known: SharedScale) -> None:
    hers, his = known.weighs(ANNA_KG + 0.7, at(KNOWN_ON)), known.weighs(BO_KG - 0.9, at(KNOWN_ON, "07:20"))
    assert (known.whose()[hers], known.whose()[his]) == (known.anna, known.bo)
    assert known.became(hers) == ("observed", "nearest")
    assert known.asked() == []


@pytest.mark.decision("C1")
@pytest.mark.parametrize(("kilograms", "why"), [(76.0, "fits_nobody"), (61.0, "fits_nobody"), (101.0, "fits_nobody")])
def test_a_guest_is_nobodys_and_stays_so_when_the_home_says_so(known: SharedScale, kilograms: float, why: str) -> None:
    record = known.weighs(kilograms, at(KNOWN_ON))
    assert known.became(record) == ("unclaimed", why)
    known.answers(record, None)
    assert known.became(record) == ("nobodys", "moved")
    assert record not in known.whose()
    assert known.asked() == []


@pytest.mark.decision("C4")
def test_a_second_weight_of_one_morning_that_differs_too_much_waits_for_an_answer(known: SharedScale) -> None:
    first, second = known.weighs(ANNA_KG, at(KNOWN_ON)), known.weighs(ANNA_KG + 1.6, at(KNOWN_ON, "07:30"))
    third = known.weighs(ANNA_KG + 1.7, at(KNOWN_ON, "07:31"))
    assert known.whose()[first] == known.anna
    assert known.became(second) == known.became(third) == ("unclaimed", "differs"), "a second witness is no answer"
    assert known.asked() == [second, third]


@pytest.mark.decision("C4")
def test_a_morning_with_two_weights_far_apart_cannot_be_told_until_somebody_answers(known: SharedScale) -> None:
    server = known.server
    known.weighs(ANNA_KG, at(KNOWN_ON))
    second = known.weighs(ANNA_KG + 2.5, at(KNOWN_ON, "07:30"))
    for _ in range(2):
        assert known.why(known.anna) == ("cannot tell", "unsettled")
        assert known.why(known.bo) == ("no", None), "nobody takes it for his"
        server.restarts()
    known.weighs(ANNA_KG + 2.5, at(KNOWN_ON + 1))
    assert server.rows("alert", "rule") == [GAIN], "of the morning after nobody doubts anything"
    known.answers(second, known.bo)
    doubts = server.rows("unsettled", "record", "patient", "value")
    assert [each for each in doubts if each[0] == second] == [(second, known.anna, 72_500)], "it is kept for life"
    assert server.ledger.recall(BEFORE).unsettled == ()
    assert known.why(known.anna) == ("yes", None)


@pytest.mark.decision("C4")
@pytest.mark.parametrize("whose", ["anna", None])
def test_an_alert_that_was_raised_before_the_doubt_stays_whoever_it_was(known: SharedScale, whose: str | None) -> None:
    server = known.server
    known.weighs(ANNA_KG + 2.5, at(KNOWN_ON))
    second = known.weighs(ANNA_KG, at(KNOWN_ON, "07:30"))
    assert server.rows("alert", "rule", "condition") == [(GAIN, "true_now")]
    assert known.why(known.anna) == ("cannot tell", "unsettled")
    server.restarts()
    known.answers(second, None if whose is None else known.anna)
    assert known.why(known.anna) == ("yes", None)
    assert server.rows("alert", "rule", "condition") == [(GAIN, "true_now")]


@pytest.mark.decision("C4", "F6")
def test_who_never_answers_whose_a_weight_is_is_silent_and_a_nurse_hears_of_it(known: SharedScale) -> None:
    server = known.server
    for day in range(KNOWN_ON, KNOWN_ON + 3):
        record = known.weighs((ANNA_KG + BO_KG) / 2, at(day))
        in_doubt = {(known.anna, record), (known.bo, record)}
        assert in_doubt <= set(server.rows("unsettled", "patient", "record"))
        for hour in range(24):
            server.takes(known.home.beats(at(day, "07:30") + timedelta(hours=hour)))
    alerts = server.rows("alert", "rule", "patient")
    assert set(alerts) == {("missing-weight", known.anna), ("missing-weight", known.bo)}


@pytest.mark.decision("C4")
def test_a_weight_that_may_be_either_ones_puts_the_day_of_both_in_doubt(scale: SharedScale) -> None:
    record = scale.weighs(ANNA_KG, at(0))
    assert [scale.why(who)[1] for who in (scale.anna, scale.bo)] == ["unsettled", "unsettled"]
    scale.answers(record, scale.anna)
    assert [scale.why(who)[1] for who in (scale.anna, scale.bo)] == ["too_few", "no_data"]


def test_a_batch_decides_as_the_same_records_one_by_one_would(scale: SharedScale) -> None:
    scale.becomes_known()
    home = scale.home
    letters = [
        home.weighs(kilograms, at(KNOWN_ON + day, clock), at(KNOWN_ON + 9))
        for day in range(5)
        for kilograms, clock in ((ANNA_KG + 0.9 * day, "07:00"), (BO_KG, "07:10"))
    ]
    scale.server.takes(*letters)
    together = [row["disposition"] for row in scale.server.rows("journal")[-10:]]
    assert together == ["observed"] * 10
    assert list(scale.whose().values())[-10:] == [scale.anna, scale.bo] * 5


def test_a_restarted_server_decides_as_if_it_had_lived_on(known: SharedScale) -> None:
    known.server.restarts()
    hers, guest = known.weighs(ANNA_KG, at(KNOWN_ON)), known.weighs(61.0, at(KNOWN_ON, "07:20"))
    assert known.whose()[hers] == known.anna
    assert known.asked() == [guest]
    known.server.restarts()
    known.answers(guest, known.bo)
    assert known.whose()[guest] == known.bo
    assert known.asked() == []


@pytest.mark.decision("C1")
def test_the_last_answer_stands_and_all_are_kept(known: SharedScale) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    for who in (known.anna, known.bo, None, known.anna):
        known.answers(record, who)
        assert known.whose().get(record) == who
    moves = known.server.rows("attribution", "record", "before", "patient")
    assert [each for each in moves if each[0] == record] == [
        (record, None, known.anna),
        (record, known.anna, known.bo),
        (record, known.bo, None),
        (record, None, known.anna),
    ]
    answers = [row for row in known.server.rows("journal") if row["kind"] == "answer"]
    assert [row["disposition"] for row in answers[-4:]] == ["kept"] * 4


def test_the_same_answer_again_is_kept_and_takes_nothing_away(known: SharedScale) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    known.answers(record, known.anna)
    known.answers(record, known.anna)
    assert known.server.rows("withdrawal") == []
    assert len([each for each in known.server.rows("attribution", "record") if each == record]) == 2
    for _ in range(2):
        known.answers(record, None)
        assert record not in known.whose()
    assert len(known.server.rows("withdrawal")) == 1


def test_an_answer_that_its_hub_gave_before_another_and_sends_after_it_changes_nothing(known: SharedScale) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    first, second = (known.home.sends(known.answer(record, who), at(KNOWN_ON)) for who in (known.bo, known.anna))
    known.server.takes(second)
    known.server.restarts()
    known.server.takes(first)
    assert known.whose()[record] == known.anna
    assert len([row for row in known.server.rows("journal") if row["kind"] == "answer"]) == 6 + 2
    known.staff_says(record, None)
    known.server.takes(known.home.sends(known.answer(record, known.bo), at(KNOWN_ON)))
    assert known.whose()[record] == known.bo, "after the staff, the order of arrival counts"


def test_contradicting_answers_of_one_batch_are_taken_in_their_order(known: SharedScale) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    letters = [known.home.sends(known.answer(record, who), at(KNOWN_ON)) for who in (known.anna, known.bo, known.anna)]
    known.server.takes(*letters)
    assert known.whose()[record] == known.anna
    assert len(known.server.rows("attribution")) == 6 + 3


def test_an_answer_in_the_same_batch_as_its_measurement_counts(scale: SharedScale) -> None:
    weighing = scale.home.sends(scale.home.weighing(61.0, at(0)), at(0), number=50)
    answer = scale.answer(None, scale.bo, refers_to=RecordRef(epoch=EPOCH, sequence=50))
    scale.server.takes(weighing, scale.home.sends(answer, at(0)))
    assert scale.whose() == {1: scale.bo}
    assert scale.asked() == []


def test_an_answer_takes_away_what_its_own_batch_gave(known: SharedScale) -> None:
    weighing = known.home.sends(known.home.weighing(ANNA_KG, at(KNOWN_ON)), at(KNOWN_ON), number=50)
    answer = known.answer(None, known.bo, refers_to=RecordRef(epoch=EPOCH, sequence=50))
    his = known.home.weighs(BO_KG, at(KNOWN_ON, "07:20"))
    known.server.takes(weighing, his, known.home.sends(answer, at(KNOWN_ON)))
    record, other = sorted(known.whose())[-2:]
    assert known.became(record) == ("observed", "moved")
    assert known.became(other) == ("observed", "nearest")
    assert (known.whose()[record], known.whose()[other]) == (known.bo, known.bo)
    assert len(known.server.rows("withdrawal")) == 1


@pytest.mark.decision("C1")
def test_an_answer_that_names_somebody_outside_the_home_is_set_apart_and_never_used(known: SharedScale) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    for who in (STRANGER, known.server.anna):
        known.answers(record, who)
    assert record not in known.whose()
    assert known.asked() == [record], "it is still open"
    assert [row["why"] for row in known.server.rows("quarantine")] == ["not_a_member"] * 2
    assert {row["reason"] for row in known.server.rows("journal") if row["disposition"] == "quarantined"} == {
        "not_a_member"
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"refers_to": None},
        {"refers_to": RecordRef(epoch=EPOCH, sequence=9_999)},
        {"code": "maybe"},
        {"code": "nobody"},
        {"about": None},
        {"version": 2},
    ],
)
def test_an_answer_that_makes_no_sense_is_set_apart_and_nothing_is_moved(
    known: SharedScale, wrong: dict[str, Any]
) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    done = known.answers(record, known.anna, **wrong)
    assert record not in known.whose()
    assert [row["why"] for row in known.server.rows("quarantine")] == ["no_such_reading"]
    assert held(done)[EPOCH].upto == 14, "it is held all the same"


def test_an_answer_about_another_hubs_record_is_no_answer(known: SharedScale) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    other = known.server.home
    known.server.takes(other.sends(known.answer(record, known.anna), at(KNOWN_ON)))
    assert record not in known.whose()
    assert [row["why"] for row in known.server.rows("quarantine")] == ["no_such_reading"]


def test_an_answer_to_another_question_is_kept_and_moves_nothing(known: SharedScale) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    known.answers(record, known.anna, question="breathlessness")
    assert record not in known.whose()
    assert known.server.rows("quarantine") == []


@pytest.mark.parametrize("kind", ["answer", "undated", "quarantined"])
def test_only_a_dated_measurement_that_counts_can_be_moved(scale: SharedScale, kind: str) -> None:
    home, server = scale.home, scale.server
    record = {
        "answer": RECORDS["answer"],
        "undated": home.weighing(70.0, undated(5, boot_id="0" * 16)),
        "quarantined": replace(home.weighing(70.0, at(0)), values={Vital.BODY_WEIGHT: 651_000}),
    }[kind]
    server.takes(home.sends(record, at(0)))
    assert scale.staff_says(1, scale.anna) == NotMoved(record=1, why=WhyNotMoved.NO_SUCH_READING)
    assert scale.whose() == {}


@pytest.mark.decision("C1")
def test_the_staff_say_whose_it_is_with_a_reason_and_it_stands_in_the_audit(known: SharedScale) -> None:
    record = known.weighs(ANNA_KG, at(KNOWN_ON))
    assert known.staff_says(record, known.bo, " he phoned ") == Moved(
        record=record, before=known.anna, patient=known.bo
    )
    assert known.whose()[record] == known.bo
    assert known.server.rows("attribution", "who", "reason", "answer")[-1] == ("eva", "he phoned", None)
    last = known.server.rows("audit")[-1]
    assert (last["who"], last["what"]) == ("eva", "reading_moved")
    assert set(last["patients"]) == {known.anna, known.bo}
    assert "he phoned" in last["detail"]


@pytest.mark.parametrize(
    ("record", "who", "reason", "why"),
    [
        (9_999, None, "phoned", WhyNotMoved.NO_SUCH_READING),
        (1, None, "  ", WhyNotMoved.NO_REASON),
        (1, STRANGER, "phoned", WhyNotMoved.NOT_A_MEMBER),
    ],
)
def test_what_the_staff_cannot_say_changes_nothing(
    scale: SharedScale, record: int, who: PatientId | None, reason: str, why: WhyNotMoved
) -> None:
    scale.weighs(ANNA_KG, at(0))
    before = scale.server.everything()
    assert scale.staff_says(record, who, reason) == NotMoved(record=record, why=why)
    assert scale.server.everything() == before


def test_what_commands_ask_is_done_in_its_order_and_each_is_answered(known: SharedScale) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    elsewhere = known.server.anna
    asked = [
        known.server.registry.ask_to_move(Move(record=record, patient=who, who="command:eva", reason="phoned"))
        for who in (known.anna, elsewhere, known.bo)
    ]
    known.server.takes(is_register_changed=True)
    assert [known.server.registry.said_to(each) for each in asked] == ["moved", "not_a_member", "moved"]
    assert known.whose()[record] == known.bo
    before = known.server.rows("attribution")
    known.server.restarts()
    known.server.takes(is_register_changed=True)
    assert known.server.rows("attribution") == before


def test_moves_of_the_staff_are_answered_in_their_order(known: SharedScale) -> None:
    record = known.weighs(61.0, at(KNOWN_ON))
    moves = [Move(record=record, patient=who, who="eva", reason="phoned") for who in (known.anna, STRANGER, None)]
    said = known.server.takes(moves=moves).moved
    assert [type(each) for each in said] == [Moved, NotMoved, Moved]
    assert said[2] == Moved(record=record, before=known.anna, patient=None)


@pytest.mark.decision("C1")
def test_a_weight_far_from_the_only_person_of_a_scale_counts_and_is_asked_about(scale: SharedScale) -> None:
    server = scale.server
    for day in range(3):
        server.takes(server.home.weighs(80.0, at(day)))
    server.takes(server.home.weighs(86.0, at(3)))
    (asked,) = scale.asked()
    assert scale.became(asked) == ("observed", "questioned")
    assert server.rows("alert") == [], "it may be somebody else's: a nurse hears of it after four staffed hours (C4)"
    scale.answers(asked, server.anna, home=server.home)
    assert server.rows("alert", "rule") == ["weight-gain-2kg-3-days"], "somebody has said that it is hers"
    server.restarts()
    server.takes()
    assert server.rows("alert", "condition") == ["true_now"]
    assert scale.asked() == []
    assert server.rows("withdrawal") == []


@pytest.mark.decision("C4")
def test_not_me_on_a_gain_is_shown_to_the_nurse(scale: SharedScale) -> None:
    server = scale.server
    for day in range(3):
        server.takes(server.home.weighs(80.0, at(day)))
    server.takes(server.home.weighs(86.0, at(3)))
    (asked,) = scale.asked()
    scale.answers(asked, None, home=server.home)
    assert server.rows("alert", "rule", "severity", "state") == [("questioned-gain", "low", "open")]


@pytest.mark.decision("D7")
def test_the_other_patients_missed_alert_is_raised_late(known: SharedScale) -> None:
    for day in range(KNOWN_ON, KNOWN_ON + 2):
        known.weighs(ANNA_KG, at(day))
        known.weighs(BO_KG, at(day, "07:20"))
    gained = known.weighs(75.3, at(KNOWN_ON + 2))
    known.server.now = at(KNOWN_ON + 2, "12:00")
    done = known.answers(gained, known.anna)
    (raised,) = done.transitions
    assert (raised.patient, raised.rule, raised.is_late) == (known.anna, "weight-gain-2kg-3-days", True)


@pytest.mark.decision("D7")
def test_whoever_closed_an_alert_on_a_reading_that_was_somebody_elses_gets_a_card(known: SharedScale) -> None:
    server = known.server
    gained = known.weighs(ANNA_KG + 2.5, at(KNOWN_ON))
    (alert,) = server.rows("alert", "alert")
    server.takes(deeds=[close(alert, 1)])
    known.staff_says(gained, known.bo)
    card = server.rows("alert")[-1]
    assert (card["rule"], card["severity"], card["owner"], card["patient"]) == (
        "reading-moved",
        "medium",
        "eva",
        known.anna,
    )
    server.restarts()
    server.takes(deeds=[close(card["alert"], 1)])
    assert server.rows("alert", "state") == ["closed", "closed"]


def test_nobody_gets_a_card_for_an_alert_that_nobody_acted_on(known: SharedScale) -> None:
    gained = known.weighs(ANNA_KG + 2.5, at(KNOWN_ON))
    known.staff_says(gained, known.bo)
    assert known.server.rows("alert", "rule", "condition") == [("weight-gain-2kg-3-days", "withdrawn")]


def test_a_repeat_of_what_was_given_to_nobody_is_a_repeat(known: SharedScale) -> None:
    stored = replace(known.home.weighing(61.0, at(KNOWN_ON)).moment, device_time=at(KNOWN_ON).replace(tzinfo=None))
    first, again = (known.home.weighs(61.0, stored, at(KNOWN_ON)) for _ in range(2))
    known.server.takes(first)
    (record,) = known.asked()
    known.answers(record, None)
    known.server.takes(again)
    assert known.server.rows("journal", "disposition", "duplicate_of")[-1] == ("duplicate", record)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.timeout(60)
def test_whatever_is_said_a_measurement_is_one_persons_at_most_and_the_rules_see_what_stands(
    scale: SharedScale, data: st.DataObject
) -> None:
    people = [scale.anna, scale.bo, None]
    records = [scale.weighs(data.draw(st.integers(60, 90)), at(day)) for day in range(3)]
    said: dict[int, PatientId | None] = {}
    for _ in range(data.draw(st.integers(1, 5))):
        record, who = data.draw(st.sampled_from(records)), data.draw(st.sampled_from(people))
        if data.draw(st.booleans()):
            scale.answers(record, who)
        else:
            scale.staff_says(record, who)
        if data.draw(st.booleans()):
            scale.server.restarts()
        said[record] = who
    whose = scale.whose()
    assert {record: whose.get(record) for record in said} == said
    withdrawn = set(scale.server.rows("withdrawal", "arrival"))
    for who in (scale.anna, scale.bo):
        stands = {row["arrival"] for row in scale.server.rows("observation") if row["patient"] == who} - withdrawn
        assert {
            each.number for each in scale.server.pipeline._judgement._engine._charts[who].series.get("body_weight", ())
        } == stands
