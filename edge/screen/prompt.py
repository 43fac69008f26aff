"""Prompts: what a page asks somebody to do, one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edge.household import Colour
from edge.screen.known import Known
from edge.screen.words import word
from vitals.identity import PatientId

_CODE_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A button that sends a form: its words, where to, and what it carries."""

    label: str
    to: str
    carries: Mapping[str, str]
    colour: Colour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A button that only leads to another page."""

    label: str
    to: str
    colour: Colour | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """One line that somebody types, and the button that sends it; ``longest`` is in characters."""

    push: Push
    label: str
    longest: int
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One thing to do: a heading, a few sentences, and the buttons; ``call`` is whom to call, said in full.

    ``is_list`` says that the buttons are many or long, and stand below each other; ``asides`` are those that do not
    answer, apart from those that do. ``typing`` is there if something is to be typed; ``back`` names the word for
    leaving the page.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    call: str | None = None
    pushes: tuple[Push, ...] = ()
    ways: tuple[Way, ...] = ()
    asides: tuple[Push, ...] = ()
    is_list: bool = False
    typing: Typing | None = None
    back: str = "back"


def name_of(known: Known, patient: PatientId) -> str:
    """Say who somebody is in this home: the nickname, else the code that their nurse can see."""
    look = known.today.household.looks.get(patient)
    return code_of(known, patient) if look is None else look.nickname


def code_of(known: Known, patient: PatientId) -> str:
    """Say who somebody is to those who do not know the nicknames."""
    return word("person_code", known.language).format(code=patient[:_CODE_LENGTH].upper())


def colour_of(known: Known, patient: PatientId) -> Colour | None:
    """Give the colour somebody chose."""
    look = known.today.household.looks.get(patient)
    return None if look is None else look.colour


def choose_person(known: Known, heading: str, to: str) -> Prompt:
    """Ask who it is; ``to`` is a page that takes the person's id behind it."""
    return Prompt(
        heading=word(heading, known.language),
        ways=tuple(
            Way(
                label=name_of(known, member.patient),
                to=f"{to}{member.patient}",
                colour=colour_of(known, member.patient),
            )
            for member in known.people
        ),
    )
