"""``nara rules shadow-report``: what rules in shadow would have raised of today's patients, beside what was shown."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from server.commands.subparsers import Subparsers

if TYPE_CHECKING:
    from server.commands.office import Office

DAYS = 28


def add_shadow_report(rules: Subparsers) -> None:
    """Add ``shadow-report`` to ``nara rules``."""
    report = rules.add_parser(
        "shadow-report",
        help="tell what rules in shadow (and pilot) would have raised of the server's own patients",
        description="Read out of the server's database what the rules in shadow, and those that are tried out, raised"
        " in the last days, beside what nurses were shown of the same patients and how they closed it.",
        epilog="example: nara rules shadow-report --days 90 --lang en. "
        "exit status: 0, 2 if asked wrongly or no rules run yet",
    )
    report.add_argument("rule", nargs="?", metavar="RULE", help="only this rule")
    report.add_argument("--days", metavar="N", type=int, default=DAYS, help="how many days (%(default)s)")
    report.add_argument("--until", metavar="T", help="the last of them, as 2026-11-20 or '2026-11-20 08:30', UTC")
    report.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of the report (%(default)s)")
    report.add_argument("--json", action="store_true", help="one JSON object")
    report.set_defaults(func=_shadow_report)


def _shadow_report(arguments: argparse.Namespace) -> int:
    try:
        from server.commands.office import in_office
    except ModuleNotFoundError as problem:
        sys.stderr.write(f"nara rules shadow-report: {problem.name} is missing: pip install 'hjartnara[server]'\n")
        return 2
    return in_office(_report)(arguments)


def _report(office: Office, arguments: argparse.Namespace) -> int:
    from server.adapters.store.ledger import SqlLedger
    from server.adapters.store.shadow_reading import raises
    from server.alerts.shadow_report import NEAR, REPORTED, shadow_report
    from server.commands.shadow_listing import report_lines, report_values
    from server.commands.telling import choose, read_instant
    from server.rules.activation.decision import runnable

    if arguments.days < 1:
        raise ValueError("--days must be 1 or more")
    ledger, registry = SqlLedger(office.engine), office.registry()
    running = ledger.activation()
    if running is None:
        raise ValueError("no rules run yet: nara serve, or nara rules activate")
    rules = runnable(running.files).rules
    if arguments.rule is not None:
        choose(arguments.rule, [name for name, rule in rules.items() if rule.status in REPORTED], "rule in shadow")
    until = registry.now if arguments.until is None else read_instant(arguments.until, "UTC")
    since = until - timedelta(days=arguments.days)
    people = ledger.register().patients.values()
    report = shadow_report(
        raises(office.engine, since - NEAR, until + NEAR),
        rules,
        {each.patient: read_instant(each.plan_from.isoformat(), each.zone) for each in people},
        since,
        until,
    )
    named = sorted({who for line in report.shadows for who in line.by_patient})
    registry.note("shadow_reported", tuple(named))
    if arguments.json:
        print(json.dumps(report_values(report, arguments.rule), ensure_ascii=False, indent=2))
    else:
        print("\n".join(report_lines(report, arguments.rule, arguments.lang)))
    return 0
