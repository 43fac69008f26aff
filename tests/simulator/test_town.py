from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest

from simulator.happening import LineChange, Weighing
from simulator.person import Person
from simulator.town import EXPECTED, HOMES, LIVE_DAYS, days, happenings, people

GAIN, MISSING = "weight-gain-2kg-3-days", "missing-weight"


def weights() -> dict[str, dict[int, float]]:
    """Take the first weight of every day of everybody, straight from the stories."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for home in HOMES:
        for number, on in days():
            for happening in happenings(home, number, on):
                if isinstance(happening, Weighing):
                    found[happening.who].setdefault(number, happening.kilograms)
    return found


@pytest.mark.decision("N25")
def test_there_are_at_least_twelve_patients_and_one_of_them_is_oskar_83() -> None:
    assert len(list(people())) >= 12
    oskar = next(person for person in people() if person.name.startswith("Oskar"))
    assert 2026 - oskar.born.year == 83


@pytest.mark.parametrize("person", list(people()), ids=lambda person: person.label)
def test_no_personnummer_is_a_real_persons_and_all_have_their_check_digit(person: Person) -> None:
    digits = person.personnummer
    assert 980 <= int(digits[8:11]) <= 999
    doubled = "".join(str(int(digit) * (2 - at % 2)) for at, digit in enumerate(digits[2:]))
    assert sum(map(int, doubled)) % 10 == 0


def test_at_least_two_people_replay_real_series() -> None:
    stories = [story for person in people() for story in person.stories]
    assert len({story.series for story in stories if hasattr(story, "series")}) >= 2


def test_the_same_seed_always_tells_the_same() -> None:
    number, on = next(iter(days()))
    assert happenings(HOMES[2], number, on) == happenings(HOMES[2], number, on)
    assert happenings(HOMES[2], number, on, seed=2) != happenings(HOMES[2], number, on)


def test_a_day_is_told_in_order_of_time() -> None:
    for home in HOMES:
        for number, on in days():
            told = [happening.at for happening in happenings(home, number, on)]
            assert told == sorted(told)
            assert all(on <= at.date() <= on + timedelta(days=1) for at in told)


def test_the_expected_alerts_follow_from_the_stories_by_hand() -> None:
    names = {person.label: person.name for person in people()}
    gained = set()
    for label, by_day in weights().items():
        for day, now in by_day.items():
            before = [by_day[day - back] for back in (1, 2, 3) if day - back in by_day]
            if before and now - min(before) > 2.0001:
                assert day >= 0, f"{label} must not gain before the visitor looks"
                gained.add(names[label])
    assert gained == {expected.name for expected in EXPECTED if expected.rule == GAIN}
    last = LIVE_DAYS - 1
    silent = {names[label] for label, by_day in weights().items() if last not in by_day and last - 1 not in by_day}
    assert silent == {expected.name for expected in EXPECTED if expected.rule == MISSING}


def test_somebody_loses_the_line_and_has_it_back() -> None:
    changes = [
        happening.is_up
        for home in HOMES
        for number, on in days()
        for happening in happenings(home, number, on)
        if isinstance(happening, LineChange)
    ]
    assert changes == [False, True]
