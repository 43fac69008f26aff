"""Told late, twice, in any order and with restarts between, the engine ends where all records at once end."""

from __future__ import annotations

from random import Random

from engine_at_work import at_work, in_words, stands_well
from hypothesis import given
from hypothesis import strategies as st
from properties import Case, cases, holds, new_work, told_all

RANDOMS = st.randoms(use_true_random=False)


@holds(20)
@given(cases(), RANDOMS)
def test_p5_a_stream_ends_where_all_records_at_once_end(case: Case, random: Random) -> None:
    work = at_work(case.rules, case.told, case.week.end_at, random)
    for rule, lives in work.batch(case.week.end_at).items():
        published = work.published(rule)
        assert [in_words(each.told) for each in published] == [in_words(each) for each in lives], rule
        assert all(stands_well(*both) for both in zip(published, lives, strict=True)), rule


@holds(8)
@given(cases(), RANDOMS)
def test_p10_a_restart_at_any_record_goes_on_alike(case: Case, random: Random) -> None:
    # the engine asks here, so that restarts fall between the question, the answer and the deadline
    steady, restarted = (new_work(case, asks=True) for _ in range(2))
    for at, record in case.heard():
        steady.hear(record, at)
        restarted.hear(record, at)
        if random.random() < 0.4:
            restarted.start_anew()
    for work in (steady, restarted):
        work.wait(case.week.end_at)
    assert restarted.said == steady.said


@holds(20)
@given(cases())
def test_p11_the_same_rules_read_again_say_nothing(case: Case) -> None:
    work = told_all(case)
    said = list(work.said)
    work.start_anew()
    work.wait(case.week.end_at)
    assert work.said == said
