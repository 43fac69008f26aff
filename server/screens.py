"""Screens: what a home's own screen is told of its people and of who looks after them. A function, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from server.patients.register import Register
from server.patients.unit import Unit
from vitals.contact import HOURS_MAX, NAME_MAX, Contact, Role
from vitals.desired import Text
from vitals.fields import MANY
from vitals.identity import PatientId
from vitals.member import Member
from vitals.screen import Screen
from vitals.seen import Seen
from vitals.symptom import Symptom

NOBODY_WARNED: Final = "nobody_warned"
"""The text that stands until a route is agreed by which somebody is warned outside staffed hours."""


def screen_of(
    people: Sequence[PatientId], register: Register, symptoms: Sequence[Symptom], seen: Sequence[Seen], now: datetime
) -> Screen:
    """Say who lives here, what is asked of them, whom they may call, when somebody looks, and what was seen.

    Nobody of another unit is spoken for: in a home of several units each person has the own contacts, and no time is
    promised. People of no unit are promised nothing.
    """
    units = units_of(people, register)
    unit = next(iter(units.values()), None) if len(people) == len(units) else None
    is_one = unit is not None and all(each == unit for each in units.values())
    return Screen(
        people=tuple(Member(patient=patient) for patient in people[:MANY]),
        symptoms=tuple(symptoms) if people else (),
        contacts=tuple(_contacts(people, units, register, now))[:MANY],
        coverage=unit.coverage(now) if unit is not None and is_one else None,
        seen=tuple(seen) if people else (),
    )


def texts_of(people: Sequence[PatientId], register: Register, now: datetime) -> tuple[Text, ...]:
    """Say that nobody is warned while nobody looks, for no home has another agreement yet (decision F8)."""
    expiries = [unit.promised_until(now) for unit in units_of(people, register).values()]
    if not expiries:
        return ()
    return (
        Text(
            name=NOBODY_WARNED,
            sv="När ingen tittar blir ingen varnad.",
            en="While nobody looks, nobody is warned.",
            expires_at=min(expiries),
        ),
    )


def units_of(people: Sequence[PatientId], register: Register) -> dict[PatientId, Unit]:
    """Give the unit of each of these people who has one."""
    return {
        patient: unit
        for patient in people
        if (entry := register.patients.get(patient)) is not None
        and (unit := register.units.get(entry.unit or "")) is not None
    }


def _contacts(
    people: Sequence[PatientId], units: dict[PatientId, Unit], register: Register, now: datetime
) -> Iterator[Contact]:
    """Name each person's responsible nurse, by the unit's telephone; then each unit once, and who answers outside."""
    for patient in people:
        if patient in units:
            contact = register.patients[patient].contact
            name = register.staff.get(contact, contact)
            yield _contact(Role.CONTACT, name, units[patient].telephone, units[patient], patient, now)
    for unit in dict.fromkeys(unit.unit for unit in units.values()):
        yield from _lines(register.units[unit], people, units, now)


def _lines(unit: Unit, people: Sequence[PatientId], units: dict[PatientId, Unit], now: datetime) -> Iterator[Contact]:
    """Give a unit's own lines: everybody's in the home if there is no other unit there, else each person's."""
    mine: list[PatientId | None] = [who for who in people if units.get(who) == unit]
    for about in [None] if len(mine) == len(people) else mine:
        yield _contact(Role.UNIT, unit.name, unit.telephone, unit, about, now)
        if unit.outside is not None:
            yield Contact(
                role=Role.UNIT,
                name=unit.outside.name,
                telephone=unit.outside.telephone,
                hours_sv="övrig tid",
                hours_en="at other times",
                about=about,
                expires_at=unit.promised_until(now),
            )


def _contact(role: Role, name: str, telephone: str, unit: Unit, about: PatientId | None, now: datetime) -> Contact:
    return Contact(
        role=role,
        name=name[:NAME_MAX],
        telephone=telephone,
        hours_sv=_hours(unit, "sv", now),
        hours_en=_hours(unit, "en", now),
        about=about,
        expires_at=unit.promised_until(now),
    )


def _hours(unit: Unit, language: str, now: datetime) -> str:
    """Say the unit's hours, and on which of the next days they differ; nothing rather than a part of it."""
    usual = unit.hours.said("sv" if language == "sv" else "en")
    days = ", ".join(f"{day.day}/{day.month}" for day in unit.days_that_differ(now))
    other = ("; andra tider " if language == "sv" else "; other hours on ") + days if days else ""
    return next((said for said in (usual + other, usual) if len(said) <= HOURS_MAX), "")
