"""What an answer rests on at one look at one patient: the values behind it, and the readings they were made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from server.rules.judging.exact import Exact
from server.rules.judging.scene import Scene
from server.rules.judging.truth import Truth
from server.rules.judging.value import Value
from server.rules.judging.wording import Wording
from server.rules.language.combination import Condition

Reading = tuple[int, int]
"""When something was measured, in seconds of UTC, and its number in the journal."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Values by the names of ``named.py``, those that are known; ``readings`` in no order."""

    values: Mapping[str, Value] = field(default_factory=dict)
    readings: frozenset[Reading] = frozenset()

    @property
    def arrivals(self) -> tuple[int, ...]:
        """Give the journal's numbers in order of time.

        >>> Proof(readings=frozenset({(60, 3), (0, 9)})).arrivals
        (9, 3)
        """
        return tuple(number for _, number in sorted(self.readings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """One look at one patient: ``scene`` is that patient's alone, ``place`` the look's place in it.

    ``prove`` answers for any condition; what it found is kept with the scene.
    """

    scene: Scene
    place: int
    wordings: Mapping[str, Wording]
    prove: Callable[[Here, Condition], Proof]

    @property
    def at_s(self) -> int:
        """The instant of the look, in seconds of UTC."""
        return int(self.scene.looks.at_s[self.place])

    @property
    def row(self) -> int:
        """The frame's row that holds: the patient as known then."""
        return int(self.scene.looks.row[self.place])

    @property
    def day(self) -> int:
        """The place of the local day in the frame."""
        return int(self.scene.looks.day[self.place])

    def number_of(self, day: int) -> int:
        """Give the number of a day by its place in the frame."""
        return self.scene.frame.first + day

    def truth(self, condition: Condition) -> Truth:
        """Give the answers of a condition at every look."""
        return self.scene.judge(condition, self.scene)

    def proof(self, condition: Condition) -> Proof:
        """Give what the answer of a condition rests on here."""
        key = ("proof", self.place, self.scene.numbers.get(id(condition)) or condition)
        return self.scene.kept.once(key, lambda: self.prove(self, condition))

    def answer(self, condition: Condition) -> int:
        """Give the answer of a condition here."""
        return int(self.truth(condition)[self.place])

    def at(self, place: int) -> Here:
        """Give another look at the same patient."""
        return replace(self, place=place)


def cell(exact: Exact, place: tuple[int, ...], per_unit: int) -> Fraction | None:
    """Give one of many exact values in units, None where it is unknown.

    >>> from server.rules.judging.exact import constant
    >>> cell(constant(801, 10), (1,), 1)
    Fraction(801, 10)
    """
    found = exact.one(place)
    return None if found is None else Fraction(found[0], found[1] * per_unit)


def told(values: Mapping[str, Value | None]) -> dict[str, Value]:
    """Keep the values that are there."""
    return {name: value for name, value in values.items() if value is not None}


def first_of(proofs: Iterable[Proof]) -> dict[str, Value]:
    """Give each name the value of the first proof that has it."""
    found: dict[str, Value] = {}
    for each in proofs:
        found = {**each.values, **found}
    return found
