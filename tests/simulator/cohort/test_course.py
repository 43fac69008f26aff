from __future__ import annotations

from itertools import pairwise
from statistics import fmean

from simulator.cohort.life import Life


def test_events_are_about_as_frequent_as_is_published_and_fall_on_few(lives: list[Life]) -> None:
    majors = [sum(each.is_major for each in life.course.worsenings) for life in lives]
    assert 0.2 < fmean(majors) < 0.7
    assert fmean(count == 0 for count in majors) > 0.6
    assert max(majors) >= 3


def test_a_major_event_is_followed_by_a_stay_and_nothing_happens_during_it(lives: list[Life]) -> None:
    for life in lives:
        stays = {stay.admitted: stay for stay in life.course.stays}
        for worsening in life.course.worsenings:
            assert not worsening.is_major or stays[worsening.event].discharged == worsening.relieved
            assert not any(stay.admitted < worsening.event < stay.discharged for stay in stays.values())


def test_no_worsening_begins_before_the_last_one_was_relieved(lives: list[Life]) -> None:
    for life in lives:
        worsenings = life.course.worsenings
        for before, after in pairwise(worsenings):
            assert before.relieved < after.event
            assert after.onset >= min(before.relieved, after.event - 0.2)


def test_everything_happens_while_the_patient_is_there(lives: list[Life]) -> None:
    for life in lives:
        course = life.course
        assert course.first <= course.ended <= course.first + 365
        assert all(course.first < each.event < course.ended for each in course.worsenings)


def test_some_die_some_leave_and_most_stay(lives: list[Life]) -> None:
    reasons = [life.course.end_reason for life in lives]
    assert {*reasons} == {"completed", "withdrew", "died"}
    assert reasons.count("completed") > 0.75 * len(reasons)
    assert all(life.course.ended - life.course.first == 365 for life in lives if life.course.end_reason == "completed")
