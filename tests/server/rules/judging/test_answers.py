"""What the patient answered, by hand (rule 21)."""

from __future__ import annotations

import pytest
from rule_making import days
from telling import tell

from server.rules.language.condition import USUAL_LEVEL, Answered, Comparison, Level, Worsens
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast

YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
T = "03-05 20:00"
DIZZY = Answered(question="dizziness", codes=frozenset({"often", "fainted"}))
AT_MOST, MORE = Comparison.AT_MOST, Comparison.MORE_THAN


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        ("03-05 08:00 answer dizziness often", T, YES),
        ("03-05 08:00 answer dizziness sometimes", T, NO),
        ("03-05 08:00 answer dizziness often\n03-05 09:00 answer dizziness never", T, NO),  # the newest, not the worst
        ("03-28 08:00 answer dizziness often", "03-29 20:59:59", YES),  # 36 hours, of which the clocks take one
        ("03-28 08:00 answer dizziness often", "03-29 21:00", CANNOT_TELL),
        ("03-05 08:00 answer breathlessness at_rest", T, CANNOT_TELL),
        ("02-01 08:00 answer dizziness often\n03-05 08:00 answer dizziness unchanged", T, YES),
        ("02-01 08:00 answer dizziness often\n03-04..03-05 08:00 answer dizziness unchanged", T, YES),
        ("03-05 08:00 answer dizziness unchanged\n03-05 09:00 answer dizziness never", "03-05 08:30", CANNOT_TELL),
    ],
)
def test_the_newest_answer_is_one_of_the_codes(diary: str, t: str, expected: str) -> None:
    assert tell(DIZZY, diary, t) == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-04 08:00 answer dizziness often\n03-05 08:00 answer dizziness often", YES),
        ("03-04..03-05 08:00 answer dizziness often\n03-04..03-05 09:00 answer dizziness never", YES),
        ("03-04 08:00 answer dizziness never\n03-05 08:00 answer dizziness often", NO),
        ("03-03 08:00 answer dizziness often\n03-05 08:00 answer dizziness often", CANNOT_TELL),
        ("03-03 08:00 answer dizziness often\n03-04 08:00 answer dizziness often", YES),  # yesterday is the newest
        ("03-02 08:00 answer dizziness often\n03-03 08:00 answer dizziness often", CANNOT_TELL),
    ],
)
def test_days_in_a_row_take_the_days_worst_answer(diary: str, expected: str) -> None:
    condition = Answered(question="dizziness", codes=frozenset({"often", "fainted"}), on=DaysInARow(count=2))
    assert tell(condition, diary, T) == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-05 08:00 answer dizziness often\n03-05 09:00 answer dizziness fainted", YES),
        ("03-05 08:00 answer dizziness often", CANNOT_TELL),
        ("03-05 08:00 answer dizziness never\n03-05 09:00 answer dizziness never", NO),
        ("03-03 02:59 answer dizziness often\n03-05 09:00 answer dizziness fainted", CANNOT_TELL),
        ("03-03 03:00 answer dizziness often\n03-05 09:00 answer dizziness fainted", YES),
        ("03-05 08:00 answer dizziness unchanged\n03-05 09:00 answer dizziness fainted", CANNOT_TELL),
    ],
)
def test_so_many_of_the_last_answers(diary: str, expected: str) -> None:
    on = OfTheLast(count=2, among=3, basis=Basis.READING, within=days(2))
    assert tell(Answered(question="dizziness", codes=frozenset({"often", "fainted"}), on=on), diary, T) == expected


def test_answers_are_not_counted_close_together() -> None:
    on = CloseTogether(count=2, within=days(2))
    with pytest.raises(TypeError):
        tell(Answered(question="dizziness", codes=frozenset({"often"}), on=on), "", T)


