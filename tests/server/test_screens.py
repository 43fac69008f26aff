"""What a home's screen is told of its people and of who looks after them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from contract_samples import HOME, HUB
from hypothesis import given
from hypothesis import strategies as st
from symptom_file import symptoms

from server.patients.hours import Hours, parse_exceptions, parse_hours
from server.patients.register import PatientEntry, Register
from server.patients.unit import Line, Unit
from server.screens import NOBODY_WARNED, screen_of, texts_of
from vitals.contact import HOURS_MAX, NAME_MAX, Role
from vitals.desired import DesiredState
from vitals.fields import Fields
from vitals.identity import PatientId

ANNA, BO = PatientId("annaaaaaaaaaaaaa"), PatientId("booooooooooooooo")
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ROSEN = Unit(
    unit="rosen",
    name="Rosens vårdcentral",
    zone="Europe/Stockholm",
    reader="eva",
    telephone="010-123 45 67",
    hours=parse_hours(["mon-fri 08:00-16:30"]),
)
VIK = replace(
    ROSEN, unit="vik", name="Viks vårdcentral", telephone="010-765 43 21", outside=Line(name="Jour", telephone="010-1")
)


def register(*units: Unit, **whose: str | None) -> Register:
    """Have people, each of a unit or of none, all with nurse Eva as their contact."""
    people = {"anna": ANNA, "bo": BO}
    return Register(
        version=1,
        homes={},
        hubs={},
        devices={},
        patients={
            people[name]: PatientEntry(
                patient=people[name], zone="Europe/Stockholm", plan_from=date(2026, 1, 1), contact="eva", unit=unit
            )
            for name, unit in whose.items()
        },
        memberships=(),
        assignments={},
        units={unit.unit: unit for unit in units},
        staff={"eva": "Eva Lind"},
    )


def told(known: Register, now: datetime = NOW) -> list[tuple[Any, ...]]:
    """List the contacts of everybody known: role, name, telephone and whose each is."""
    screen = screen_of(sorted(known.patients), known, (), (), now)
    return [(each.role.value, each.name, each.telephone, each.about) for each in screen.contacts]


def test_a_person_is_told_the_responsible_nurse_and_the_unit_with_its_hours() -> None:
    known = register(ROSEN, anna="rosen")
    screen = screen_of([ANNA], known, symptoms(), (), NOW)
    assert told(known) == [
        ("contact", "Eva Lind", "010-123 45 67", ANNA),
        ("unit", "Rosens vårdcentral", "010-123 45 67", None),
    ]
    assert {(each.hours_sv, each.hours_en) for each in screen.contacts} == {
        ("måndag–fredag 8–16.30", "Monday–Friday 8–16:30")
    }
    assert {each.expires_at for each in screen.contacts} == {ROSEN.promised_until(NOW)}
    assert screen.coverage == ROSEN.coverage(NOW)
    assert screen.symptoms == symptoms()


def test_who_answers_outside_staffed_hours_is_named_too() -> None:
    known = register(VIK, anna="vik")
    assert told(known)[2:] == [("unit", "Jour", "010-1", None)]
    assert screen_of([ANNA], known, (), (), NOW).contacts[2].hours_sv == "övrig tid"


def test_people_of_one_unit_share_its_line_and_have_each_their_nurse() -> None:
    assert told(register(ROSEN, anna="rosen", bo="rosen")) == [
        ("contact", "Eva Lind", "010-123 45 67", ANNA),
        ("contact", "Eva Lind", "010-123 45 67", BO),
        ("unit", "Rosens vårdcentral", "010-123 45 67", None),
    ]


def test_in_a_home_of_two_units_each_has_the_own_numbers_and_no_time_is_promised() -> None:
    known = register(ROSEN, VIK, anna="rosen", bo="vik")
    assert [(name, about) for _, name, _, about in told(known)[2:]] == [
        ("Rosens vårdcentral", ANNA),
        ("Viks vårdcentral", BO),
        ("Jour", BO),
    ]
    assert screen_of([ANNA, BO], known, (), (), NOW).coverage is None


@pytest.mark.parametrize("unit", [None, "gone"])
def test_who_has_no_unit_is_promised_nothing_and_gets_no_others_number(unit: str | None) -> None:
    known = register(ROSEN, anna=unit, bo="rosen")
    assert {about for *_, about in told(known)} == {BO}
    assert screen_of([ANNA, BO], known, (), (), NOW).coverage is None
    assert screen_of([ANNA], known, (), (), NOW).contacts == ()
    assert texts_of([ANNA], known, NOW) == ()


@pytest.mark.decision("F14")
def test_a_home_without_people_is_asked_and_promised_nothing() -> None:
    blank = screen_of([], register(ROSEN), symptoms(), (), NOW)
    assert blank.to_wire() == {"people": [], "symptoms": [], "contacts": [], "seen": []}


@pytest.mark.decision("F8")
def test_every_home_with_a_unit_is_told_that_nobody_is_warned_while_nobody_looks() -> None:
    (text,) = texts_of([ANNA], register(ROSEN, anna="rosen"), NOW)
    assert (text.name, text.sv) == (NOBODY_WARNED, "När ingen tittar blir ingen varnad.")
    assert text.expires_at == ROSEN.promised_until(NOW)


def test_days_that_differ_are_said_until_the_next_week_is_over() -> None:
    exceptions = parse_exceptions(["2026-03-06 closed", "2026-03-13 08:00-12:00", "2026-12-24 closed"])
    unit = replace(ROSEN, hours=replace(ROSEN.hours, exceptions=exceptions))
    hours = [each.hours_sv for each in screen_of([ANNA], register(unit, anna="rosen"), (), (), NOW).contacts]
    assert hours[0] == "måndag–fredag 8–16.30; andra tider 6/3, 13/3"


def test_hours_too_long_for_a_line_are_left_out_and_never_cut() -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    odd = Hours(weekly=parse_hours([f"{day} 08:0{n}-11:45 12:15-16:3{n}" for n, day in enumerate(days)]).weekly)
    known = register(replace(ROSEN, hours=odd), anna="rosen")
    assert [each.hours_sv for each in screen_of([ANNA], known, (), (), NOW).contacts] == ["", ""]


def test_a_long_name_is_cut_to_the_line_of_the_screen() -> None:
    known = replace(register(ROSEN, anna="rosen"), staff={"eva": "E" * 100})
    assert told(known)[0][1] == "E" * NAME_MAX
    assert told(replace(known, staff={}))[0][1] == "eva"


@pytest.mark.decision("A3")
@given(st.timedeltas(timedelta(), timedelta(days=400)))
def test_whenever_it_is_told_the_hub_can_read_it_and_nothing_has_expired(later: timedelta) -> None:
    now = NOW + later
    known = register(ROSEN, VIK, anna="rosen", bo="rosen")
    people = [ANNA, BO]
    screen, texts = screen_of(people, known, symptoms(), (), now), texts_of(people, known, now)
    state = DesiredState(home=HOME, hub=HUB, version=1, screen=screen, texts=texts)
    assert DesiredState.from_wire(Fields(state.to_wire(), "")) == state
    assert screen.coverage is not None
    expiries = {screen.coverage.expires_at, *(each.expires_at for each in screen.contacts)}
    expiries |= {each.expires_at for each in texts}
    assert min(expiries) - now > timedelta(days=20)
    assert all(len(each.hours_sv) <= HOURS_MAX and each.role in Role for each in screen.contacts)
