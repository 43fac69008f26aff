"""What a rule may look at: the readings of the days that count, and no older one."""

from __future__ import annotations

import pytest
from one_patient import FIRST_DAY, STOCKHOLM, at

from server.rules.day_grid import DayGrid
from server.rules.history import History

TODAY = FIRST_DAY.toordinal()


@pytest.fixture
def history() -> History:
    """Days 1 to 3, of which day 0 is too old to count; two weights on day 2."""
    grid = DayGrid()
    days = grid.add_patient(STOCKHOLM, TODAY)
    for arrival, (day, clock) in enumerate(((0, "07:00"), (2, "07:00"), (2, "19:00")), 1):
        grid.put(days, arrival, 80_000 + arrival, at(day, clock))
    return History(days=days, since=TODAY + 1, first=TODAY + 2, last=TODAY + 3, was=None, closed_s=())


def test_the_readings_of_a_day_come_in_order_and_one_of_them_is_the_days_weight(history: History) -> None:
    assert [reading.arrival for reading in history.readings(TODAY + 2)] == [2, 3]
    weight = history.weight(TODAY + 2)
    assert weight is not None
    assert weight.value_g == 80_002


def test_a_day_without_a_weight_has_none(history: History) -> None:
    assert history.readings(TODAY + 1) == []
    assert history.weight(TODAY + 1) is None


def test_what_is_too_old_to_count_is_as_if_it_had_never_been(history: History) -> None:
    assert history.readings(TODAY) == []
    assert history.weight(TODAY) is None
