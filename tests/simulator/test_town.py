from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import cache
from statistics import median

import pytest

from simulator.happening import Answers, Happening, LineChange, LooksAtScreen, Pressure, Weighing, Worries
from simulator.person import Person
from simulator.stories.replay import HISTORY_DAYS
from simulator.town import EXPECTED, HOMES, LIVE_DAYS, days, happenings, people

GAIN = "weight-gain-2kg-3-days"
NAMES = {person.label: person.name for person in people()}


@cache
def told() -> list[tuple[int, Happening]]:
    """Tell all stories once, each happening with the number of its day."""
    return [
        (number, happening) for home in HOMES for number, on in days() for happening in happenings(home, number, on)
    ]


def weights() -> dict[str, dict[int, float]]:
    """Take the first weight of every day of everybody, straight from the stories."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for number, happening in told():
        if isinstance(happening, Weighing):
            found[happening.who].setdefault(number, happening.kilograms)
    return found


def again(label: str) -> dict[int, float]:
    """Take what somebody would weigh the second time, on days on which the screen is looked at."""
    looks = [(number, each) for number, each in told() if isinstance(each, LooksAtScreen) and each.who == label]
    return {number: look.kilograms for number, look in looks}


def expected_for(rule: str) -> set[str]:
    """Name those who must have an alert by this rule."""
    return {expected.name for expected in EXPECTED if expected.rule == rule}


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


def test_the_expected_gains_follow_from_the_stories_by_hand() -> None:
    found = set()
    for label, by_day in weights().items():
        looked = again(label)
        for day, now in by_day.items():
            before = [by_day[day - back] for back in (1, 2, 3) if day - back in by_day]
            seen = min(now, looked.get(day, now))
            usual = [by_day[each] for each in range(day - 35, day - 7) if each in by_day]
            lately = [seen, *(by_day[day - back] for back in (1, 2) if day - back in by_day)]
            is_high = len(usual) < 7 or len(lately) < 2 or median(lately) - median(usual) > 0.9999
            if before and seen - min(before) > 1.9999 and is_high:
                assert day >= 0, f"{label} must not gain before the visitor looks"
                found.add(NAMES[label])
    assert found == expected_for(GAIN)


def test_who_had_a_coat_on_weighs_the_usual_without_it() -> None:
    assert again("tage")[2] == pytest.approx(weights()["tage"][2] - 2.4)
    assert again("oskar")[4] == pytest.approx(weights()["oskar"][4] + 0.1)


def test_the_expected_creep_follows_from_the_stories_by_hand() -> None:
    found = set()
    for label, by_day in weights().items():
        last_three = [[by_day[each] for each in range(day - 2, day + 1) if each in by_day] for day in range(LIVE_DAYS)]
        usual = [median(known) if len(known) > 1 else 0.0 for known in last_three]
        over = [each - by_day[-HISTORY_DAYS] > 1.9999 for each in usual]
        if any(all(over[day - 2 : day + 1]) for day in range(2, LIVE_DAYS)):
            found.add(NAMES[label])
    assert found == expected_for("weight-creep")


def test_the_expected_silences_follow_from_the_stories_by_hand() -> None:
    watched = {person.name for person in people() if person.care_level == 3}
    missed = {
        NAMES[label]: [day for day in range(LIVE_DAYS) if day not in by_day] for label, by_day in weights().items()
    }
    last = LIVE_DAYS - 1
    assert {name for name in watched if missed[name][-1:] == [last]} == expected_for("missing-weight-close-watch")
    assert {name for name, days in missed.items() if len(days) >= 2} == expected_for("nothing-heard")


def test_who_is_low_and_dizzy_and_who_wants_a_call_follow_from_the_stories_by_hand() -> None:
    low = {each.who for _, each in told() if isinstance(each, Pressure) and each.systolic_mmhg < 90}
    dizzy = {each.who for _, each in told() if isinstance(each, Answers) and each.question == "dizziness"}
    assert {NAMES[label] for label in low & dizzy} == expected_for("low-pressure-with-dizziness")
    assert {NAMES[each.who] for _, each in told() if isinstance(each, Worries)} == expected_for("worried")


def test_nothing_else_is_expected_and_whoever_uses_a_screen_has_one() -> None:
    by_hand = {GAIN, "weight-creep", "missing-weight-close-watch", "nothing-heard"}
    assert {each.rule for each in EXPECTED} == by_hand | {"low-pressure-with-dizziness", "worried"}
    use_it = {each.who for _, each in told() if isinstance(each, LooksAtScreen | Answers | Worries)}
    assert {person.label for home in HOMES if home.has_screen for person in home.people} == use_it


def test_somebody_loses_the_line_and_has_it_back() -> None:
    assert [each.is_up for _, each in told() if isinstance(each, LineChange)] == [False, True]
