"""``nara rules``: what the rules are. Runs with the ``rules`` extra alone."""

from __future__ import annotations

import argparse
import json

from server.commands.subparsers import Subparsers, add_group


def add_parsers(subparsers: Subparsers) -> None:
    """Add the commands to ``nara``."""
    rules = add_group(subparsers, "rules", "what the rules are", "nara rules list")
    listed = rules.add_parser("list", help="list the rules that run")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    listed.set_defaults(func=_list)


def _list(arguments: argparse.Namespace) -> int:
    from server.rules.engine import RULES

    for rule in RULES.values():
        if arguments.json:
            print(json.dumps({"rule": rule.name, "version": rule.version, "severity": rule.severity.value}))
        else:
            print(f"{rule.name:<24} version {rule.version}  {rule.severity.value}")
    return 0