WORSE = Worsens(question="breathlessness", steps=1, within_days=3)
LATELY = "03-02 08:00 answer breathlessness stairs"


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        (f"{LATELY}\n03-05 08:00 answer breathlessness walking", T, YES),
        (f"{LATELY}\n03-05 08:00 answer breathlessness stairs", T, NO),
        (f"{LATELY}\n03-05 08:00 answer breathlessness unchanged", T, NO),
        ("03-01 08:00 answer breathlessness stairs\n03-05 08:00 answer breathlessness walking", T, CANNOT_TELL),
        # Of each day the worst is taken, of the days the lowest.
        (f"{LATELY}\n03-02 09:00 answer breathlessness walking\n03-05 08:00 answer breathlessness walking", T, NO),
        (f"{LATELY}\n03-04 08:00 answer breathlessness at_rest\n03-05 08:00 answer breathlessness walking", T, YES),
        ("03-05 08:00 answer breathlessness unchanged", T, NO),  # nothing before it
        ("03-05 08:00 answer breathlessness walking", T, CANNOT_TELL),
        (f"{LATELY}\n03-05 08:00 answer breathlessness walking", "03-06 02:59", YES),
        (f"{LATELY}\n03-05 08:00 answer breathlessness walking", "03-06 19:59:59", YES),  # of the answer's own day
        (f"{LATELY}\n03-05 08:00 answer breathlessness walking", "03-06 20:00", CANNOT_TELL),
    ],
)
def test_it_worsens_against_the_days_before(diary: str, t: str, expected: str) -> None:
    assert tell(WORSE, diary, t) == expected


NEVER_AND_STAIRS = "02-01 08:00 answer breathlessness never\n02-02 08:00 answer breathlessness stairs"
USUAL = "01-29..02-25 08:00 answer breathlessness stairs"


def usual(comparison: Comparison = AT_MOST, on: DaysInARow | OfTheLast | None = None) -> Level:
    return Level(question="breathlessness", comparison=comparison, level=USUAL_LEVEL, on=on)


@pytest.mark.parametrize(
    ("condition", "diary", "expected"),
    [
        (usual(), f"{USUAL}\n03-05 08:00 answer breathlessness stairs", YES),
        (usual(), f"{USUAL}\n03-05 08:00 answer breathlessness walking", NO),
        (usual(MORE), f"{USUAL}\n03-05 08:00 answer breathlessness walking", YES),
        (usual(), f"{USUAL}\n03-05 08:00 answer breathlessness unchanged", YES),
        (usual(), "03-05 08:00 answer breathlessness unchanged", YES),
        (usual(MORE), "03-05 08:00 answer breathlessness unchanged", NO),
        (usual(), "03-05 08:00 answer breathlessness stairs", CANNOT_TELL),
        (usual(), "02-25 08:00 answer breathlessness stairs\n03-05 08:00 answer breathlessness stairs", YES),  # D-8
        (usual(), "02-26 08:00 answer breathlessness stairs\n03-05 08:00 answer breathlessness stairs", CANNOT_TELL),
        (usual(), "01-29 08:00 answer breathlessness stairs\n03-05 08:00 answer breathlessness stairs", YES),  # D-35
        (usual(), "01-28 08:00 answer breathlessness stairs\n03-05 08:00 answer breathlessness stairs", CANNOT_TELL),
        (usual(), f"{NEVER_AND_STAIRS}\n03-05 08:00 answer breathlessness stairs", NO),  # the median is a half
        (usual(), USUAL, CANNOT_TELL),
    ],
)
def test_the_usual_level_is_the_median_of_former_days(condition: Level, diary: str, expected: str) -> None:
    assert tell(condition, diary, T) == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        (f"{USUAL}\n03-04..03-05 08:00 answer breathlessness stairs", YES),
        (f"{USUAL}\n03-04 08:00 answer breathlessness walking\n03-05 08:00 answer breathlessness stairs", NO),
        (f"{USUAL}\n03-05 08:00 answer breathlessness stairs", CANNOT_TELL),
        ("03-04..03-05 08:00 answer breathlessness unchanged", YES),
        # Each day against its own days: the first answer is the usual level of the fifth alone.
        ("02-25 08:00 answer breathlessness stairs\n03-04..03-05 08:00 answer breathlessness stairs", CANNOT_TELL),
    ],
)
def test_the_usual_level_on_days_in_a_row(diary: str, expected: str) -> None:
    assert tell(usual(on=DaysInARow(count=2)), diary, T) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("never", YES), ("stairs", YES), ("walking", NO), ("unchanged", CANNOT_TELL)]
)
def test_a_level_may_be_an_answer(code: str, expected: str) -> None:
    condition = Level(question="breathlessness", comparison=AT_MOST, level="stairs")
    assert tell(condition, f"03-05 08:00 answer breathlessness {code}", T) == expected
