"""``nara account`` and ``nara patient``: who may sign in, who is followed, and whose each device is."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from datetime import UTC, date, datetime
from typing import Final

from server.adapters.store.reading import SqlReader
from server.adapters.store.registry import NewPatient, RegistryError
from server.adapters.store.units import read_units
from server.commands import agreeing, grouping, happening, known_page
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers, add_group
from server.patients.known import Role
from server.patients.move import MOVED, Move, WhyNotMoved
from server.patients.personnummer import parse_personnummer
from server.web.password import hash_password
from vitals.identity import DeviceId, HomeId, PatientId

ROLES: Final = (*(each.value for each in Role), "technician")
SHORTEST_PASSWORD: Final = 12
_LOOKS_EVERY_S: Final = 0.1
_NOT_MOVED: Final = {
    WhyNotMoved.NO_SUCH_READING: "it is no measurement, or is in quarantine, repeats another, or waits for its time",
    WhyNotMoved.NOT_A_MEMBER: "the patient did not belong to the home when it was measured",
    WhyNotMoved.NO_REASON: "no reason was given",
}


def add_parsers(subparsers: Subparsers) -> None:
    """Add the commands to ``nara``."""
    account = add_group(subparsers, "account", "who may sign in", "nara account add anna --name 'Anna Berg'")
    add = account.add_parser("add", help="add somebody; prints a fresh password unless one is given")
    add.add_argument("staff", help="the user name")
    add.add_argument("--name", required=True, help="the full name, as shown on the screens")
    add.add_argument("--role", choices=ROLES, default=ROLES[0])
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    add.set_defaults(func=in_office(_add_account))

    example = "nara patient add --home HOME --name 'Oskar Lindqvist' --personnummer 19430318-9817 --contact anna"
    patient = add_group(subparsers, "patient", "enrol patients and assign devices", example)
    enrol = patient.add_parser("add", help="enrol a patient in a home", epilog=f"example: {example}")
    enrol.add_argument("--home", required=True, help="the home's id (nara home add)")
    enrol.add_argument("--name", required=True)
    enrol.add_argument("--personnummer", required=True, help="twelve digits")
    enrol.add_argument("--contact", metavar="STAFF", help="who owns the patient's alerts first (the unit's reader)")
    enrol.add_argument("--unit", help="who looks after the patient (the only one there is)")
    enrol.add_argument("--matters", default="", help="the patient's own sentence: what matters to me")
    enrol.add_argument("--care-level", type=int, choices=(1, 2, 3), default=2)
    enrol.add_argument("--zone", default="Europe/Stockholm", help="IANA time zone (%(default)s)")
    enrol.add_argument("--from", dest="plan_from", type=date.fromisoformat, help="first day of the plan (today)")
    enrol.add_argument("--group", action="append", default=[], help="another group of rules beside heart-failure")
    enrol.set_defaults(func=in_office(_add_patient))
    _add_set(patient)
    assign = patient.add_parser(
        "assign",
        help="say whose a device is from now on",
        epilog="example: nara patient assign PATIENT DEVICE --slot 2",
    )
    assign.add_argument("patient", help="the patient's id")
    assign.add_argument("device", help="the device's id")
    assign.add_argument("--slot", type=int, metavar="N", help="only what this user of the device measures")
    assign.add_argument("--shared", action="store_true", help="others go on using it: weight tells them apart")
    assign.add_argument("--from", dest="from_at", type=datetime.fromisoformat, help="from when on (now)")
    assign.set_defaults(func=in_office(_assign))
    _add_move(patient)
    for module in (grouping, agreeing, happening, known_page):
        module.add_parsers(patient)
    listed = patient.add_parser("list", help="list the patients")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    listed.set_defaults(func=in_office(_list))


def _add_set(patient: Subparsers) -> None:
    example = "nara patient set PATIENT --contact anna --care-level 3"
    change = patient.add_parser(
        "set",
        help="change who is responsible for a patient, the care level, or the unit",
        description="Change what is said here of a patient. Alerts that are open stay with whoever owns them.",
        epilog=f"example: {example}",
    )
    change.add_argument("patient", help="the patient's id")
    change.add_argument("--contact", metavar="STAFF", help="who owns the patient's alerts first from now on")
    change.add_argument("--care-level", type=int, choices=(1, 2, 3))
    change.add_argument("--unit", help="who looks after the patient (nara unit show)")
    change.set_defaults(func=in_office(_set_patient))


def _add_move(patient: Subparsers) -> None:
    example = "nara patient move-reading 4711 --to PATIENT --reason 'it was her sister'"
    move = patient.add_parser(
        "move-reading",
        help="say whose a measurement is",
        description="Say whose a measurement is. The server does it, at once while it runs, else when it starts:"
        " the reading is taken back from whoever had it, and the rules judge both anew. Nothing is erased.",
        epilog=f"example: {example}",
    )
    move.add_argument("record", type=int, help="its number in the journal, which the page of the reading shows")
    whose = move.add_mutually_exclusive_group(required=True)
    whose.add_argument("--to", metavar="PATIENT", help="a patient who belonged to the home when it was measured")
    whose.add_argument("--nobody", action="store_true", help="none of the home's patients made it")
    move.add_argument("--reason", required=True, help="how you know; it is kept and shown")
    move.add_argument("--wait", type=float, default=5.0, metavar="SECONDS", help="for the answer (%(default)s)")
    move.set_defaults(func=in_office(_move_reading))


def _add_account(office: Office, arguments: argparse.Namespace) -> int:
    password = sys.stdin.readline().rstrip("\n") if arguments.password_stdin else secrets.token_urlsafe(12)
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
    office.registry().add_account(arguments.staff, arguments.name, arguments.role, hash_password(password))
    if arguments.password_stdin:
        print(f"{arguments.staff} may sign in")
    else:
        print(f"{arguments.staff} may sign in with the password {password}  (shown once)")
    return 0


def _add_patient(office: Office, arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    digits, born = parse_personnummer(arguments.personnummer, now.date())
    groups = grouping.enrolled(arguments.group)
    new = NewPatient(
        name=arguments.name,
        personnummer=digits,
        born=born,
        zone=arguments.zone,
        care_level=arguments.care_level,
        contact=arguments.contact or _reader(office, arguments.unit),
        unit=arguments.unit,
        matters=arguments.matters,
        plan_from=arguments.plan_from or now.date(),
        groups=groups,
    )
    print(office.registry().add_patient(new, HomeId(arguments.home), now))
    sys.stderr.write(f"in the groups {', '.join(groups)}: nara patient group changes that\n")
    return 0


def _reader(office: Office, unit: str | None) -> str:
    """Give who reads for a unit, or for the only one there is: no patient is without a contact."""
    units = read_units(office.engine)
    found = units.get(unit) if unit is not None else next(iter(units.values())) if len(units) == 1 else None
    if found is None:
        raise RegistryError("say --contact: without a unit nobody else is responsible")
    return found.reader


def _set_patient(office: Office, arguments: argparse.Namespace) -> int:
    patient = PatientId(arguments.patient)
    said = {"contact": arguments.contact, "care_level": arguments.care_level, "unit": arguments.unit}
    office.registry().set_patient(patient, **said)
    print(f"patient {patient} is changed")
    return 0


def _assign(office: Office, arguments: argparse.Namespace) -> int:
    from_at = (arguments.from_at or datetime.now(UTC)).astimezone(UTC)
    patient, device = PatientId(arguments.patient), DeviceId(arguments.device)
    office.registry().assign(device, arguments.slot, patient, from_at, is_shared=arguments.shared)
    whose = "may be" if arguments.shared else "is"
    print(f"what device {device} measures {whose} {patient}'s from {from_at:%Y-%m-%d %H:%M} UTC on")
    return 0


def _move_reading(office: Office, arguments: argparse.Namespace) -> int:
    registry = office.registry()
    if not arguments.reason.strip():
        raise ValueError("say why: an empty reason tells nobody later how you knew")
    patient = None if arguments.nobody else PatientId(arguments.to)
    move = Move(record=arguments.record, patient=patient, who=registry.who, reason=arguments.reason)
    request, until_s = registry.ask_to_move(move), time.monotonic() + arguments.wait
    while (said := registry.said_to(request)) is None and time.monotonic() < until_s:
        time.sleep(_LOOKS_EVERY_S)
    if said is None:
        print("asked: the server does it when it runs next")
        return 0
    if said != MOVED:
        raise RegistryError(f"record {move.record} stays where it is: {_NOT_MOVED[WhyNotMoved(said)]}")
    print(f"record {move.record} is {patient or 'nobody'}'s")
    return 0


def _list(office: Office, arguments: argparse.Namespace) -> int:
    people = SqlReader(office.engine).people()
    for person in people:
        if arguments.json:
            shown = {key: getattr(person, key) for key in ("patient", "name", "care_level", "contact")}
            print(json.dumps(shown, ensure_ascii=False))
        else:
            print(f"{person.patient}  {person.name:<28} level {person.care_level}  {person.contact}")
    if not people and not arguments.json:
        print("nobody is enrolled yet: nara patient add --help")
    return 0
