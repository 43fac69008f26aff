"""``nara patient group``, ``plan`` and ``profile``: which rules are for a patient, and when a weight is due."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from server.adapters.store.registry import RegistryError
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers
from server.commands.telling import add_who, begin, choose, read_rules, rule_set
from server.patients.hours import parse_days
from server.patients.known import DEFAULT_GROUP, EVERY_DAY, Grouping, ProfileUse, WeighingPlan, in_force
from server.rules.knowledge import CLOSE_WATCH, MADE_GROUPS, NEWLY_HOME
from server.rules.language.mandate import may_use

_MADE = {
    "everyone": "everybody is in it",
    CLOSE_WATCH: "it follows the care level: nara patient set PATIENT --care-level 3",
    NEWLY_HOME: "it follows a discharge: nara patient event PATIENT discharged",
}


def add_parsers(patient: Subparsers) -> None:
    """Add the commands to ``nara patient``."""
    example = "nara patient group PATIENT copd home-oxygen"
    group = patient.add_parser(
        "group",
        help="put a patient in groups that rules are chosen by, or take the patient out",
        description="Put a patient in groups of signals.yaml, or take the patient out. Who is new is in heart-failure.",
        epilog=f"example: {example}",
    )
    group.add_argument("patient", help="the patient's id")
    group.add_argument("group", nargs="+", help="groups by name; nara patient group PATIENT ? lists them")
    group.add_argument("--remove", action="store_true", help="the patient is not, or no longer, in these groups")
    add_who(group)
    group.set_defaults(func=in_office(_group))

    plan = patient.add_parser(
        "plan",
        help="say on which days a weight is planned, and whether the patient is unsteady",
        epilog="example: nara patient plan PATIENT --weekdays mon wed-fri --unsteady yes",
    )
    plan.add_argument("patient", help="the patient's id")
    plan.add_argument("--weekdays", nargs="+", metavar="DAYS", help="such as mon wed-fri, or daily")
    plan.add_argument("--unsteady", choices=("yes", "no"), help="an unsteady patient is never asked to weigh again")
    add_who(plan)
    plan.set_defaults(func=in_office(_plan))

    profile = patient.add_parser(
        "profile",
        help="give a patient a profile: a set of settings by name",
        description="Give a patient a profile of the rules' folder. Own settings go before it; two that disagree are"
        " refused.",
        epilog="example: nara patient profile PATIENT frail-elderly --role physician --reason 'falls easily'",
    )
    profile.add_argument("patient", help="the patient's id")
    profile.add_argument("profile", help="its name, in profiles/ of the rules' folder")
    profile.add_argument("--remove", action="store_true", help="the patient has it no longer")
    add_who(profile, needs_role=True, needs_reason=True)
    profile.set_defaults(func=in_office(_profile))


def enrolled(more: Sequence[str]) -> tuple[str, ...]:
    """Give the groups of a new patient; raises RegistryError for one that nobody can be put in."""
    if more:
        _must_be_groups(more)
    return tuple(dict.fromkeys([DEFAULT_GROUP, *more]))


def _must_be_groups(names: Sequence[str]) -> None:
    known = read_rules().signals.groups - MADE_GROUPS
    for group in names:
        if group in _MADE:
            raise RegistryError(f"nobody is put in {group}: {_MADE[group]}")
        choose(group, known, "group")


def _group(office: Office, arguments: argparse.Namespace) -> int:
    telling = begin(office, arguments)
    _must_be_groups(arguments.group)
    said = [Grouping(**telling.said, group=group, is_in=not arguments.remove) for group in arguments.group]
    listed = ", ".join(arguments.group)
    what = "out of" if arguments.remove else "in"
    telling.keep(said, "patient_group", f"{what} {listed}")
    print(f"from {telling.shown(telling.said['from_at'])} on the patient is {what} {listed}")
    return 0


def _plan(office: Office, arguments: argparse.Namespace) -> int:
    if arguments.weekdays is None and arguments.unsteady is None:
        raise RegistryError("nothing is to be changed: say --weekdays or --unsteady")
    telling = begin(office, arguments)
    held = in_force(telling.known.plans, telling.said["from_at"])
    days, is_unsteady = (held[0].days, held[0].is_unsteady) if held else (EVERY_DAY, False)
    if arguments.weekdays is not None:
        days = EVERY_DAY if arguments.weekdays == ["daily"] else parse_days(arguments.weekdays)
    if arguments.unsteady is not None:
        is_unsteady = arguments.unsteady == "yes"
    detail = f"days {days}, {'unsteady' if is_unsteady else 'steady'}"
    telling.keep([WeighingPlan(**telling.said, days=days, is_unsteady=is_unsteady)], "patient_plan", detail)
    steady = "unsteady: not asked to weigh again" if is_unsteady else "steady"
    from_at = telling.shown(telling.said["from_at"])
    print(f"from {from_at} on: a weight on {len(days)} days of the week, {steady}")
    return 0


def _profile(office: Office, arguments: argparse.Namespace) -> int:
    telling, name = begin(office, arguments), arguments.profile
    used = [each.profile for each in in_force(telling.known.profiles, telling.said["from_at"]) if each.is_on]
    later = [each.profile for each in telling.known.profiles if each.is_on and each.from_at > telling.said["from_at"]]
    if arguments.remove:
        if name not in [*used, *later]:
            raise RegistryError(f"the patient has no profile {name}; has: {', '.join(used) or 'none'}")
    elif refusal := may_use(rule_set(office), name, [*used, *later], arguments.role):
        raise RegistryError(refusal.message("en"))
    said = ProfileUse(**telling.said, profile=name, is_on=not arguments.remove)
    telling.keep([said], "patient_profile", f"{'without' if arguments.remove else 'with'} {name}")
    print(f"from {telling.shown(said.from_at)} on {'without' if arguments.remove else 'with'} the profile {name}")
    return 0
