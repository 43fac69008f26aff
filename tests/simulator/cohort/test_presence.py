from __future__ import annotations

import itertools
from statistics import fmean

from simulator.cohort.chance import Chance
from simulator.cohort.life import Life
from simulator.cohort.presence import present_days


def test_people_are_as_faithful_as_their_habit_and_less_so_later(lives: list[Life]) -> None:
    early, late = [], []
    for life in [each for each in lives if len(each.days) == 365]:
        present = present_days(life, Chance.of(1, life.patient.number, "presence"))
        early.append(fmean(present[:60]) - life.patient.habit.faithfulness)
        late.append(fmean(present[-60:]) - life.patient.habit.faithfulness)
    assert -0.06 < fmean(early) < 0.02
    assert -0.25 < fmean(late) < -0.06


def test_a_missed_day_makes_the_next_one_likelier_to_be_missed(lives: list[Life]) -> None:
    missed = after = 0
    expected = 0.0
    for life in lives:
        present = present_days(life, Chance.of(1, life.patient.number, "presence"))
        share = fmean(not day for day in present)
        for today, tomorrow in itertools.pairwise(present):
            missed += not today
            after += not today and not tomorrow
            expected += share * (not today)
    assert after / missed > expected / missed + 0.1
