"""Pages: what stands at each address, as a template and what it is filled with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from edge.household import LANGUAGES, NICKNAME_MAX, Colour
from edge.screen import asking, care, home, worried
from edge.screen.known import Known
from edge.screen.pairing import again_after_s, pairing_prompt
from edge.screen.prompt import Prompt, code_of, colour_of, name_of
from edge.screen.reading import readings
from edge.screen.when import date
from edge.screen.words import word
from vitals.identity import PatientId
from vitals.record import ANSWER_TEXT_MAX
from vitals.symptom import Call

RENEWED: Final = frozenset({"home.html", "prompt.html", "care.html"})
"""Templates of pages on which nothing is typed: they show themselves anew when something has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A template, what it is filled with, and the status of the answer.

    ``again_after_s`` says when the browser asks for the page anew all by itself.
    """

    template: str
    context: Mapping[str, Any]
    status: int = 200
    again_after_s: int | None = None


def page(path: str, known: Known) -> Page | None:
    """Give what stands at an address; None if nothing does. The last part of most addresses is a person."""
    if known.is_blank:
        return _page(known, "blank.html", prompt=home.prompt(known))
    *place, last = path.strip("/").split("/")
    if (place or [last])[0] == "pair":
        return _pairing([*place[1:], last] if place else [], known)
    if not place:
        fixed = _FIXED.get(last)
        return None if fixed is None else fixed(known)
    about = _person(known, last)
    return None if about is None else _of_a_person(place, known, about)


def _of_a_person(place: list[str], known: Known, about: PatientId) -> Page | None:
    match place:
        case ["which"]:
            return _prompt(known, asking.which(known, about))
        case ["worried"]:
            return _worried(known, about)
        case ["ask", name]:
            symptom = known.symptom(name)
            return None if symptom is None else _prompt(known, asking.question(known, symptom, about))
        case ["words", name, code]:
            return _words(known, name, code, about)
        case _:
            return None


def problem(known: Known, what: str, status: int) -> Page:
    """Say what went wrong, and what to do; ``what`` is a word's name."""
    language = known.language
    if what == "taken_look":
        return _people(known, word(what, language), status)
    if what == "not_saved":
        unit = care.say_call(care.call(Call.UNIT, known, known.only), language)
        said = Prompt(heading=word(what, language), sentences=(word("not_saved_more", language),), call=unit)
    else:
        said = Prompt(heading=word(what, language))
    return _page(known, "problem.html", status, prompt=said)


def _home(known: Known) -> Page:
    language = known.language
    unkept = None
    if known.today.unkept is not None:
        unit = care.say_call(care.call(Call.UNIT, known, known.only), language)
        unkept = f"{word('unkept', language)} {word('unkept_do', language)} {unit}"
    return _page(
        known,
        "home.html",
        prompt=home.prompt(known),
        readings=readings(known),
        unkept=unkept,
        texts=[text.sv if language == "sv" else text.en for text in known.texts()],
        next_look=care.next_look(known),
        responsible=[care.person(contact, known) for contact in care.responsible_here(known)],
    )


def _prompt(known: Known, prompt: Prompt, *, can_worry: bool = True) -> Page:
    return _page(known, "prompt.html", prompt=prompt, back=prompt.back, can_worry=can_worry)


def _pairing(place: list[str], known: Known) -> Page | None:
    prompt = pairing_prompt(place, known)
    if prompt is None:
        return None
    if prompt.typing is None or known.pairing is None:
        return _prompt(known, prompt)
    typed = _page(known, "typed.html", prompt=prompt, back=prompt.back)
    return replace(typed, again_after_s=again_after_s(known.pairing))


def _ask_whoever(known: Known) -> Page | None:
    symptom = asking.opening(known)
    if symptom is None:
        return None
    left = asking.yet_to_answer(known, symptom) or list(known.reminded)
    return _prompt(known, home.ask_whoever(known, symptom, left))


def _words(known: Known, name: str, code: str, about: PatientId) -> Page | None:
    symptom = known.symptom(name)
    if symptom is None or symptom.choice(code) is None:
        return None
    asked = asking.question(known, symptom, about)
    push = next(push for push in asked.pushes if push.carries["code"] == code)
    return _page(known, "words.html", prompt=asked, push=push, longest=ANSWER_TEXT_MAX)


def _worried(known: Known, about: PatientId | None = None) -> Page:
    return _prompt(known, worried.answer(known, about), can_worry=False)


def _who_worries(known: Known) -> Page:
    people = [
        worried.button(known, member.patient, name_of(known, member.patient), colour_of(known, member.patient))
        for member in known.people
    ]
    somebody_else = worried.button(known, None, word("somebody_else", known.language))
    return _prompt(
        known, Prompt(heading=word("who_worries", known.language), pushes=(*people, somebody_else)), can_worry=False
    )


def _care(known: Known) -> Page:
    people: list[PatientId | None] = [member.patient for member in known.people]
    found = [contact for about in people or [None] for contact in care.contacts(known, about)]
    contacts = [care.person(contact, known) for at, contact in enumerate(found) if contact not in found[:at]]
    return _page(known, "care.html", contacts=contacts, next_look=care.next_look(known))


def _people(known: Known, sorry: str | None = None, status: int = 200) -> Page:
    looks = known.today.household.looks
    taken = {look.colour: who for who, look in looks.items()}
    rows = [
        {
            "who": member.patient,
            "name": name_of(known, member.patient),
            "code": code_of(known, member.patient),
            "nickname": looks[member.patient].nickname if member.patient in looks else "",
            "chosen": colour_of(known, member.patient),
            "colours": [colour for colour in Colour if taken.get(colour, member.patient) == member.patient],
        }
        for member in known.people
    ]
    return _page(known, "people.html", status, rows=rows, sorry=sorry, longest=NICKNAME_MAX)


def _page(known: Known, template: str, status: int = 200, **context: Any) -> Page:  # noqa: ANN401  (whatever a template shows)
    """Fill what every page shows: the time, the language, the numbers to call, the button for whoever worries."""
    language = known.language
    emergency = care.call(Call.EMERGENCY, known, known.only)
    numbers = (
        [word("emergency", language), word("advice", language)]
        if emergency.name is None
        else [word("emergency_instead", language).format(telephone=emergency.telephone, name=emergency.name)]
    )
    every = {
        "language": language,
        "other_language": LANGUAGES[1 - LANGUAGES.index(language)],
        "now": None if known.at is None else date(known.at, language),
        "numbers": numbers,
        "is_shared": len(known.people) > 1,
        "is_up": known.today.is_up,
        "is_renewed": template in RENEWED,
        "back": "back",
        "can_worry": True,
        "advice": care.advice(known, known.only),
        "worried": worried.button(known, known.only),
    }
    return Page(template=template, context=every | context, status=status)


def _person(known: Known, who: str) -> PatientId | None:
    return next((member.patient for member in known.people if member.patient == who), None)


_FIXED: Final[Mapping[str, Callable[[Known], Page | None]]] = {
    "": _home,
    "ask": _ask_whoever,
    "worried": _worried,
    "who-worries": _who_worries,
    "care": _care,
    "people": _people,
}
