from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from simulator.happening import CuffError, LineChange, Pressure, StrangeBytes, Weighing
from simulator.person import Day, Person
from simulator.stories.change import CuffGivesUp, Gain, LineBreaks, MissedMornings, Strange
from simulator.stories.ordinary import ordinary

MAJ = Person(label="maj", name="Maj", personnummer="194202219905", matters="-", usual_weight_g=61_300)


def day(number: int) -> Day:
    return Day(date=date(2026, 11, 2) + timedelta(days=number), number=number, chance=Random(f"test/{number}"))  # noqa: S311  (a story)


@pytest.mark.parametrize(
    ("number", "water_kg"), [(-5, 0.0), (1, 0.0), (2, 1.5), (3, 3.0), (4, 4.5), (6, 4.5), (7, 3.0), (8, 1.5), (20, 0.0)]
)
def test_water_gathers_stays_and_leaves(number: int, water_kg: float) -> None:
    gain = Gain(kg_a_day=1.5, first_day=2, last_day=4, relief_day=7)
    assert gain.water_kg(number) == pytest.approx(water_kg)
    plain, told = ordinary(MAJ, day(number), []), gain(MAJ, day(number), ordinary(MAJ, day(number), []))
    assert isinstance(plain[0], Weighing)
    assert isinstance(told[0], Weighing)
    assert told[0].kilograms - plain[0].kilograms == pytest.approx(water_kg)
    assert told[1:] == plain[1:]


def test_without_relief_the_water_stays() -> None:
    assert Gain(kg_a_day=1.0, first_day=0, last_day=1).water_kg(400) == 2.0


def test_nothing_is_measured_on_a_missed_morning() -> None:
    story = MissedMornings(frozenset({3}))
    assert story(MAJ, day(3), ordinary(MAJ, day(3), [])) == []
    assert story(MAJ, day(4), ordinary(MAJ, day(4), [])) != []


def test_the_cuff_gives_up_once_and_the_second_try_goes_well() -> None:
    story = CuffGivesUp(day_number=0)
    told = story(MAJ, day(0), ordinary(MAJ, day(0), []))
    assert [type(each) for each in told] == [Weighing, CuffError, Pressure]
    assert told[2].at - told[1].at == timedelta(minutes=5)
    assert story(MAJ, day(1), ordinary(MAJ, day(1), [])) == ordinary(MAJ, day(1), [])


def test_the_line_goes_at_ten_on_one_day_and_is_back_at_nine_on_another() -> None:
    story = LineBreaks(down_day=3, up_day=6)
    changes = [
        (number, each.at.hour, each.is_up)
        for number in range(10)
        for each in story(MAJ, day(number), [])
        if isinstance(each, LineChange)
    ]
    assert changes == [(3, 10, False), (6, 9, True)]


def test_strange_bytes_come_a_little_after_nine_on_their_day() -> None:
    story = Strange(day_number=5, payload=b"\x00\x50\x00", said="a cat", minute=7)
    [strange] = story(MAJ, day(5), [])
    assert isinstance(strange, StrangeBytes)
    assert (strange.at.hour, strange.at.minute, strange.payload) == (9, 7, b"\x00\x50\x00")
    assert story(MAJ, day(4), []) == []
