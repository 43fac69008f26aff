"""What the engine comes to depends on what was measured, never on how it was told: order, duplicates, corrections."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from properties import Case, as_measured, cases, holds, new_work, told_all

from server.rules.record import EngineRecord

RANDOMS = st.randoms(use_true_random=False)


@holds(8)
@given(cases(), RANDOMS)
def test_p1_any_order_gives_the_same_as_measured(case: Case, random: Random) -> None:
    in_order, shuffled, records = told_all(case), new_work(case), [record for _, record in case.heard()]
    for record in random.sample(records, len(records)):
        shuffled.hear(record, case.week.end_at)
    assert as_measured(shuffled) == as_measured(in_order)


@holds(8)
@given(cases(), RANDOMS)
def test_p2_duplicates_change_nothing(case: Case, random: Random) -> None:
    once, twice = new_work(case), new_work(case)
    heard: list[EngineRecord] = []
    for at, record in case.heard():
        once.hear(record, at)
        twice.hear(record, at)
        heard.append(record)
        twice.hear(random.choice(heard), at)
    assert twice.said == once.said


@holds(8)
@given(cases(), RANDOMS)
def test_p12_a_correction_is_as_if_the_first_had_never_been(case: Case, random: Random) -> None:
    numbers = {each.number for each in case.told.readings if random.random() < 0.3}
    kept = [each for each in case.told.readings if each.number not in numbers]
    wrong = [each for each in case.told.readings if each.number in numbers]
    again = [each._replace(number=each.number + 5_000, value=each.value + 100) for each in wrong]
    corrected = replace(case.told, readings=[*case.told.readings, *again], withdrawn=case.told.withdrawn | numbers)
    only = replace(case.told, readings=[*kept, *again])
    both, alone = (told_all(case._replace(told=told)) for told in (corrected, only))
    assert as_measured(both) == as_measured(alone)
