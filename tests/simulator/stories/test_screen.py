from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from simulator.happening import Answers, Happening, LooksAtScreen, Pressure, Weighing, Worries
from simulator.person import Day, Person
from simulator.stories.ordinary import at_clock, ordinary
from simulator.stories.screen import CoatOn, InOwnWords, LowAndDizzy, SecondLook, Worried

MAJ = Person(label="maj", name="Maj", personnummer="194202219905", matters="-", usual_weight_g=61_300)


def day(number: int) -> Day:
    return Day(date=date(2026, 11, 2) + timedelta(days=number), number=number, chance=Random(f"test/{number}"))  # noqa: S311  (a story)


def test_who_looks_at_the_screen_does_so_after_the_last_weighing_and_would_weigh_so_much_more() -> None:
    story = SecondLook(day_number=1, after=timedelta(minutes=45), more_kg=-2.4)
    early, late = (Weighing(at=at_clock(day(1), 7, minute), who="maj", kilograms=61.5 + minute) for minute in (0, 5))
    assert story(MAJ, day(1), [early, late]) == [
        early,
        late,
        LooksAtScreen(at=at_clock(day(1), 7, 50), who="maj", kilograms=64.1),
    ]


@pytest.mark.parametrize("number", [0, 2])
def test_on_other_days_nobody_looks(number: int) -> None:
    told = ordinary(MAJ, day(number), [])
    assert SecondLook(day_number=1, after=timedelta(minutes=45))(MAJ, day(number), told) == told


def test_who_did_not_weigh_has_nothing_to_do_again() -> None:
    assert SecondLook(day_number=1, after=timedelta(minutes=45))(MAJ, day(1), []) == []


def test_a_coat_weighs_on_its_day_only() -> None:
    coat = CoatOn(day_number=1, weighs_kg=2.4)
    plain, told = ordinary(MAJ, day(1), []), coat(MAJ, day(1), ordinary(MAJ, day(1), []))
    assert kilograms(told) == pytest.approx([each + 2.4 for each in kilograms(plain)])
    assert coat(MAJ, day(2), ordinary(MAJ, day(2), [])) == ordinary(MAJ, day(2), [])


def test_the_pressure_is_low_twice_and_then_the_screen_is_told_of_dizziness() -> None:
    story = LowAndDizzy(day_number=8)
    first, second, answer = story(MAJ, day(8), [])
    assert isinstance(first, Pressure)
    assert isinstance(second, Pressure)
    assert max(first.systolic_mmhg, second.systolic_mmhg) < 90
    assert answer == Answers(at=at_clock(day(8), 9, 10), who="maj", question="dizziness", code="often")
    assert first.at < second.at < answer.at
    assert story(MAJ, day(7), []) == []


def test_the_button_is_pushed_when_nobody_is_at_work() -> None:
    assert Worried(day_number=6)(MAJ, day(6), []) == [Worries(at=at_clock(day(6), 18, 20), who="maj")]
    assert Worried(day_number=6)(MAJ, day(5), []) == []


def test_own_words_are_written_on_their_day() -> None:
    story = InOwnWords(day_number=3, question="something_else", words="Jag sitter mest.")
    written = Answers(
        at=at_clock(day(3), 19, 10),
        who="maj",
        question="something_else",
        code="own_words",
        words="Jag sitter mest.",
    )
    assert story(MAJ, day(3), []) == [written]
    assert story(MAJ, day(4), []) == []


def kilograms(told: list[Happening]) -> list[float]:
    return [each.kilograms for each in told if isinstance(each, Weighing)]
