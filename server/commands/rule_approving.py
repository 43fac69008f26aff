"""``nara rules approve``, ``pilot`` and ``activate``: who stands behind rules, where they are tried out, what runs.

Only what is asked for is imported: ``nara rules check`` and the others run without a store.
"""

from __future__ import annotations

import argparse
import sys

from server.commands.subparsers import Subparsers

RULES_HELP = "another folder of rules; else NARA_RULES, else the one that ships with the program"


def add_approving(rules: Subparsers) -> None:
    """Add the commands to ``nara rules``."""
    approve = rules.add_parser(
        "approve",
        help="stand behind a rule, or behind a file that all rules lean on, as it is now",
        description="Approve what stands in the folder now. It takes two people of the register: one answers for that"
        " it is right for patients, another for that it is safe. Whatever changes what a rule decides must be approved"
        " anew; its words need not. Read the rule back first: nara rules read RULE.",
        epilog="example: nara rules approve weight-gain-2kg-3-days --by eva --role clinical",
    )
    approve.add_argument("piece", nargs="+", metavar="RULE", help="rules by name, or files such as signals.yaml")
    approve.add_argument("--by", required=True, metavar="STAFF", help="who approves: a user name of the register")
    approve.add_argument("--role", required=True, choices=("clinical", "safety"), help="what the person answers for")
    approve.add_argument("--rules", metavar="FOLDER", help=RULES_HELP)
    approve.set_defaults(func=_at_desk("approve"))

    pilot = rules.add_parser(
        "pilot",
        help="say in which units a rule whose status is pilot is shown",
        description="Say where a rule is tried out. It holds from the next nara rules activate on.",
        epilog="example: nara rules pilot irregular-pulse rosen",
    )
    pilot.add_argument("rule", metavar="RULE")
    pilot.add_argument("unit", nargs="+", metavar="UNIT", help="units by their short names (nara unit show)")
    pilot.add_argument("--remove", action="store_true", help="it is no longer tried out there")
    pilot.add_argument("--rules", metavar="FOLDER", help=RULES_HELP)
    pilot.set_defaults(func=_at_desk("pilot"))

    activate = rules.add_parser(
        "activate",
        help="show what the folder would change for today's patients, and let it run",
        description="Show what would run and what it would do to today's patients, then ask the server to let it run:"
        " at once while it runs, else when it starts. It is all or nothing. What touches more than one patient in"
        " twenty, ends an alert of high severity or retires a rule waits until a person has accepted it.",
        epilog="exit status: 0 if it runs, or there is nothing to do; 1 if something waits for a person or the folder"
        " is broken; 2 if asked wrongly. example: nara rules activate --dry-run",
    )
    activate.add_argument("folder", nargs="?", metavar="FOLDER", help=RULES_HELP)
    activate.add_argument("--dry-run", action="store_true", help="only show it")
    activate.add_argument("--accept", metavar="STAFF", help="who has seen what it does and says yes to it")
    activate.add_argument("--json", action="store_true", help="one JSON object")
    activate.add_argument("--lang", choices=("sv", "en"), default="en", help="the language of the sentences")
    activate.add_argument("--wait", type=float, default=30.0, metavar="SECONDS", help="for the server (%(default)s)")
    activate.set_defaults(func=_at_desk("activate"))


def _at_desk(what: str) -> object:
    """Run a command that needs the store; say which extra is missing if that is not there."""

    def run(arguments: argparse.Namespace) -> int:
        try:
            from server.commands import rule_activating, rule_desk
        except ModuleNotFoundError as problem:
            sys.stderr.write(f"nara rules {what}: {problem.name} is missing: pip install 'hjartnara[server]'\n")
            return 2
        commands = {
            "approve": rule_desk.approve_pieces,
            "pilot": rule_desk.pilot_rule,
            "activate": rule_activating.activate,
        }
        return commands[what](arguments)

    return run
