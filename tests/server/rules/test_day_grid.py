"""One weight a day: which reading counts, what is taken back, and what the arrays say of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_patient import FIRST_DAY, STOCKHOLM, at
from rule_oracle import Weighing, weights_by_day

from server.patients.habit import NEAREST, RECENT
from server.rules.day_grid import HORIZON_DAYS, MEMORY_DAYS, MISSING, DayGrid, PatientDays, Reading, day_reading
from server.rules.weight_gain import LOOK_BACK_DAYS

TODAY = FIRST_DAY.toordinal()


class Grid(DayGrid):
    """A grid of one patient, weighed in words."""

    def __init__(self, zone: ZoneInfo = STOCKHOLM) -> None:
        super().__init__()
        self.anna = self.add_patient(zone, TODAY)
        self._count = 0

    def weighed(self, kilograms: float, day: int = 0, clock: str = "07:00", arrival: int | None = None) -> int:
        """Weigh, and give the arrival."""
        self._count += 1
        arrival = self._count if arrival is None else arrival
        self.put(self.anna, arrival, round(kilograms * 1_000), at(day, clock))
        return arrival

    def grams(self, day: int = 0, of: PatientDays | None = None) -> int:
        """Give what the arrays hold of a day."""
        row = (of or self.anna).row
        return int(self.window(np.array([row]), np.array([TODAY + day]), 1)[0, 0])


@pytest.mark.parametrize(
    ("readings", "chosen"),
    [
        ([("07:00", 80.0)], 80.0),
        ([("07:00", 80.0), ("09:00", 81.0), ("19:00", 82.0)], 80.0),
        ([("03:00", 80.0), ("07:00", 81.0)], 80.0),
        ([("12:00", 80.0), ("19:00", 81.0)], 80.0),
        ([("12:00", 80.0), ("07:00", 81.0)], 81.0),
        ([("07:00", 80.0), ("07:10", 81.0)], 81.0),
        ([("07:00", 80.0), ("07:11", 81.0)], 80.0),
        ([("07:00", 80.0), ("07:10", 81.0), ("07:20", 82.0), ("07:31", 83.0)], 82.0),
        ([("11:55", 80.0), ("12:05", 81.0)], 81.0),
        ([("19:00", 80.0), ("19:05", 81.0)], 81.0),
    ],
)
def test_the_days_weight_is_the_first_of_the_morning_or_its_repeat(
    readings: list[tuple[str, float]], chosen: float
) -> None:
    for order in (readings, readings[::-1]):
        grid = Grid()
        for clock, kilograms in order:
            grid.weighed(kilograms, clock=clock)
        assert grid.grams() == round(chosen * 1_000)


def test_no_readings_give_no_weight() -> None:
    assert day_reading([]) is None
    assert Grid().grams() == MISSING


def test_of_two_readings_in_one_second_the_heavier_counts_whichever_came_first() -> None:
    for kilograms in ((80.0, 83.0), (83.0, 80.0)):
        grid = Grid()
        for each in kilograms:
            grid.weighed(each)
        assert grid.grams() == 83_000


def test_half_past_midnight_belongs_to_the_evening_before() -> None:
    grid = Grid()
    grid.weighed(80.0, day=1, clock="00:30")
    assert (grid.grams(0), grid.grams(1)) == (80_000, MISSING)


def test_the_same_reading_told_twice_is_one() -> None:
    grid = Grid()
    grid.weighed(80.0, arrival=7)
    grid.weighed(80.0, arrival=7)
    assert len(grid.anna.readings[TODAY]) == 1


@pytest.mark.parametrize("is_withdrawn_first", [True, False])
def test_a_reading_that_was_taken_back_does_not_count_whichever_came_first(*, is_withdrawn_first: bool) -> None:
    grid = Grid()
    grid.weighed(80.0, clock="08:00", arrival=1)
    if not is_withdrawn_first:
        grid.weighed(91.0, arrival=2)
    assert grid.withdraw(grid.anna, 2, at(0)) == TODAY
    if is_withdrawn_first:
        grid.weighed(91.0, arrival=2)
    assert grid.grams() == 80_000
    grid.withdraw(grid.anna, 1, at(0, "08:00"))
    assert grid.grams() == MISSING


def test_old_days_are_forgotten_when_new_ones_come() -> None:
    grid = Grid()
    for day in range(MEMORY_DAYS + 10):
        grid.weighed(80.0, day)
    assert min(grid.anna.readings) == TODAY + 9
    assert len(grid.anna.readings) == MEMORY_DAYS + 1


def test_a_weight_from_long_ago_does_not_take_the_place_of_a_new_one() -> None:
    grid = Grid()
    grid.weighed(80.0, day=64)
    grid.weighed(90.0, day=0)
    assert (grid.grams(64), grid.grams(0)) == (80_000, MISSING)
    assert grid.anna.newest == TODAY + 64


def test_a_place_in_the_arrays_is_used_again_and_the_day_it_held_is_gone() -> None:
    grid = Grid()
    grid.weighed(80.0, day=0)
    grid.weighed(81.0, day=64)
    assert (grid.grams(0), grid.grams(64)) == (MISSING, 81_000)


def test_a_window_shows_days_in_order_from_its_first() -> None:
    grid = Grid()
    for day, kilograms in ((0, 80.0), (1, 81.0), (3, 83.0)):
        grid.weighed(kilograms, day)
    rows, first_days = np.array([grid.anna.row] * 2), np.array([TODAY, TODAY + 1])
    assert grid.window(rows, first_days, 4).tolist() == [
        [80_000, 81_000, MISSING, 83_000],
        [81_000, MISSING, 83_000, MISSING],
    ]


def test_memory_reaches_back_to_all_that_a_rule_looks_at_from_the_edge_of_the_horizon() -> None:
    assert MEMORY_DAYS > HORIZON_DAYS + LOOK_BACK_DAYS + 1


def test_everybody_has_a_row_of_their_own_however_many_there_are() -> None:
    grid = Grid()
    people = [grid.anna, *(grid.add_patient(STOCKHOLM, TODAY) for _ in range(129))]
    for number, each in enumerate(people):
        grid.put(each, number, 50_000 + number, at(0))
    assert [grid.grams(0, each) for each in people] == [50_000 + number for number in range(130)]


def test_days_are_counted_anew_in_another_zone() -> None:
    grid = Grid()
    grid.weighed(80.0, day=1, clock="02:00")
    grid.weighed(81.0, day=1, clock="07:00")
    grid.move(grid.anna, ZoneInfo("Asia/Kathmandu"))
    assert (grid.grams(0), grid.grams(1)) == (MISSING, 80_000)
    assert [reading.value_g for reading in grid.anna.readings[TODAY + 1]] == [80_000, 81_000]
    assert grid.anna.newest == TODAY + 1


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 24 * 60 - 1), st.integers(60_000, 90_000)),
        unique_by=lambda reading: reading[:2],
        max_size=25,
    ),
    st.data(),
)
def test_whatever_the_order_the_arrays_hold_what_the_oracle_chooses(
    readings: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    weighings = [
        Weighing(number, instant(day, minute), grams) for number, (day, minute, grams) in enumerate(readings, 1)
    ]
    grid = Grid()
    for each in data.draw(st.permutations(weighings)):
        grid.put(grid.anna, each.number, each.grams, each.at)
    wanted = weights_by_day(weighings, STOCKHOLM)
    for day in range(-1, 22):
        chosen = wanted.get(date.fromordinal(TODAY + day))
        assert grid.grams(day) == (MISSING if chosen is None else chosen.grams)
        found = day_reading(grid.anna.readings.get(TODAY + day, []))
        assert found == (None if chosen is None else reading_of(chosen))


def instant(day: int, minute: int) -> datetime:
    """Give an instant some minutes after the local midnight of a day."""
    return at(day, "00:00") + timedelta(minutes=minute)


def reading_of(weighing: Weighing) -> Reading:
    """Make the reading that a weighing becomes."""
    return Reading(
        at_s=int(weighing.at.timestamp()),
        arrival=weighing.number,
        value_g=weighing.grams,
        is_morning=3 <= weighing.at.astimezone(STOCKHOLM).hour < 12,
    )


def test_the_weights_near_an_instant_hold_the_nearest_by_the_clock() -> None:
    grid = Grid()
    for day in range(20):
        grid.weighed(80 + day / 10, day)
    grid.weighed(90.0, 9, "03:05")
    near = {grams for _, grams in grid.near(grid.anna, at(10, "02:50"))}
    assert near >= {80_900, 81_000, 80_800, 90_000, 80_700, 81_100, 81_200}
    assert 80_000 not in near
    assert 81_900 not in near


def test_weights_far_away_are_found_when_there_are_no_nearer_ones() -> None:
    grid = Grid()
    assert grid.near(grid.anna, at(0)) == []
    grid.weighed(80.0, 0)
    grid.weighed(81.0, RECENT.days)
    assert {grams for _, grams in grid.near(grid.anna, at(RECENT.days))} == {80_000, 81_000}
    assert grid.near(grid.anna, at(2 * RECENT.days + 3)) == []


@given(
    st.lists(st.tuples(st.integers(-30, 30), st.integers(0, 23), st.integers(60, 90)), max_size=30),
    st.integers(0, 23),
)
def test_whoever_asks_for_the_nearest_gets_them_all(weighed: list[tuple[int, int, int]], hour: int) -> None:
    grid, when = Grid(), at(0, f"{hour:02}:00")
    for day, clock, kilograms in weighed:
        grid.weighed(kilograms, day, f"{clock:02}:00")
    kept = [each for readings in grid.anna.readings.values() for each in readings]
    everything = sorted((abs(each.at_s - int(when.timestamp())), each.value_g) for each in kept)
    within = [each for each in everything if each[0] <= RECENT.total_seconds()]
    found = sorted((abs(at_s - int(when.timestamp())), grams) for at_s, grams in grid.near(grid.anna, when))
    assert [away for away, _ in found[:NEAREST]][: len(within)] == [away for away, _ in within[:NEAREST]]
