from __future__ import annotations

from leaving_people import person

from server.exchange.cells import FEWEST, in_small_cells
from server.exchange.naming import AsItIs, Pseudonyms


def test_few_who_are_alike_are_counted_and_many_are_not() -> None:
    many, few = [person()] * FEWEST, [person(sex="male")] * (FEWEST - 1)
    assert in_small_cells([*many, *few], AsItIs()) == FEWEST - 1


def test_the_oldest_are_alike_under_pseudonyms() -> None:
    old = [person(age_years=90 + number) for number in range(FEWEST)]
    assert in_small_cells(old, AsItIs()) == FEWEST
    assert in_small_cells(old, Pseudonyms(bytes(32), {})) == 0
