"""The demo's town: thirteen invented people in eleven homes, and who owns their alerts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from simulator.happening import Happening
from simulator.person import Day, Person
from simulator.stories.change import CuffGivesUp, Gain, LineBreaks, MissedMornings, Strange
from simulator.stories.ordinary import ordinary
from simulator.stories.replay import HISTORY_DAYS, Replay
from simulator.stories.screen import CoatOn, LowAndDizzy, SecondLook, Worried

FIRST_LIVE_DAY = date(2026, 11, 2)
"""A Monday; sixty days of history before it pass the change of clocks on 25 October."""
LIVE_DAYS = 10
_CATS_PAW = bytes.fromhex("005000")
_HALF_A_FRAME = bytes.fromhex("0274")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """People who share a hub, a scale and a cuff.

    ``has_radio`` says that their devices are on the air for real, ``has_screen`` that somebody uses the hub's screen.
    """

    label: str
    people: tuple[Person, ...]
    has_radio: bool = False
    has_screen: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """An alert that must stand on the page when the live days are over, and no other may."""

    name: str
    rule: str


HOMES = (
    Home(
        label="lindqvist",
        has_screen=True,
        people=(
            Person(
                label="oskar",
                name="Oskar Lindqvist",
                personnummer="194303189817",
                matters="Att orka gå ner till bryggan och se barnbarnen bada.",
                usual_weight_g=112_000,
                care_level=3,
                stories=(
                    Replay("w13"),
                    Gain(kg_a_day=1.0, first_day=1, last_day=5),
                    SecondLook(day_number=4, after=timedelta(hours=2, minutes=15), more_kg=0.1),
                ),
            ),
        ),
    ),
    Home(
        label="ekstrom",
        has_screen=True,
        people=(
            Person(
                label="gunbritt",
                name="Gun-Britt Ekström",
                personnummer="194706059823",
                matters="Att få fortsätta sjunga i kören på torsdagar.",
                usual_weight_g=100_000,
                stories=(Replay("w02"), Worried(day_number=6)),
            ),
        ),
    ),
    Home(
        label="holm",
        has_radio=True,
        people=(
            Person(
                label="greta",
                name="Greta Holm",
                personnummer="194501129847",
                matters="Att bo kvar hemma med katten.",
                usual_weight_g=68_400,
                stories=(ordinary, CuffGivesUp(day_number=2)),
            ),
        ),
    ),
    Home(
        label="aberg",
        people=(
            Person(
                label="sven",
                name="Sven Åberg",
                personnummer="193809249877",
                matters="Att slippa åka in på natten igen.",
                usual_weight_g=79_200,
                stories=(ordinary, MissedMornings(frozenset({3, 4, 5}))),
            ),
        ),
    ),
    Home(
        label="noren",
        people=(
            Person(
                label="ingrid",
                name="Ingrid Norén",
                personnummer="194907309886",
                matters="Att kunna ligga ner och sova.",
                usual_weight_g=73_900,
                care_level=3,
                stories=(ordinary, MissedMornings(frozenset({9}))),
            ),
        ),
    ),
    Home(
        label="sjoberg",
        people=(
            Person(
                label="maj",
                name="Maj Sjöberg",
                personnummer="194202219905",
                matters="Att vi klarar oss tillsammans, Arne och jag.",
                usual_weight_g=61_300,
                user_slot=1,
                stories=(ordinary, LineBreaks(down_day=4, up_day=6)),
            ),
            Person(
                label="arne",
                name="Arne Sjöberg",
                personnummer="194005099934",
                matters="Att hålla händerna i jorden om våren.",
                usual_weight_g=86_700,
                user_slot=2,
                stories=(ordinary, Gain(kg_a_day=0.9, first_day=4, last_day=6, relief_day=8)),
            ),
        ),
    ),
    Home(
        label="dahl",
        people=(
            Person(
                label="birgitta",
                name="Birgitta Dahl",
                personnummer="193608179945",
                matters="Att läsa tidningen själv varje morgon.",
                usual_weight_g=57_800,
                stories=(ordinary, Gain(kg_a_day=1.3, first_day=7, last_day=8)),
            ),
        ),
    ),
    Home(
        label="fors",
        people=(
            Person(
                label="karlerik",
                name="Karl-Erik Fors",
                personnummer="194602149975",
                matters="Att köra bil till stugan i sommar.",
                usual_weight_g=91_500,
                stories=(ordinary, Gain(kg_a_day=0.05, first_day=-38, last_day=LIVE_DAYS)),
            ),
        ),
    ),
    Home(
        label="nyman",
        has_screen=True,
        people=(
            Person(
                label="elsa",
                name="Elsa Nyman",
                personnummer="193404019980",
                matters="Att inte vara till besvär, men få veta hur det går.",
                usual_weight_g=52_600,
                care_level=1,
                stories=(ordinary, LowAndDizzy(day_number=8)),
            ),
        ),
    ),
    Home(
        label="oberg",
        people=(
            Person(
                label="margit",
                name="Margit Öberg",
                personnummer="194111279800",
                matters="Att vara pigg till fredagsbingon.",
                usual_weight_g=77_100,
                user_slot=1,
                stories=(ordinary,),
            ),
            Person(
                label="rut",
                name="Rut Sandberg",
                personnummer="193908089844",
                matters="Att min syster och jag bor tillsammans.",
                usual_weight_g=64_200,
                user_slot=2,
                stories=(ordinary,),
            ),
        ),
    ),
    Home(
        label="wallin",
        has_screen=True,
        people=(
            Person(
                label="tage",
                name="Tage Wallin",
                personnummer="194803139833",
                matters="Att gå med hunden två gånger om dagen.",
                usual_weight_g=83_300,
                stories=(
                    ordinary,
                    CoatOn(day_number=1, weighs_kg=2.4),
                    CoatOn(day_number=2, weighs_kg=2.4),
                    SecondLook(day_number=2, after=timedelta(minutes=45), more_kg=-2.4),
                    Strange(day_number=5, payload=_CATS_PAW, said="something light stood on the scale (0.4 kg)"),
                    Strange(day_number=5, payload=_HALF_A_FRAME, said="the scale sent half a frame", minute=5),
                ),
            ),
        ),
    ),
)

EXPECTED = frozenset(
    {
        Expected("Oskar Lindqvist", "weight-gain-2kg-3-days"),
        Expected("Arne Sjöberg", "weight-gain-2kg-3-days"),
        Expected("Birgitta Dahl", "weight-gain-2kg-3-days"),
        Expected("Karl-Erik Fors", "weight-creep"),
        Expected("Elsa Nyman", "low-pressure-with-dizziness"),
        Expected("Gun-Britt Ekström", "worried"),
        Expected("Sven Åberg", "nothing-heard"),
        Expected("Ingrid Norén", "missing-weight-close-watch"),
    }
)
"""Sven's silence is over; what is medium stays until a nurse has closed it."""


def people() -> Iterator[Person]:
    """Go through everybody in town."""
    return itertools.chain.from_iterable(home.people for home in HOMES)


def days() -> Iterator[tuple[int, date]]:
    """Go through the days: numbers below 0 are history, 0 is the first day of life in fast-forward."""
    for number in range(-HISTORY_DAYS, LIVE_DAYS):
        yield number, FIRST_LIVE_DAY + timedelta(days=number)


def happenings(home: Home, number: int, on: date, seed: int = 1) -> list[Happening]:
    """Tell what happens in a home on a day, in order of time; the same seed always tells the same."""
    told: list[Happening] = []
    for person in home.people:
        day = Day(date=on, number=number, chance=Random(f"{seed}/{person.label}/{number}"))  # noqa: S311
        so_far: list[Happening] = []
        for story in person.stories:
            so_far = story(person, day, so_far)
        told += so_far
    return sorted(told, key=lambda happening: (happening.at, happening.who))
