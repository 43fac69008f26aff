"""``nara enrol``: a whole list of homes, hubs, devices and people at once, as a technician plans them."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from server.adapters.store.registry import NewPatient, Registry, RegistryError
from server.adapters.store.units import keep_unit
from server.commands.grouping import enrolled
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers
from server.commands.units import unit_of
from server.patients.personnummer import parse_personnummer
from server.provisioning import Provisioner
from server.web.password import hash_password
from vitals.identity import DeviceId

FORMAT: Final = """\
The file is JSON. Ids are made here and printed; labels only tie the file together:
  {"from": "2026-11-01",
   "accounts": [{"staff": "anna", "full_name": "Anna Berg", "role": "nurse"}],
   "units": [{"unit": "rosen", "name": "Rosens vårdcentral", "reader": "anna", "telephone": "010-123 45 67",
              "hours": ["mon-fri 08:00-16:30"], "exceptions": ["2026-12-24 closed"],
              "outside": {"name": "Jouren", "telephone": "010-123 45 68"}}],
   "homes": [{"label": "lindqvist", "zone": "Europe/Stockholm",
              "devices": [{"label": "scale", "family": "standard-scale", "address": "AA:BB:CC:00:11:22"}],
              "hubs": [{"label": "lindqvist", "request": {…what nara-hub provision --request wrote…}}],
              "patients": [{"label": "oskar", "name": "Oskar Lindqvist", "personnummer": "194303189817",
                            "contact": "anna", "care_level": 2, "unit": "rosen", "matters": "…",
                            "groups": ["copd"], "uses": [{"device": "scale", "slot": null}]}]}]}
Units, what is said of them outside, and a patient's unit may be left out: the only unit looks after all.
Everybody is in the group heart-failure, and in those that "groups" names.
People of one home who use a device without a slot share it: whose a weight is, it tells itself, or they are asked.

example: nara enrol homes.json --bundles bundles/
"""


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to ``nara``."""
    enrol = subparsers.add_parser(
        "enrol",
        help="take in a list of homes, hubs, devices and people",
        description="Take in homes, hubs, devices, patients and accounts from one file.",
        epilog=FORMAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    enrol.add_argument("file", type=Path)
    enrol.add_argument("--bundles", type=Path, required=True, metavar="DIR", help="write each hub's bundle here")
    enrol.add_argument("--json", action="store_true", help="print ids and fresh passwords as one JSON object")
    enrol.add_argument(
        "--demo", action="store_true", help="invented people only: marks an empty database as the demo's"
    )
    enrol.set_defaults(func=in_office(_enrol))


def _enrol(office: Office, arguments: argparse.Namespace) -> int:
    told = json.loads(arguments.file.read_text(encoding="utf-8"))
    from_on = date.fromisoformat(told["from"]) if "from" in told else datetime.now(UTC).date()
    if arguments.demo:
        office.registry().mark_as_demo()
    arguments.bundles.mkdir(parents=True, exist_ok=True)
    try:
        enrolment = _Enrolment(office, from_on, arguments.bundles, is_demo=arguments.demo)
        enrolment.take_in(told)
    except (KeyError, TypeError) as problem:
        raise RegistryError(
            f"{arguments.file}: {problem} is missing or wrong; what came before it is enrolled"
        ) from None
    _say(enrolment.made, is_json=arguments.json)
    return 0


def _say(made: dict[str, dict[str, str]], *, is_json: bool) -> None:
    if is_json:
        json.dump(made, sys.stdout)
        print()
        return
    for kind, ids in made.items():
        for label, identity in ids.items():
            print(f"{kind:<9} {label:<24} {identity}")


class _Enrolment:
    """One list on its way into the register, and the ids given so far, by kind and label."""

    def __init__(self, office: Office, from_on: date, bundles: Path, *, is_demo: bool) -> None:
        self.made: dict[str, dict[str, str]] = {}
        self._from_on = from_on
        self._from_at = datetime(from_on.year, from_on.month, from_on.day, tzinfo=UTC)
        self._bundles = bundles
        self._registry: Registry = office.registry()
        self._provisioner = Provisioner(office.config, office.engine, self._registry, is_clock_trusted=is_demo)

    def take_in(self, told: dict[str, Any]) -> None:
        for account in told.get("accounts", []):
            password = secrets.token_urlsafe(12)
            self._registry.add_account(account["staff"], account["full_name"], account["role"], hash_password(password))
            self._made("password", account["staff"], password)
        for unit in told.get("units", []):
            keep_unit(self._registry, unit_of(unit))
        for home in told["homes"]:
            self._take_in_home(home)

    def _take_in_home(self, told: dict[str, Any]) -> None:
        home = self._registry.add_home(told["label"], told["zone"])
        self._made("home", told["label"], home)
        devices: dict[str, DeviceId] = {}
        for each in told["devices"]:
            device = self._registry.add_device(home, each["family"], each["address"], each["label"])
            devices[each["label"]] = device
            self._made("device", f"{told['label']}/{each['label']}", device)
        for each in told["patients"]:
            digits, born = parse_personnummer(each["personnummer"], datetime.now(UTC).date())
            new = NewPatient(
                name=each["name"],
                personnummer=digits,
                born=born,
                zone=told["zone"],
                care_level=each["care_level"],
                contact=each["contact"],
                matters=each.get("matters", ""),
                unit=each.get("unit"),
                plan_from=self._from_on,
                groups=enrolled(each.get("groups", [])),
            )
            patient = self._registry.add_patient(new, home, self._from_at)
            self._made("patient", each["label"], patient)
            for use in each["uses"]:
                device, slot = devices[use["device"]], use["slot"]
                self._registry.assign(device, slot, patient, self._from_at, is_shared=slot is None)
        for each in told["hubs"]:
            hub, bundle = self._provisioner.add_hub(home, each["label"], each["request"])
            self._made("hub", each["label"], hub)
            bundle_file = self._bundles / f"{each['label']}.bundle"
            bundle_file.write_text(json.dumps(bundle), encoding="utf-8")

    def _made(self, kind: str, label: str, identity: str) -> None:
        self.made.setdefault(kind, {})[label] = identity
