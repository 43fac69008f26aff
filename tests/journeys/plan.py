"""Who lives in the street of the journeys, and everything their devices will send: one seed, one plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from simulator.happening import StrangeBytes, Weighing
from simulator.person import Person, Story
from simulator.play import Measuring, indication
from simulator.stories.change import CuffGivesUp, Gain, MissedMornings, Strange
from simulator.stories.ordinary import ordinary
from simulator.town import HOMES, Home, happenings

FIRST_ON = date(2026, 10, 12)
"""A Monday; the change of clocks on 25 October comes on the fourteenth day."""
LABELS = ("sjoberg", "aberg", "dahl", "wallin")
"""Four of the town's homes, one of them a couple on one scale; their stories are our own."""
CHAPTER_DAYS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What one device has to say at one instant.

    ``is_stored``: the device keeps it until a hub has taken it over. ``is_repeated``: it says it again when nobody
    answered, as a device does that was not told that it was heard.
    """

    at: datetime
    home: str
    address: str
    characteristic: str
    payload: bytes
    is_stored: bool
    is_repeated: bool


def homes(seed: int, days: int) -> tuple[Home, ...]:
    """Give everybody stories for so many days: somebody gains, somebody forgets, a cuff gives up, a cat passes."""
    chance = Random(f"{seed}/stories")  # noqa: S311  (a story must come again from its seed)
    town = {home.label: home for home in HOMES}
    couple, sven, birgitta, tage = (town[label] for label in LABELS)
    maj, arne = couple.people
    return (
        replace(couple, people=(_living(maj, [*_gains(chance, days)]), _living(arne, [*_silences(chance, days)]))),
        replace(sven, people=(_living(sven.people[0], [*_silences(chance, days), *_gains(chance, days)]),)),
        replace(birgitta, people=(_living(birgitta.people[0], [*_gains(chance, days), *_oddities(chance, days)]),)),
        replace(tage, people=(_living(tage.people[0], []),)),
    )


def sendings(homes: Iterable[Home], days: int, seed: int) -> list[Sending]:
    """Tell what all devices send, in order of time."""
    told = [each for home in homes for each in _of_home(home, days, seed)]
    return sorted(told, key=lambda each: (each.at, each.home, each.address))


def _of_home(home: Home, days: int, seed: int) -> Iterator[Sending]:
    for number in range(days):
        for happening in happenings(home, number, FIRST_ON + timedelta(days=number), seed):
            if not isinstance(happening, Measuring):
                continue
            address, characteristic, payload = indication(home, happening)
            yield Sending(
                at=happening.at.astimezone(UTC),
                home=home.label,
                address=address,
                characteristic=characteristic,
                payload=payload,
                is_stored=not isinstance(happening, StrangeBytes),
                is_repeated=isinstance(happening, Weighing),
            )


def _living(person: Person, stories: list[Story]) -> Person:
    return replace(person, stories=(ordinary, *stories))


def _gains(chance: Random, days: int) -> Iterator[Story]:
    for chapter in range(2, days - 6, CHAPTER_DAYS):
        first = chapter + chance.randrange(4)
        yield Gain(kg_a_day=chance.uniform(1.1, 1.6), first_day=first, last_day=first + 2, relief_day=first + 4)


def _silences(chance: Random, days: int) -> Iterator[Story]:
    for chapter in range(1, days - 6, CHAPTER_DAYS):
        first = chapter + chance.randrange(5)
        yield MissedMornings(frozenset(range(first, first + chance.randint(2, 4))))


def _oddities(chance: Random, days: int) -> Iterator[Story]:
    for chapter in range(0, days - 6, CHAPTER_DAYS):
        half_a_frame, cats_paw = bytes([0x02, chapter]), bytes([0x00, 0x40 + chapter, 0x00])
        yield Strange(day_number=chapter + chance.randrange(6), payload=half_a_frame, said="half a frame")
        yield Strange(day_number=chapter + chance.randrange(6), payload=cats_paw, said="a cat", minute=7)
        yield CuffGivesUp(day_number=chapter + chance.randrange(6))
