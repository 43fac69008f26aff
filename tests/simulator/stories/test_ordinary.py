from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from simulator.happening import Pressure, Weighing
from simulator.person import Day, Person
from simulator.stories.ordinary import STOCKHOLM, at_clock, ordinary

MAJ = Person(label="maj", name="Maj", personnummer="194202219905", matters="-", usual_weight_g=61_300)
MONDAY = date(2026, 10, 19)


def day(number: int) -> Day:
    return Day(date=MONDAY + timedelta(days=number), number=number, chance=Random(f"test/{number}"))  # noqa: S311  (a story)


def test_every_morning_between_half_past_six_and_half_past_eight_somebody_weighs_near_the_usual() -> None:
    weighings = [ordinary(MAJ, day(number), [])[0] for number in range(60)]
    for weighing in weighings:
        assert isinstance(weighing, Weighing)
        assert time(6, 30) <= weighing.at.timetz().replace(tzinfo=None) < time(8, 30)
        assert abs(weighing.kilograms - 61.3) <= 0.75
    assert len({weighing.kilograms for weighing in weighings if isinstance(weighing, Weighing)}) > 5


def test_on_mondays_and_thursdays_a_pressure_follows_ten_minutes_later() -> None:
    for number in range(14):
        weighing, *more = ordinary(MAJ, day(number), [])
        assert [isinstance(each, Pressure) for each in more] == ([True] if number % 7 in {0, 3} else [])
        assert [each.at - weighing.at for each in more] == [timedelta(minutes=10)] * len(more)


def test_the_clock_on_the_wall_is_stockholms_also_when_it_changes() -> None:
    after = at_clock(day(6), 7, 0)
    assert after == datetime(2026, 10, 25, 7, 0, tzinfo=STOCKHOLM)
    assert after.utcoffset() == timedelta(hours=1)
