"""``nara rules why``: the conditions of a rule for one patient at an instant, each with its answer and its numbers."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from server.commands.subparsers import Subparsers

if TYPE_CHECKING:
    from server.commands.office import Office


def add_why(rules: Subparsers) -> None:
    """Add ``why`` to ``nara rules``."""
    why = rules.add_parser(
        "why",
        help="tell why a rule says what it says of a patient: every condition with its numbers",
        epilog="example: nara rules why PATIENT weight-gain-2kg-3-days --at '2026-11-20 08:30'",
    )
    why.add_argument("patient", metavar="PATIENT", help="the patient's id")
    why.add_argument("rule", metavar="RULE", help="the rule's name")
    why.add_argument("--at", metavar="T", help="by the patient's own clock, such as 2026-11-20 or '2026-11-20 08:30'")
    why.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of the tree (%(default)s)")
    why.add_argument("--json", action="store_true", help="the tree as one JSON object")
    why.set_defaults(func=_why)


def _why(arguments: argparse.Namespace) -> int:
    from server.commands.office import in_office

    return in_office(_explain)(arguments)


def _explain(office: Office, arguments: argparse.Namespace) -> int:
    from server.adapters.store.remembering import remembered
    from server.commands.telling import known_of, read_instant, read_rules
    from server.retelling import measured, retold, versions_of
    from server.rules.judging.explaining import LOOK_BACK_DAYS, explained
    from server.rules.judging.plan import AWAKE, Plan
    from server.rules.judging.why_text import text_of
    from server.rules.knowledge import records
    from server.rules.language.phrase import closest
    from vitals.identity import PatientId

    rules = read_rules().rule_set
    if rules is None:
        raise ValueError("the rules cannot be loaded: nara rules check says why")
    awake = [rule.name for rule in rules.rules.values() if rule.status in AWAKE]
    if arguments.rule not in awake:
        meant = closest(arguments.rule, awake)
        raise ValueError(f"there is no rule {arguments.rule}" + (f"; did you mean {meant}?" if meant else ""))
    registry = office.registry()
    person, known = known_of(office, PatientId(arguments.patient))
    at = registry.now if arguments.at is None else read_instant(arguments.at, person.zone)
    since = at - timedelta(days=LOOK_BACK_DAYS + Plan(rules).reach_days)
    memory = remembered(office.engine, person.patient, since)
    told = [*measured(memory), *retold(memory, versions_of([*rules.symptoms.values()]))]
    said = [*records(known, [person], rules.profiles, since, at), *told]
    why = explained(rules, arguments.rule, said, at)
    registry.note("rule_explained", (person.patient,))
    if why is None:
        raise ValueError(f"nothing is known of {person.patient} at {at.isoformat()} or before")
    as_json = json.dumps(why.to_json(), ensure_ascii=False)
    print(as_json if arguments.json else text_of(why, arguments.lang))
    return 0
