from __future__ import annotations

from datetime import date

from simulator.person import Person


def test_a_person_was_born_on_the_day_the_personnummer_says() -> None:
    oskar = Person(
        label="oskar", name="Oskar Lindqvist", personnummer="194303189817", matters="-", usual_weight_g=112_000
    )
    assert oskar.born == date(1943, 3, 18)
