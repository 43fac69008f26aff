from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from simulator.happening import Answers, Elsewhere, Happening, Pressure, Weighing, Worries
from simulator.stories.oskar import (
    DAUGHTER_ON,
    FIRST_DAY,
    GROWTH,
    LAST_DAY,
    LOW_SPIRITS_ON,
    OSKAR,
    WORRIED_ON,
    days,
)
from simulator.town import Home, happenings

HOME = Home(label="hedlund", people=(OSKAR,), has_screen=True)


@cache
def told(seed: int = 1) -> dict[int, list[Happening]]:
    """Tell the whole story, day by day."""
    return {number: happenings(HOME, number, on, seed) for number, on in days()}


def elsewhere() -> str:
    return " / ".join(each.said for day in told().values() for each in day if isinstance(each, Elsewhere))


@pytest.mark.decision("N25")
def test_oskar_is_83_and_no_real_person() -> None:
    assert FIRST_DAY.year - OSKAR.born.year - (date(FIRST_DAY.year, OSKAR.born.month, OSKAR.born.day) > FIRST_DAY) == 83
    assert 980 <= int(OSKAR.personnummer[8:11]) <= 999
    doubled = "".join(str(int(digit) * (2 - at % 2)) for at, digit in enumerate(OSKAR.personnummer[2:]))
    assert sum(map(int, doubled)) % 10 == 0


def test_fifteen_kilograms_come_slowly_and_stay() -> None:
    grown = [GROWTH.grown_kg(number) for number in range(LAST_DAY + 1)]
    assert (grown[GROWTH.first_day], grown[GROWTH.last_day], grown[LAST_DAY]) == pytest.approx(
        (0, GROWTH.kg, GROWTH.kg)
    )
    assert 8 <= GROWTH.kg <= 17
    assert 70 <= GROWTH.last_day - GROWTH.first_day <= 160
    assert all(0 <= after - before < 0.25 for before, after in pairwise(grown)), "never quick"
    weighed = [each.kilograms for each in told()[LAST_DAY] if isinstance(each, Weighing)]
    assert weighed == pytest.approx([78 + 15], abs=0.8)


def test_pulse_and_tiredness_go_with_it() -> None:
    pulses = {
        number: [each.pulse_per_min for each in day if isinstance(each, Pressure)] for number, day in told().items()
    }
    early, late = (
        [each for number in span for each in pulses[number]] for span in (range(28), range(150, LAST_DAY + 1))
    )
    assert 8 < sum(late) / len(late) - sum(early) / len(early) < 16
    tired = {
        number: each.code
        for number, day in told().items()
        for each in day
        if isinstance(each, Answers) and each.question == "tiredness"
    }
    assert min(tired) > GROWTH.first_day
    assert [code for _, code in sorted(tired.items())] == sorted(tired.values(), reverse=True), "some, and then much"
    assert set(tired.values()) == {"some", "much"}


def test_some_mornings_are_missed_and_none_before_it_began() -> None:
    missed = [number for number, day in told().items() if not any(isinstance(each, Weighing) for each in day)]
    assert GROWTH.first_day <= missed[0]
    assert 5 <= len(missed) <= 30


def test_the_story_has_all_that_is_told_of_him() -> None:
    words = {
        number: each.words for number, day in told().items() for each in day if isinstance(each, Answers) and each.words
    }
    assert sorted(words) == [LOW_SPIRITS_ON, DAUGHTER_ON]
    assert "roligt" in words[LOW_SPIRITS_ON]
    assert "dotter" in words[DAUGHTER_ON]
    assert [each.at.strftime("%a") for each in told()[WORRIED_ON] if isinstance(each, Worries)] == ["Sat"]
    for said in (
        "1177",
        "daughter",
        "is low",
        "the tumour is found",
        "how far treatment is to go",
        "nurse who has never met",
    ):
        assert said in elsewhere()


def test_the_same_seed_always_tells_the_same() -> None:
    again = {number: happenings(HOME, number, on) for number, on in days()}
    assert again == told()
    assert told(2) != told()
