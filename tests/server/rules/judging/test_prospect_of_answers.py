"""Answers and flags may make a condition so only if they were given, lately enough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from outlooks import may_be
from rule_making import hours

from server.rules.language.condition import Answered, Comparison, Flagged, Level, Worsens
from server.rules.language.repeat import Basis, DaysInARow, OfTheLast

OFTEN = Answered(question="dizziness", codes=frozenset({"often"}))
WORSE = Worsens(question="breathlessness", steps=1, within_days=7)
ABOVE = Level(question="breathlessness", comparison=Comparison.MORE_THAN, level="usual level")
NEVER = "\n".join(f"03-{day:02} 08:00 answer breathlessness never" for day in range(1, 31))


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-31 07:00 answer dizziness often", True),
        ("03-31 07:00 answer dizziness never", False),
        ("03-01 07:00 answer dizziness often", False),
        ("03-01 07:00 answer dizziness often\n03-31 07:00 answer dizziness unchanged", True),
        ("03-01 07:00 answer dizziness never\n03-31 07:00 answer dizziness unchanged", False),
        ("", False),
    ],
)
def test_an_answer_counts_for_some_days_and_unchanged_says_what_was_said_before(diary: str, expected: object) -> None:
    assert may_be(OFTEN, diary) is expected


def test_on_days_in_a_row_any_answer_is_looked_at() -> None:
    assert may_be(replace(OFTEN, on=DaysInARow(count=2)), "03-31 07:00 answer dizziness never")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [("stairs", True), ("never", False), ("unchanged", True)],
)
def test_it_is_worse_only_if_two_answers_lie_apart(answers: str, expected: object) -> None:
    assert may_be(WORSE, f"{NEVER}\n03-31 07:00 answer breathlessness {answers}") is expected
    assert not may_be(WORSE, "")


@pytest.mark.parametrize(("answer", "expected"), [("stairs", True), ("never", False), ("unchanged", True)])
def test_it_is_above_the_usual_only_if_it_lies_above_the_median(answer: str, expected: object) -> None:
    assert may_be(ABOVE, f"{NEVER}\n03-31 07:00 answer breathlessness {answer}") is expected
    assert not may_be(ABOVE, "03-31 07:00 answer breathlessness stairs"), "nothing is usual yet"
    assert not may_be(ABOVE, "")


def test_another_answer_is_a_level_too() -> None:
    at_least = Level(question="breathlessness", comparison=Comparison.AT_LEAST, level="stairs")
    assert may_be(at_least, "03-31 07:00 answer breathlessness stairs")
    assert not may_be(at_least, "03-31 07:00 answer breathlessness never")
    at_most = replace(at_least, comparison=Comparison.AT_MOST)
    assert may_be(at_most, "03-31 07:00 answer breathlessness stairs"), "nobody asks so far"


def test_a_flag_must_have_been_set() -> None:
    flagged = Flagged(
        measure="pulse_irregular",
        is_set=True,
        on=OfTheLast(count=2, among=3, basis=Basis.READING, within=hours(1)),
    )
    assert may_be(flagged, "03-31 07:00 pulse 70 irregular_pulse")
    assert not may_be(flagged, "03-31 07:00 pulse 70")
    assert may_be(replace(flagged, is_set=False), "03-31 07:00 pulse 70")
    assert not may_be(flagged, "")
