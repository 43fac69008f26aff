"""What is said of answers: the one judged, and the one before."""

from __future__ import annotations

import pytest
from engine_story import ANSWERS_FROM
from explained_story import explained, facts
from rule_making import hours, rule

from server.rules.language.condition import USUAL_LEVEL, Answered, Comparison, Level, Worsens
from server.rules.language.repeat import Basis, DaysInARow, OfTheLast
from server.rules.language.rule import Say

T = "03-05 20:00"
SAY = Say(nurse={"sv": "{answer}", "en": "{answer}"})
BREATH = "answer breathlessness"
TWICE = f"03-03 08:00 {BREATH} stairs\n03-04 08:00 {BREATH} stairs"
WORSE = Worsens(question="breathlessness", steps=1, within_days=7)


def test_the_newest_answer_is_said() -> None:
    asked = Answered(question="dizziness", codes=frozenset({"often", "fainted"}))
    found = facts(rule("dizzy", asked, say=SAY), "03-05 08:00 answer dizziness often", T)

    assert found.numbers == {"answer": "dizziness.often"}
    assert found.say == {"sv": "often", "en": "often"}
    assert found.arrivals == (ANSWERS_FROM + 1,)


def test_an_answer_as_before_says_what_was_before() -> None:
    asked = Answered(question="dizziness", codes=frozenset({"often"}))
    diary = "03-04 08:00 answer dizziness often\n03-05 08:00 answer dizziness unchanged"

    assert facts(rule("dizzy", asked), diary, T, days=0).numbers == {"answer": "dizziness.often"}


def test_what_worsened_is_said_with_what_it_was() -> None:
    say = Say(nurse={"sv": "från {before} till {answer} på {days}", "en": "{before}"})
    found = facts(rule("worse", WORSE, say=say), f"03-02 08:00 {BREATH} never\n03-05 08:00 {BREATH} walking", T)

    assert found.numbers == {"answer": "breathlessness.walking", "before": "breathlessness.never", "days": 7}
    assert found.say == {"sv": "från never till walking på 7 dagar", "en": "never"}


@pytest.mark.parametrize(
    ("diary", "before", "arrivals"),
    [
        (f"03-02 08:00 {BREATH} never\n03-05 08:00 {BREATH} stairs", "never", (1, 2)),
        # a day's answer is its worst, so the third, with one, is the best; of equals the later day is named
        (
            f"03-02 08:00 {BREATH} never\n03-02 09:00 {BREATH} walking\n{TWICE}\n03-05 08:00 {BREATH} walking",
            "stairs",
            (4, 5),
        ),
        (f"03-02 08:00 {BREATH} unchanged\n03-04 08:00 {BREATH} never\n03-05 08:00 {BREATH} walking", "never", (2, 3)),
    ],
)
def test_the_best_day_before_is_the_day_of_its_worst_answer(diary: str, before: str, arrivals: tuple[int, ...]) -> None:
    found = facts(rule("worse", WORSE), diary, T, days=0)

    assert found.numbers["before"] == f"breathlessness.{before}"
    assert found.arrivals == tuple(ANSWERS_FROM + each for each in arrivals)


def test_of_several_days_the_newest_days_worst_answer_is_said() -> None:
    low = Level(question="breathlessness", comparison=Comparison.AT_MOST, level="stairs", on=DaysInARow(count=2))
    diary = f"03-04 08:00 {BREATH} never\n03-05 08:00 {BREATH} stairs\n03-05 09:00 {BREATH} never"
    found = facts(rule("calm", low), diary, "03-05 12:00", days=0)

    assert found.numbers == {"answer": "breathlessness.stairs", "days": 2}
    assert found.arrivals == (ANSWERS_FROM + 1, ANSWERS_FROM + 2)


def test_of_the_last_answers_the_newest_that_was_so_is_said() -> None:
    on = OfTheLast(count=2, among=3, basis=Basis.READING, within=hours(72))
    bad = Level(question="breathlessness", comparison=Comparison.AT_LEAST, level="walking", on=on)
    diary = f"03-03 08:00 {BREATH} at_rest\n03-04 08:00 {BREATH} walking\n03-05 08:00 {BREATH} never"
    found = facts(rule("bad", bad), diary, "03-05 09:00", days=0)

    assert found.numbers == {"answer": "breathlessness.walking", "count": 2, "of": 2}


def test_as_usual_with_nothing_before_it_is_said_as_such() -> None:
    usual = Level(question="breathlessness", comparison=Comparison.AT_MOST, level=USUAL_LEVEL)
    found = facts(rule("usual", usual, say=SAY), f"03-05 08:00 {BREATH} unchanged", T)

    assert found.numbers == {"answer": "breathlessness.unchanged"}
    assert found.say == {"sv": "som vanligt", "en": "as usual"}


def test_where_nobody_answered_nothing_is_told_of_it() -> None:
    asked = Answered(question="dizziness", codes=frozenset({"often"}))
    in_a_row = Answered(question="dizziness", codes=frozenset({"often"}), on=DaysInARow(count=2))
    old = "03-03 08:00 answer breathlessness never\n03-03 09:00 answer dizziness often"

    assert explained(rule("dizzy", asked), "", T).raise_when.to_json().get("numbers") is None
    assert explained(rule("dizzy", in_a_row), old, T).raise_when.to_json()["numbers"] == {"days": 2}
    assert explained(rule("worse", WORSE), "", T).raise_when.to_json()["numbers"] == {"days": 7}
    assert explained(rule("worse", WORSE), old, T).raise_when.to_json()["numbers"] == {
        "answer": "breathlessness.never",
        "days": 7,
    }
