"""One person of the town: who they are, what they usually measure, and the story they live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from simulator.happening import Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented patient; every personnummer is one that no real person has (serials 980 to 999).

    ``usual_weight_g`` and ``usual_pressure_mmhg`` are what the person returns to from day to day. ``matters`` is the
    person's own sentence. ``user_slot`` is the person's number on a shared scale.
    """

    label: str
    name: str
    personnummer: str
    matters: str
    usual_weight_g: int
    usual_pressure_mmhg: tuple[int, int] = (132, 78)
    care_level: int = 2
    user_slot: int | None = None
    stories: tuple[Story, ...] = field(default=())

    @property
    def born(self) -> date:
        """The date of birth, which a personnummer begins with."""
        return date.fromisoformat(f"{self.personnummer[:4]}-{self.personnummer[4:6]}-{self.personnummer[6:8]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of one person: its date, its number (0 is the first day of life in fast-forward), and its own chance."""

    date: date
    number: int
    chance: Random


Story = Callable[[Person, Day, list[Happening]], list[Happening]]
"""Takes what would happen on the day and gives what happens instead."""
