"""Worried: what somebody who pressed *I am worried* is told at once: who reads it, when, what to do until then."""

from __future__ import annotations

from edge.household import Colour
from edge.screen.care import advice, call, read_when, responsible, say_call
from edge.screen.known import Known
from edge.screen.once import press_token
from edge.screen.prompt import Prompt, Push, Way
from edge.screen.reading import HowFar, way_of
from edge.screen.words import word
from vitals.code import WORRIED
from vitals.identity import PatientId
from vitals.symptom import Call


def button(known: Known, about: PatientId | None, label: str | None = None, colour: Colour | None = None) -> Push:
    """Make the button that stands on every page at any hour; in a shared home it bears a person's name and colour."""
    return Push(
        label=label or word("worried", known.language),
        colour=colour,
        to="/press",
        carries={"button": WORRIED, "who": about or "", "token": press_token(known, WORRIED, about)},
    )


def answer(known: Known, about: PatientId | None) -> Prompt:
    """Answer the latest press.

    Only what has reached care is promised a reader and a time, and only when the server has told who looks after them.
    """
    language = known.language
    presses = known.presses(WORRIED, about)
    emergency = say_call(call(Call.EMERGENCY, known, about), language)
    advised = advice(known, about)
    return Prompt(
        heading=word("worried_saved" if presses else "need_help", language),
        sentences=(
            *(_how_far(known, about) if presses else ()),
            f"{word('until_then', language)} {advised}",
            *(() if emergency == advised else (f"{word('until_worse', language)} {emergency}",)),
        ),
        ways=() if about is None else (Way(label=word("tell_more", language), to=f"/which/{about}"),),
    )


def _how_far(known: Known, about: PatientId | None) -> tuple[str, ...]:
    language = known.language
    latest = known.presses(WORRIED, about)[-1]
    way = way_of(latest, known)
    if known.screen is None:
        return (word("reads_unknown", language),)
    if way is HowFar.WAITS:
        return (word("worried_not_seen_yet", language),)
    look = known.seen(latest)
    if look is not None and look.by is not None:
        return (word("worried_seen", language).format(who=look.by),)
    arrived = "worried_on_its_way" if way is HowFar.SAVED else "worried_arrived"
    who = responsible(known, about)
    reader = word("reads_unit", language) if who is None else word("reads", language).format(who=who.name)
    return (word(arrived, language), reader, read_when(known))
