from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from leaving_people import ANNA, WORDS, happening, person, saying, weight
from small_server import at

from server.exchange.naming import AsItIs, Pseudonyms
from server.exchange.rows import (
    Raised,
    alert_row,
    context_row,
    person_row,
    reading_row,
    saying_rows,
    silence_rows,
)
from server.ledger.page import Stretch
from server.rules.transition import Severity
from vitals.observation_log import Entry
from vitals.vital import Vital

OPEN = AsItIs()
HIDDEN = Pseudonyms(bytes(32), {ANNA: "Europe/Stockholm"})


def test_a_value_leaves_exactly_as_it_was_measured() -> None:
    (_, cells) = reading_row(weight(81_350, 0), Entry.AUTO, OPEN)
    assert cells[3:6] == ("weight", "81.35", "kg")
    (_, cells) = reading_row(weight(795, 0, vital=Vital.MEAN_PRESSURE), Entry.AUTO, OPEN)
    assert cells[3:6] == ("mean_pressure", "79.5", "mm[Hg]")


def test_what_was_typed_has_no_device() -> None:
    assert reading_row(weight(80_000, 0), Entry.MANUAL, OPEN).cells[6:] == ("", "manual")


def test_rows_stand_in_the_order_in_which_they_were_received() -> None:
    late = weight(80_000, 0, received_at=at(5), arrival=2)
    rows = sorted(reading_row(each, Entry.AUTO, OPEN) for each in (late, weight(80_100, 1, arrival=1)))
    assert [row.cells[4] for row in rows] == ["80.1", "80"]


def test_an_answer_is_a_score_and_unchanged_is_the_one_before_it() -> None:
    said = [
        saying("breathlessness", "unchanged", 0),
        saying("breathlessness", "walking", 1),
        saying("breathlessness", "unchanged", 2),
    ]
    rows = [row.cells[3:6] for row in saying_rows(said, WORDS, OPEN) if row is not None]
    assert rows == [("dyspnea", "0", "score"), ("dyspnea", "2", "score"), ("dyspnea", "2", "score")]


def test_yes_is_worse_than_a_yes_that_a_log_would_doubt_and_a_press_is_a_press() -> None:
    said = [saying("dizzy", "yes", 0), saying("dizzy", "no", 1), saying("worried", None, 2)]
    rows = [row.cells[3:6] for row in saying_rows(said, WORDS, OPEN) if row is not None]
    assert rows == [("dizzy", "3", "score"), ("dizzy", "0", "score"), ("worried", "1", "press")]


def test_an_answer_to_a_question_that_has_changed_says_nothing() -> None:
    said = [saying("dizzy", "yes", 0, version=2), saying("gone", "yes", 1), saying("dizzy", "perhaps", 2)]
    assert [*saying_rows(said, WORDS, OPEN)] == [None, None, None]


def test_an_event_leaves_in_the_logs_words_and_what_never_was_does_not() -> None:
    row = context_row(happening("diuretic_increased", 0), WORDS, OPEN)
    assert row is not None
    assert row.cells == (ANNA, "2026-03-02T06:00:00Z", "diuretic_change", "up")
    away = context_row(happening("travelling", 0, until=at(3)), WORDS, OPEN)
    assert away is not None
    assert away.cells[2:] == ("absence_announced", "2026-03-05T06:00:00Z")
    assert context_row(happening("plan_paused", 0), WORDS, OPEN) is None
    assert context_row(happening("travelling", 0, is_void=True), WORDS, OPEN) is None


def test_until_when_somebody_is_away_moves_with_the_other_dates() -> None:
    away = context_row(happening("travelling", 0, until=at(3)), WORDS, HIDDEN)
    assert away is not None
    assert away.cells[3] == HIDDEN.instant(ANNA, at(3))


def test_a_patient_is_told_as_the_format_has_it() -> None:
    anna = person(reference_g=80_400, groups=frozenset({"takes-diuretics", "copd", "heart-failure"}), has_oximeter=True)
    assert person_row(anna, OPEN).cells == (
        ANNA, "83", "female", "2026-03-02", "", "", "80.4", "yes", "0", "1", "1", "auto",
    )  # fmt: skip
    assert person_row(replace(anna, age_years=97), HIDDEN).cells[1] == "90"
    assert person_row(replace(anna, age_years=None), HIDDEN).cells[1] == ""


@pytest.mark.parametrize(
    ("stretches", "expected"),
    [
        ([], [(0, None)]),
        ([(0, 10)], []),
        ([(0, 2), (5, 10)], [(2, 5)]),
        ([(3, 6)], [(0, 3), (6, None)]),
    ],
)
def test_a_hub_is_silent_where_nobody_heard_it(
    stretches: list[tuple[int, int]], expected: list[tuple[int, int | None]]
) -> None:
    heard = [Stretch(ANNA, at(first), None, at(last)) for first, last in stretches]
    rows = [row.cells[1:] for row in silence_rows(person(), at(0), heard, at(10) + timedelta(hours=1), OPEN)]
    assert rows == [
        (
            OPEN.instant(ANNA, at(first) + timedelta(seconds=first > 0)),
            "" if last is None else OPEN.instant(ANNA, at(last)),
        )
        for first, last in expected
    ]


def test_what_a_nurse_read_leaves_openly_only() -> None:
    raised = Raised(ANNA, at(0), Severity.TECHNICAL, "hub-offline", "raised", "technical", "Sedan måndag")
    assert alert_row(raised, OPEN).cells[1:] == (
        "2026-03-02T06:00:00+00:00", "info", "hub-offline", "raised", "technical", "Sedan måndag",
    )  # fmt: skip
    assert alert_row(raised, HIDDEN).cells[6] == ""
