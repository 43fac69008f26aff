from __future__ import annotations

from statistics import fmean

import pytest

from simulator.cohort.chance import Chance
from simulator.cohort.habit import ANSWERING, EVENING_PEOPLE, MANUAL, Habit
from vitals.observation_log import Entry


@pytest.fixture(scope="module")
def habits() -> list[Habit]:
    return [Habit.drawn(Chance.of(3, number, "habit")) for number in range(2_000)]


def test_as_many_as_are_meant_type_answer_and_weigh_in_the_evening(habits: list[Habit]) -> None:
    assert fmean(habit.entry is Entry.MANUAL for habit in habits) == pytest.approx(MANUAL, abs=0.03)
    assert fmean(habit.answering_share > 0 for habit in habits) == pytest.approx(ANSWERING, abs=0.03)
    assert fmean(habit.evening_share > 0.5 for habit in habits) == pytest.approx(EVENING_PEOPLE, abs=0.02)


def test_only_who_types_reads_a_dial(habits: list[Habit]) -> None:
    assert {habit.entry for habit in habits if habit.weight_step_kg == 0.5} == {Entry.MANUAL}


def test_people_differ_widely_in_how_faithful_they_are(habits: list[Habit]) -> None:
    assert fmean(habit.faithfulness > 0.9 for habit in habits) > 0.4
    assert fmean(habit.faithfulness < 0.4 for habit in habits) > 0.1
