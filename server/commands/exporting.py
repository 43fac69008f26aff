"""``nara export``: the observation log of the people in care, openly or under pseudonyms, by two people's order."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from server.adapters.log_writing import FolderError, key_of
from server.adapters.store.log_reading import LogReader, one_moment
from server.adapters.store.registry import RegistryError
from server.commands.leaving import Leaving
from server.commands.office import Office, in_office
from server.commands.proving_people import prove
from server.commands.subparsers import Subparsers
from server.commands.words_at_work import rule_runs, words_at_work
from server.exchange.gathering import Gathering
from server.exchange.naming import AsItIs, Naming, Pseudonyms
from server.exchange.order import Order
from server.exchange.rows import Person
from vitals.identity import PatientId

EXAMPLE: Final = (
    "nara export --out log --decision 'RJL 2026/1234' --purpose 'evaluation by the university' --by eva --and bo"
    " --pseudonymise --key-file pseudonyms.key"
)


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to ``nara``."""
    export = subparsers.add_parser(
        "export",
        help="write the observation log of the people in care",
        description="Write an observation log (docs/exchange.md) with a data dictionary, the rules that ran and a"
        " manifest. It needs a decision, a purpose and two people who may sign in at the dashboard; at a terminal"
        " each of them gives the password. It is in the audit before anybody can see it. Names, personnummer and own"
        " words never leave.",
        epilog=f"example: {EXAMPLE}",
    )
    export.add_argument("--out", metavar="DIR", type=Path, required=True, help="a folder that is not there yet")
    export.add_argument("--decision", metavar="NUMBER", required=True, help="under which the decision is registered")
    export.add_argument("--purpose", metavar="TEXT", required=True, help="for what, in a sentence; kept in the audit")
    export.add_argument("--by", metavar="PERSON", required=True, help="who answers for it, of the care: a user name")
    export.add_argument("--and", dest="also", metavar="PERSON", required=True, help="the second person: a user name")
    export.add_argument("--pseudonymise", action="store_true", help="other ids, dates moved by weeks, no words")
    export.add_argument(
        "--key-file", metavar="FILE", type=Path, help="the key of the pseudonyms; made if it is not there"
    )
    export.add_argument(
        "--from", dest="from_day", metavar="DAY", type=date.fromisoformat, help="measured from this day on"
    )
    export.add_argument("--to", dest="to_day", metavar="DAY", type=date.fromisoformat, help="to this day, included")
    export.add_argument("--unit", help="only whom this unit looks after")
    export.add_argument("--patients", metavar="ID", nargs="+", default=[], help="only these")
    export.add_argument("--gzip", action="store_true", help="write .csv.gz")
    export.add_argument("--json", action="store_true", help="print the manifest")
    export.set_defaults(func=in_office(_export))


def _export(office: Office, arguments: argparse.Namespace) -> int:
    order = Order(
        decision=arguments.decision,
        purpose=arguments.purpose,
        by=arguments.by,
        also=arguments.also,
        is_pseudonymised=arguments.pseudonymise,
        from_day=arguments.from_day,
        to_day=arguments.to_day,
        unit=arguments.unit,
        patients=frozenset(arguments.patients),
    )
    fault = order.fault() or _key_fault(arguments)
    if fault is not None:
        raise RegistryError(fault)
    registry = office.registry()
    try:
        with one_moment(office.engine) as reader:
            refusal = order.why_not(reader.accounts())
            if refusal is not None:
                raise RegistryError(refusal)
            is_proved = prove((order.by, order.also), reader.password_hashes())
            people = _chosen(reader, order, registry.now)
            naming = _naming(arguments.key_file, people)
            runs = reader.runs()
            gathering = Gathering(people, order, naming, words_at_work(runs))
            leaving = Leaving(registry, order, naming, gathering, rule_runs(runs), is_proved=is_proved)
            told = leaving.write(reader, arguments.out, is_gzipped=arguments.gzip)
    except FolderError as problem:
        raise RegistryError(str(problem)) from None
    _say(told, arguments)
    return 0


def _key_fault(arguments: argparse.Namespace) -> str | None:
    key_file: Path | None = arguments.key_file
    if arguments.pseudonymise != (key_file is not None):
        return "--pseudonymise needs --key-file FILE, and only it does"
    if key_file is not None and arguments.out.resolve() in key_file.resolve().parents:
        return "the key must not lie in the folder that leaves: whoever has both has the names"
    return None


def _chosen(reader: LogReader, order: Order, now: datetime) -> dict[PatientId, Person]:
    """Give the people that are meant; raises RegistryError for a unit or a patient that is not there."""
    if order.unit is not None and order.unit not in reader.units():
        raise RegistryError(f"there is no unit {order.unit}: nara unit show")
    people = reader.people(order.unit, now)
    missing = sorted(order.patients - people.keys())
    if missing:
        raise RegistryError(
            f"there is no patient {missing[0]}{' in that unit' if order.unit else ''}: nara patient list"
        )
    return {who: person for who, person in people.items() if not order.patients or who in order.patients}


def _naming(key_file: Path | None, people: dict[PatientId, Person]) -> Naming:
    if key_file is None:
        return AsItIs()
    return Pseudonyms(key_of(key_file), {who: person.zone for who, person in people.items()})


def _say(told: Mapping[str, Any], arguments: argparse.Namespace) -> None:
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for file in told["files"]:
            print(f"{file['file']:<24} {file['rows']:>10}  {file['sha256'][:16]}")
        for why, count in {**told["left_out"], **told["records_that_are_nobodys_readings"]}.items():
            print(f"not in it: {why} {count}")
    few = told["patients_in_cells_of_fewer_than_five"]
    if few:
        sys.stderr.write(
            f"nara export: {few} of {told['patients']} patients share age, sex, fibrillation, COPD and oximeter with"
            " fewer than four others: whoever knows one of them may find them in it\n"
        )
    if told["pseudonymised"]:
        sys.stderr.write("nara export: pseudonyms are personal data still (GDPR, recital 26); the key stays here\n")
