"""Groups, sequences and scores, by hand (rules 22 to 25)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from diary_lines import story, wall
from oracle.oracle import truth
from rule_making import days, hours, kg, mmhg, points, rule, rule_set
from telling import tell

from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import Answered, Comparison, Happened, Limit
from server.rules.language.quantity import Period, SettingName, TimesOwnSpread
from server.rules.language.repeat import DaysInARow
from server.rules.language.rule import Setting

YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
ALL, ANY, NONE, AT_LEAST = Gathering
T = "03-05 20:00"

HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(80_000))
LOW = Limit(measure="systolic", comparison=Comparison.LESS_THAN, amount=mmhg(90))
DIZZY = Answered(question="dizziness", codes=frozenset({"often"}))
AWAY = Happened(kinds=("travelling",), within=None)

IS_HEAVY, IS_LIGHT = "03-05 07:00 weight 80", "03-05 07:00 weight 79.999"
IS_LOW, IS_FINE = "03-05 07:01 systolic 89", "03-05 07:01 systolic 90"
IS_DIZZY, IS_STEADY = "03-05 07:02 answer dizziness often", "03-05 07:02 answer dizziness never"


def group(gathering: Gathering, *parts: Condition, least: int | None = None, **rest: object) -> Group:
    return Group(gathering=gathering, parts=parts, least=least, **rest)  # type: ignore[arg-type]  # within, for_days


@pytest.mark.parametrize(
    ("diary", "all_of", "any_of", "none_of", "two"),
    [
        ([IS_HEAVY, IS_LOW, IS_DIZZY], YES, YES, NO, YES),
        ([IS_HEAVY, IS_LOW, IS_STEADY], NO, YES, NO, YES),
        ([IS_HEAVY, IS_LOW], CANNOT_TELL, YES, NO, YES),
        ([IS_HEAVY, IS_FINE, IS_STEADY], NO, YES, NO, NO),
        ([IS_HEAVY, IS_FINE], NO, YES, NO, CANNOT_TELL),
        ([IS_LIGHT, IS_FINE, IS_STEADY], NO, NO, YES, NO),
        ([IS_LIGHT, IS_FINE], NO, CANNOT_TELL, CANNOT_TELL, NO),
        ([IS_LIGHT], NO, CANNOT_TELL, CANNOT_TELL, CANNOT_TELL),
        ([], CANNOT_TELL, CANNOT_TELL, CANNOT_TELL, CANNOT_TELL),
    ],
)
def test_three_answers_make_one(diary: list[str], all_of: str, any_of: str, none_of: str, two: str) -> None:
    parts, told = (HEAVY, LOW, DIZZY), "\n".join(diary)
    assert tell(group(ALL, *parts), told, T) == all_of
    assert tell(group(ANY, *parts), told, T) == any_of
    assert tell(group(NONE, *parts), told, T) == none_of
    assert tell(group(AT_LEAST, *parts, least=2), told, T) == two


LOW_FOR_AN_HOUR = "03-04 08:00 systolic 89\n03-04 09:00 systolic 99"
IN_A_DAY = group(ALL, LOW, DIZZY, within=hours(24))


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        ("03-04 08:00 systolic 89\n03-05 07:00 answer dizziness often", "03-05 07:00", YES),
        # The reading counts for 24 hours, and what was so within 24 hours more.
        ("03-04 08:00 systolic 89\n03-06 07:59 answer dizziness often", "03-06 07:59:59", YES),
        ("03-04 08:00 systolic 89\n03-06 07:59 answer dizziness often", "03-06 08:00", CANNOT_TELL),
        # It was low until the next sitting, and no longer: within 24 hours of that.
        (f"{LOW_FOR_AN_HOUR}\n03-05 08:59 answer dizziness often", "03-05 08:59:59", YES),
        (f"{LOW_FOR_AN_HOUR}\n03-05 08:00 systolic 99\n03-05 08:59 answer dizziness often", "03-05 09:00", NO),
        ("03-05 07:00 answer dizziness often", "03-05 08:00", CANNOT_TELL),
        ("03-28 08:00 systolic 89\n03-28 09:00 systolic 99\n03-29 09:59 answer dizziness often", "03-29 09:59", YES),
        ("10-24 08:00 systolic 89\n10-24 09:00 systolic 99\n10-25 07:59 answer dizziness often", "10-25 07:59:59", YES),
    ],
)
def test_each_part_may_have_been_so_at_some_moment(diary: str, t: str, expected: str) -> None:
    assert tell(IN_A_DAY, diary, t) == expected


@pytest.mark.parametrize(
    ("period", "t", "expected"),
    [
        (days(3), "03-08 23:00", YES),
        (days(3), "03-09 02:59", YES),
        (days(3), "03-09 03:00", NO),
        (hours(72), "03-08 09:59:59", YES),
        (hours(72), "03-08 10:00", NO),
        (days(3), "03-05 07:59", NO),
    ],
)
def test_what_ended_was_so_until_then(period: Period, t: str, expected: str) -> None:
    diary = "03-05 08:00 event travelling until 03-05 10:00"
    assert tell(group(ALL, AWAY, within=period), diary, t) == expected


CALM = group(NONE, HEAVY, for_days=2)


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        ("03-05..03-07 07:00 weight 79", "03-07 07:00", YES),
        ("03-05..03-07 07:00 weight 79", "03-07 02:59", CANNOT_TELL),  # still the sixth: the fourth is not known
        ("03-05 07:00 weight 80\n03-06..03-08 07:00 weight 79", "03-07 20:00", NO),  # at the end of the fifth
        ("03-05 07:00 weight 80\n03-06..03-08 07:00 weight 79", "03-08 02:59", NO),
        ("03-05 07:00 weight 80\n03-06..03-08 07:00 weight 79", "03-08 03:00", YES),
        ("03-04 07:00 weight 80\n03-05..03-06 07:00 weight 79", "03-06 20:00", NO),
        ("03-06..03-07 07:00 weight 79", "03-07 20:00", CANNOT_TELL),  # the fifth is not known
        ("03-05 07:00 weight 79\n03-07 07:00 weight 79", "03-07 20:00", CANNOT_TELL),  # from three to seven
        ("03-04 07:00 weight 79\n03-07 07:00 weight 79", "03-07 20:00", CANNOT_TELL),
        ("03-27..03-29 07:00 weight 79", "03-29 07:00", YES),
        ("10-23..10-25 07:00 weight 79", "10-25 02:59b", CANNOT_TELL),
        ("10-23..10-25 07:00 weight 79", "10-25 03:00", YES),
    ],
)
def test_the_whole_may_have_to_hold_without_a_break(diary: str, t: str, expected: str) -> None:
    assert tell(CALM, diary, t) == expected


def score(comparison: Comparison, count: int, **rest: object) -> Score:
    lines = (Points(points=2, when=LOW), Points(points=1, when=DIZZY), Points(points=2, when=HEAVY))
    made = Score(comparison=comparison, amount=points(count), lines=lines, look_back=days(3))
    return replace(made, **rest)  # type: ignore[arg-type]  # is_unknown_zero, on


@pytest.mark.parametrize(
    ("diary", "count", "expected"),
    [
        ([IS_HEAVY, IS_LOW], 4, YES),
        ([IS_HEAVY, IS_LOW], 5, NO),  # what is not known counts zero
        ([IS_HEAVY, IS_LOW, IS_DIZZY], 5, YES),
        ([], 1, NO),
        (["03-02 07:00 systolic 89", "03-02 08:00 systolic 99", IS_HEAVY], 4, YES),  # at some moment of three days
        (["03-01 07:00 systolic 89", "03-01 08:00 systolic 99", IS_HEAVY], 4, NO),
    ],
)
def test_points_are_counted_of_what_was_so_in_the_look_back(diary: list[str], count: int, expected: str) -> None:
    assert tell(score(Comparison.AT_LEAST, count), "\n".join(diary), T) == expected


@pytest.mark.parametrize(
    ("diary", "comparison", "count", "expected"),
    [
        ([IS_HEAVY, IS_LOW], Comparison.AT_LEAST, 4, YES),  # enough already
        ([IS_HEAVY, IS_LOW], Comparison.AT_LEAST, 5, CANNOT_TELL),
        ([IS_HEAVY, IS_LOW], Comparison.AT_LEAST, 6, NO),  # not even with it
        ([IS_HEAVY], Comparison.AT_MOST, 5, YES),
        ([IS_HEAVY], Comparison.AT_MOST, 2, CANNOT_TELL),
        ([IS_HEAVY], Comparison.AT_MOST, 1, NO),
    ],
)
def test_a_score_may_have_to_know_what_could_decide(
    diary: list[str], comparison: Comparison, count: int, expected: str
) -> None:
    condition = score(comparison, count, is_unknown_zero=False)
    assert tell(condition, "\n".join(diary), "03-05 20:00") == expected


@pytest.mark.parametrize(
    ("t", "expected"),
    [
        ("03-08 20:00", NO),  # until the sixth at 07:00 it was heavy, and three days before still count
        ("03-10 02:59", NO),
        ("03-10 20:00", NO),
        ("03-11 02:59", NO),
        ("03-11 03:00", YES),
    ],
)
def test_a_score_may_have_to_hold_on_days_in_a_row(t: str, expected: str) -> None:
    condition = score(Comparison.AT_MOST, 4, on=DaysInARow(count=2))  # three are unknown, and count
    assert tell(condition, "03-05 07:00 weight 80\n03-06..03-11 07:00 weight 79", t) == expected


def test_a_scores_limit_may_be_a_setting_but_no_spread() -> None:
    limit = Setting(name="limit", value=points(3), allowed=(points(1), points(9)), roles=())
    condition = Score(
        comparison=Comparison.AT_LEAST,
        amount=SettingName("limit"),
        lines=(Points(points=2, when=HEAVY),),
        look_back=days(1),
    )
    assert tell(condition, IS_HEAVY, T, limit=limit) == NO
    assert tell(condition, f"{IS_HEAVY}\n03-01 07:00 agreed gain.limit 2", T, limit=limit) == YES
    wrong = Score(comparison=Comparison.AT_LEAST, amount=TimesOwnSpread(20), lines=(), look_back=days(1))
    with pytest.raises(TypeError):
        tell(wrong, IS_HEAVY, T)


FIRST_LOW = Sequence(steps=(LOW, DIZZY), within=hours(48))
FIRST_HEAVY = Sequence(steps=(HEAVY, DIZZY), within=days(2))


@pytest.mark.parametrize(
    ("condition", "before", "after", "expected"),
    [
        (FIRST_LOW, "03-05 07:01 systolic 89", "03-05 07:02 answer dizziness often", YES),
        (FIRST_LOW, "03-05 07:02 systolic 89", "03-05 07:02 answer dizziness often", CANNOT_TELL),  # not after it
        (FIRST_LOW, "03-02..03-04 08:00 systolic 99", "03-05 07:02 answer dizziness often", NO),
        (FIRST_LOW, "03-04 08:00 systolic 99", "03-05 07:02 answer dizziness often", CANNOT_TELL),
        (FIRST_LOW, IS_LOW, IS_STEADY, NO),
        (FIRST_LOW, IS_LOW, "", CANNOT_TELL),
        (FIRST_LOW, "03-03 07:02 systolic 89", "03-05 07:02 answer dizziness often", CANNOT_TELL),  # 48 hours
        (FIRST_LOW, "03-03 07:03 systolic 89", "03-05 07:02 answer dizziness often", YES),
        # Dizzy since yesterday without a break: it became so before the pressure fell.
        (FIRST_LOW, "03-05 06:00 systolic 89", "03-04..03-05 21:00 answer dizziness often", CANNOT_TELL),
        (FIRST_HEAVY, IS_HEAVY, IS_DIZZY, CANNOT_TELL),  # not on an earlier day
        (FIRST_HEAVY, "03-04 07:00 weight 80", IS_DIZZY, YES),
        (FIRST_HEAVY, "03-03 07:00 weight 80", IS_DIZZY, YES),
        (FIRST_HEAVY, "03-01 07:00 weight 79\n03-02..03-05 07:00 weight 80", IS_DIZZY, NO),  # three days ago
    ],
)
def test_one_must_become_so_before_the_other(condition: Sequence, before: str, after: str, expected: str) -> None:
    assert tell(condition, f"{before}\n{after}", "03-05 21:30") == expected


@pytest.mark.parametrize(
    ("t", "expected"), [("03-05 07:02", YES), ("03-07 07:01:59", YES), ("03-07 07:02", NO), ("03-08 07:00", NO)]
)
def test_the_last_step_must_have_become_so_in_the_period(t: str, expected: str) -> None:
    diary = "03-05 07:01 systolic 89\n03-05 07:02 event travelling"
    assert tell(Sequence(steps=(LOW, AWAY), within=hours(48)), diary, t) == expected


THREE = Sequence(steps=(AWAY, LOW, DIZZY), within=hours(48))


@pytest.mark.parametrize(
    ("away", "low", "expected"),
    [
        ("03-04 07:00 event travelling until 03-04 08:00", "03-04 09:00 systolic 89", YES),
        ("03-04 09:00 event travelling until 03-04 10:00", "03-04 08:00 systolic 89", CANNOT_TELL),
        ("03-03 07:00 event travelling until 03-04 08:00", "03-04 09:00 systolic 89", CANNOT_TELL),
        ("03-03 07:01 event travelling until 03-04 08:00", "03-04 09:00 systolic 89", YES),
    ],
)
def test_three_steps_come_one_after_another(away: str, low: str, expected: str) -> None:
    assert tell(THREE, f"{away}\n{low}\n03-05 07:00 answer dizziness often", T) == expected


@pytest.mark.parametrize(
    "part",
    [
        group(ANY, HEAVY, LOW),
        Sequence(steps=(HEAVY, LOW), within=days(1)),
        score(Comparison.AT_LEAST, 2),
        HEAVY,
        Answered(question="dizziness", codes=frozenset({"often"}), on=DaysInARow(count=1)),
    ],
)
def test_a_combination_with_a_day_in_it_needs_an_earlier_day(part: Condition) -> None:
    made = rule("gain", HEAVY)
    told = story(f"{IS_HEAVY}\n{IS_LOW}\n{IS_DIZZY}\n03-05 08:00 event travelling")
    condition = Sequence(steps=(part, AWAY), within=days(2))
    assert truth(rule_set(made), made, condition, told, wall(T)) != YES
