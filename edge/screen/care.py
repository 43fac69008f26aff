"""Care: who looks after somebody, when somebody looks next, and which number to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edge.household import Language
from edge.screen.known import Known
from edge.screen.when import clock, day, moment
from edge.screen.words import word
from vitals.contact import Contact, Role
from vitals.identity import PatientId
from vitals.symptom import Call

EMERGENCY: Final = "112"
ADVICE: Final = "1177"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in care as the screen names them: who, what they are to the patient, and how to reach them."""

    name: str
    role: str
    telephone: str
    hours: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number to call, and whose it is where that is not clear by itself."""

    telephone: str
    name: str | None


def next_look(known: Known) -> str:
    """Say when somebody in care looks next, or that nobody can say.

    Never *nobody looks*, and never a time that expired or that the hub cannot know.
    """
    language = known.language
    coverage = None if known.screen is None else known.screen.coverage
    staffed = None if coverage is None or known.at is None else coverage.next_look(known.now.wall_at)
    if staffed is None or known.at is None:
        return f"{word('next_look_unknown', language)} {advice(known, known.only)}"
    opens, closes = staffed.opens_at.astimezone(known.zone), staffed.closes_at.astimezone(known.zone)
    if opens <= known.at:
        return word("looks_now", language).format(at=clock(closes, language), day=day(closes, known.at, language))
    return word("next_look", language).format(at=moment(opens, known.at, language))


def read_when(known: Known) -> str:
    """Say when words that have reached care are read."""
    language = known.language
    coverage = None if known.screen is None else known.screen.coverage
    staffed = None if coverage is None or known.at is None else coverage.next_look(known.now.wall_at)
    if staffed is None or known.at is None:
        return word("read_unknown", language)
    opens, closes = staffed.opens_at.astimezone(known.zone), staffed.closes_at.astimezone(known.zone)
    if opens <= known.at:
        return word("read_today", language).format(at=clock(closes, language), day=day(closes, known.at, language))
    return word("read_next", language).format(at=moment(opens, known.at, language))


def contacts(known: Known, about: PatientId | None) -> list[Contact]:
    """List whom somebody may call, the named contact first; hours and names that expired are gone."""
    told = () if known.screen is None else known.screen.contacts
    mine = [contact for contact in told if contact.about in {None, about} and _holds(contact, known)]
    return sorted(mine, key=lambda contact: [*Role].index(contact.role))


def responsible(known: Known, about: PatientId | None) -> Contact | None:
    """Give who is responsible for somebody: the named contact, else the unit."""
    found = contacts(known, about)
    return next((one for role in (Role.CONTACT, Role.UNIT) for one in found if one.role is role), None)


def responsible_here(known: Known) -> list[Contact]:
    """List who is responsible for the people of this home, each once."""
    people: list[PatientId | None] = [member.patient for member in known.people]
    found = [contact for about in people or [None] if (contact := responsible(known, about)) is not None]
    return [contact for at, contact in enumerate(found) if contact.name not in {each.name for each in found[:at]}]


def person(contact: Contact, known: Known) -> Person:
    """Say a contact; hours are a promise by the clock, and without one there are none."""
    hours = contact.hours_sv if known.language == "sv" else contact.hours_en
    return Person(
        name=contact.name,
        role=word(f"role_{contact.role}", known.language),
        telephone=contact.telephone,
        hours=(hours or None) if known.at is not None else None,
    )


def call(whom: Call, known: Known, about: PatientId | None) -> Number:
    """Choose the number to call: what was agreed with this person, else 112, 1177 or the unit's own."""
    member = known.member(about)
    if member is not None and member.instead is not None and _holds(member.instead, known):
        return Number(telephone=member.instead.telephone, name=member.instead.name)
    if whom is Call.EMERGENCY:
        return Number(telephone=EMERGENCY, name=None)
    unit = responsible(known, about) if whom is Call.UNIT else None
    if unit is not None:
        return Number(telephone=unit.telephone, name=unit.name)
    return Number(telephone=ADVICE, name=None)


def advice(known: Known, about: PatientId | None) -> str:
    """Say whom to call for advice: the one thing to do that ends a sentence which could worry."""
    return say_call(call(Call.ADVICE, known, about), known.language)


def say_call(number: Number, language: Language) -> str:
    """Say the one thing to do: call this number."""
    if number.name is None:
        return word("call", language).format(telephone=number.telephone)
    return word("call_whom", language).format(telephone=number.telephone, name=number.name)


def _holds(contact: Contact, known: Known) -> bool:
    """Tell whether a contact may be shown; without trusted time a number is better than none."""
    return not known.now.is_trusted or not known.has_passed(contact.expires_at)
