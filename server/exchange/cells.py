"""Small cells: people who are so alike to few others in what everybody may know that they could be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from server.exchange.naming import Naming
from server.exchange.rows import Person

FEWEST: Final = 5
"""Fewer than this are few: the number under which the project shows no aggregate of people (decision G3)."""


def in_small_cells(people: Iterable[Person], naming: Naming) -> int:
    """Count the patients who share age, sex, fibrillation, COPD and oximeter with fewer than four others.

    Those are the columns that somebody who knows a patient may know too.
    """
    cells = Counter(_cell(person, naming) for person in people)
    return sum(count for count in cells.values() if count < FEWEST)


def _cell(person: Person, naming: Naming) -> tuple[object, ...]:
    age = None if person.age_years is None else naming.age(person.age_years)
    return (
        age,
        person.sex,
        *(group in person.groups for group in ("known-atrial-fibrillation", "copd")),
        person.has_oximeter,
    )
