from __future__ import annotations

from dataclasses import replace
from datetime import date

from leaving_people import ANNA, WORDS, happening, person, saying, weight
from small_server import at

from server.exchange.gathering import NO_WORD, OLD_QUESTION, Gathering
from server.exchange.naming import AsItIs
from server.exchange.order import Order
from server.exchange.rows import Raised
from server.ledger.page import Stretch
from server.rules.transition import Severity
from vitals.identity import PatientId
from vitals.observation_log import Entry

BO = PatientId("b" * 16)
ORDER = Order(decision="1/26", purpose="an evaluation", by="eva", also="bo")
TWO_DAYS = replace(ORDER, from_day=date(2026, 3, 3), to_day=date(2026, 3, 4))


def gathering(order: Order = ORDER, **said: object) -> Gathering:
    return Gathering({ANNA: person(**said)}, order, AsItIs(), WORDS)


def test_readings_of_others_and_of_another_time_stay() -> None:
    found = [(weight(80_000 + day, day), Entry.AUTO) for day in range(5)] + [(weight(1, 1, patient=BO), Entry.AUTO)]
    told: list[int] = []
    rows = gathering(TWO_DAYS).readings(found, told.append)
    assert [row.cells[4] for row in rows] == ["80.001", "80.002"]
    assert told == [1, 2, 3, 4, 5, 6]


def test_unchanged_is_the_answer_before_it_also_if_that_one_stays() -> None:
    said = [saying("breathlessness", "walking", 0), saying("breathlessness", "unchanged", 1)]
    assert [row.cells[4] for row in gathering(TWO_DAYS).sayings([(ANNA, said), (BO, said)])] == ["2"]


def test_what_has_no_place_in_a_log_is_counted() -> None:
    mine = gathering()
    assert [*mine.sayings([(ANNA, [saying("gone", "yes", 0)])])] == []
    assert [*mine.happenings([happening("plan_paused", 0), happening("plan_paused", 1, is_void=True)])] == []
    assert mine.left_out == {OLD_QUESTION: 1, NO_WORD: 1}


def test_what_a_detail_says_is_not_said_again_without_it() -> None:
    noted = [happening("diuretic_changed", 0), happening("diuretic_increased", 0), happening("diuretic_changed", 1)]
    assert [row.cells[1:] for row in gathering().happenings(noted)] == [
        ("2026-03-02T06:00:00Z", "diuretic_change", "up"),
        ("2026-03-03T06:00:00Z", "diuretic_change", ""),
    ]


def test_whoever_was_not_followed_in_the_period_stays() -> None:
    assert [*gathering(TWO_DAYS, plan_from=date(2026, 3, 5)).patients()] == []
    assert [*gathering(TWO_DAYS, ended_on=date(2026, 3, 2)).patients()] == []
    assert len([*gathering(TWO_DAYS, ended_on=date(2026, 3, 3)).patients()]) == 1


def test_silence_is_told_within_the_period_and_of_whom_nobody_ever_heard() -> None:
    heard = [(ANNA, [Stretch(ANNA, at(0), None, at(1, "12:00")), Stretch(ANNA, at(2), None, at(9))])]
    assert [row.cells[1:] for row in gathering(TWO_DAYS).silences(heard, at(20))] == [
        ("2026-03-03T11:00:01Z", "2026-03-04T06:00:00Z")
    ]
    assert [row.cells[1:] for row in gathering().silences([], at(20))] == [("2026-03-02T02:00:00Z", "")]
    assert [*gathering(ORDER, plan_from=date(2026, 4, 2)).silences([], at(20))] == []
    assert [*gathering(ORDER, has_hub=False).silences([], at(20))] == []


def test_alerts_leave_that_were_raised_in_the_period() -> None:
    raised = [Raised(ANNA, at(day), Severity.LOW, "a", "raised", "sign", "") for day in range(4)]
    assert len([*gathering(TWO_DAYS).alerts(raised)]) == 2
