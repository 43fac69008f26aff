"""``nara rules``: what the rules are, and whether they can be loaded. Runs with the ``rules`` extra alone."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from server.commands.backtesting import add_backtest
from server.commands.rule_approving import add_approving
from server.commands.rule_checking import FOLDER_HELP, add_check
from server.commands.rule_comparing import add_diff
from server.commands.rule_reading import add_read
from server.commands.rule_sweeping import add_sweep
from server.commands.rule_testing import add_test
from server.commands.rule_why import add_why
from server.commands.shadow_reporting import add_shadow_report
from server.commands.subparsers import Subparsers, add_group


def add_parsers(subparsers: Subparsers) -> None:
    """Add the commands to ``nara``."""
    rules = add_group(subparsers, "rules", "what the rules are", "nara rules check alert_rules --lang sv")
    listed = rules.add_parser("list", help="list the rules, how far each has come and how soon a person must look")
    listed.add_argument("folder", nargs="?", metavar="FOLDER", help=FOLDER_HELP)
    listed.add_argument("--lang", choices=("sv", "en"), default="en", help="the language of the titles")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    listed.set_defaults(func=_list)
    add_check(rules)
    add_read(rules)
    add_test(rules)
    add_why(rules)
    add_approving(rules)
    add_backtest(rules)
    add_sweep(rules)
    add_diff(rules)
    add_shadow_report(rules)
    laid_out = rules.add_parser("fmt", help="put keys and units in one order and spelling; comments stay")
    laid_out.add_argument("path", nargs="?", metavar="FOLDER|FILE", help=FOLDER_HELP)
    laid_out.add_argument("--check", action="store_true", help="change nothing; exit 1 if a file would change")
    laid_out.set_defaults(func=_fmt)
    schema = rules.add_parser("schema", help="print the JSON schema that editors complete with")
    schema.add_argument("folder", nargs="?", metavar="FOLDER", help=FOLDER_HELP)
    schema.add_argument("--of", choices=("rule", "signals", "symptoms", "severities", "profile"), default="rule")
    schema.set_defaults(func=_schema)


def _list(arguments: argparse.Namespace) -> int:
    from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
    from server.rules.language.reading import DIARIES, read_folder

    try:
        folder = rule_folder(arguments.folder)
        files = {name: text for name, text in read_files(folder).items() if not name.endswith(DIARIES)}
    except RuleFolderError as problem:
        return _misuse("list", problem)
    rules = read_folder(files, datetime.now(UTC).date()).rule_set
    if rules is None:
        sys.stderr.write(f"{folder}: cannot be loaded: nara rules check says why\n")
        return 1
    for name, rule in sorted(rules.rules.items()):
        told = {"rule": name, "version": rule.version, "status": rule.status.value, "severity": rule.severity.value}
        if arguments.json:
            print(json.dumps({**told, "title": dict(rule.title)}, ensure_ascii=False))
            continue
        title = rule.title[arguments.lang]
        print(f"{name:<28} {rule.version:<5} {rule.status.value:<7} {rule.severity.value:<10} {title}")
    return 0


def _fmt(arguments: argparse.Namespace) -> int:
    from server.adapters.rule_folder import RuleFolderError, rule_folder
    from server.rules.language.layout import laid_out
    from server.rules.language.reading import block_of

    path = Path(arguments.path) if arguments.path else None
    try:
        folder = path.parent if path is not None and path.is_file() else rule_folder(arguments.path)
    except RuleFolderError as problem:
        return _misuse("fmt", problem)
    files = [path] if path is not None and path.is_file() else sorted(folder.rglob("*.yaml"))
    status = 0
    for file in files:
        block = block_of(file.relative_to(folder).as_posix())
        if block is None:
            continue
        before = file.read_bytes().decode("utf-8", "replace")
        after = laid_out(before, block)
        if after is None:
            sys.stderr.write(f"{file}: cannot be read: nara rules check says why\n")
            status = 1
        elif after != before:
            print(file)
            status = 1 if arguments.check else status
            if not arguments.check:
                file.write_text(after, encoding="utf-8")
    return status


def _schema(arguments: argparse.Namespace) -> int:
    from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
    from server.rules.language.reading import read_folder
    from server.rules.language.schema import schema

    try:
        files = read_files(rule_folder(arguments.folder))
    except RuleFolderError as problem:
        return _misuse("schema", problem)
    reading = read_folder(files, datetime.now(UTC).date())
    made = schema(reading.signals, [*reading.symptoms], arguments.of)
    print(json.dumps(made, ensure_ascii=False, indent=2))
    return 0


def _misuse(command: str, problem: Exception) -> int:
    sys.stderr.write(f"nara rules {command}: {problem}\n")
    return 2
