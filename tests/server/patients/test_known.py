from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from knowing import DAY, OTHER, asked, grouping, happening, plan, said, setting, use, weight
from pages import AT

from server.patients.known import (
    DISCHARGED,
    NEW_TARGET,
    AgreedWhat,
    Happening,
    Known,
    agreed_on,
    as_told_last,
    ended_by,
    in_force,
    is_going_on,
    is_overdue,
    retold,
)


def test_what_was_said_for_later_holds_later_and_what_was_said_last_of_one_instant_holds() -> None:
    first, wrong, right = (grouping("copd", AT, number=1), grouping("copd", AT + DAY, number=2, is_in=False),
                           grouping("copd", AT + DAY, number=3))  # fmt: skip
    assert in_force([right, wrong, first], AT - DAY) == []
    assert in_force([right, wrong, first], AT) == [first]
    assert in_force([right, wrong, first], AT + DAY) == [right]


def test_each_patient_and_each_thing_holds_by_itself() -> None:
    rows = [grouping("copd"), grouping("lvad"), grouping("copd", patient=OTHER)]
    assert in_force(rows, AT) == rows


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=12), st.integers(0, 6))
def test_of_each_thing_exactly_one_holds_whatever_the_order_in_which_rows_are_read(
    told: list[tuple[int, int]], day: int
) -> None:
    rows = [grouping(str(what), AT + on * DAY, number=number) for number, (on, what) in enumerate(told)]
    held = in_force(rows, AT + day * DAY)
    assert {each.group for each in held} == {str(what) for on, what in told if on <= day}
    assert sorted(held, key=str) == sorted(in_force(rows[::-1], AT + day * DAY), key=str)
    for each in held:
        rivals = [row for row in rows if row.group == each.group and row.from_at <= AT + day * DAY]
        assert (each.from_at, each.number) == max((row.from_at, row.number) for row in rivals)


def test_everything_says_what_it_is_about() -> None:
    rows: list[Known] = [plan("0"), weight(AgreedWhat.TARGET, 1), setting("rule.gain", 1), use("frail"), asked(AT)]
    assert [row.about for row in rows] == ["", "target_weight", "rule.gain", "frail", "gain weight"]
    assert happening("admitted", number=4).about == "4"
    assert happening("admitted").event == 0, "it has no number before it is kept"
    assert plan("024").weekdays == {0, 2, 4}


def test_an_event_is_as_it_was_told_last() -> None:
    first, other = happening("admitted", number=1), happening("travelling", number=2)
    ended = happening("admitted", number=3, first=1, until_at=AT + DAY)
    assert as_told_last([ended, other, first]) == [ended, other]


def test_what_goes_on_has_begun_and_has_no_end_yet() -> None:
    stay = happening("admitted", AT, until_at=AT + DAY)
    assert [is_going_on(stay, at) for at in (AT - DAY, AT, AT + DAY)] == [False, True, False]
    assert is_going_on(happening("admitted"), AT + 99 * DAY)
    assert not is_going_on(happening("admitted", is_void=True), AT)


def test_a_discharge_ends_the_stay_and_nothing_else() -> None:
    stay, trip = happening("admitted", AT - DAY, 1), happening("travelling", AT - DAY, 2)
    over = happening("admitted", AT - 9 * DAY, 3, until_at=AT - 8 * DAY)
    (ended,) = ended_by(happening(DISCHARGED), [stay, trip, over])
    assert (ended.first, ended.until_at, ended.kind, ended.number) == (1, AT, "admitted", None)
    assert ended_by(happening("travelling"), [stay]) == []


def test_a_stay_retold_keeps_its_number_and_says_who() -> None:
    again = retold(happening("admitted", AT, 7), said(who="bo"), None, is_void=True)
    assert (again.event, again.who, again.is_void, again.from_at) == (7, "bo", True, AT)


def test_a_new_target_is_an_event_and_other_weights_are_not() -> None:
    target, event = agreed_on(weight(AgreedWhat.TARGET, 80_500))
    assert isinstance(event, Happening)
    assert (event.kind, event.from_at, event.who) == (NEW_TARGET, target.from_at, "eva")
    for alone in (weight(AgreedWhat.TARGET, None), weight(AgreedWhat.REFERENCE, 80_000)):
        assert agreed_on(alone) == [alone]


@pytest.mark.parametrize(("day", "value", "is_late"), [(2, 1, True), (1, 1, False), (2, None, False)])
def test_a_setting_is_overdue_after_its_day_while_it_is_set(day: int, value: int | None, is_late: bool) -> None:
    assert is_overdue(setting("r.s", value), date(2026, 6, day)) is is_late
    assert not is_overdue(setting("r.s", value, review_on=None), date(2026, 6, day))
