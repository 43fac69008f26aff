"""``nara rules check``: everything that keeps the server from loading the rules, and whether their budgets hold."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from server.commands.log_judging import ZONE, AskedWronglyError, judged, misuse, read_the_log, ready
from server.commands.subparsers import Subparsers

if TYPE_CHECKING:
    from server.rules.language.reading import Reading

_WORDS = {
    "sv": (
        "Oförklarade episoder per patientår på {log} ({patients} patienter), som det mättes",
        "alla: tecken, medel eller hög",
    ),
    "en": (
        "Unexplained episodes per patient-year on {log} ({patients} patients), as measured",
        "all: signs, medium or high",
    ),
}
FOLDER_HELP = "the folder of rules; else NARA_RULES, else the one that ships with the program"


def add_check(rules: Subparsers) -> None:
    """Add ``check`` to ``nara rules``."""
    checked = rules.add_parser(
        "check",
        help="tell everything that keeps the server from loading the rules",
        description="Read the rules as the server does. Where they have a burden_budget, it is held against the burden"
        " kept beside them (burden.json), if that is of the same logic; with --log it is measured anew, as measured.",
        epilog="example: nara rules check my_rules --log cohort --store. "
        "exit status: 0 if the server would load every file, 1 if not, 2 if asked wrongly",
    )
    checked.add_argument("folder", nargs="?", metavar="FOLDER", help=FOLDER_HELP)
    checked.add_argument("--lang", choices=("sv", "en"), default="en", help="the language of the sentences")
    checked.add_argument("--format", choices=("text", "json", "sarif", "github"), default="text")
    checked.add_argument(
        "--log", metavar="DIR", type=Path, help="measure the burden on this log, and hold budgets to it"
    )
    checked.add_argument("--store", action="store_true", help="keep what is measured beside the rules, in burden.json")
    checked.add_argument("--jobs", metavar="N", type=int, default=1, help="processes beside each other (%(default)s)")
    checked.add_argument("--zone", default=ZONE, help="the zone of instants without an offset (%(default)s)")
    checked.set_defaults(func=_check, series=None)


def _check(arguments: argparse.Namespace) -> int:
    from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
    from server.commands.finding_listing import LISTERS
    from server.rules.language.burden import BURDEN
    from server.rules.language.reading import DIARIES, read_folder

    today, measured = datetime.now(UTC).date(), None
    if arguments.store and arguments.log is None:
        return misuse("check", AskedWronglyError("--store keeps what is measured on a log: say --log DIR"))
    try:
        folder = rule_folder(arguments.folder)
        files = {name: text for name, text in read_files(folder).items() if not name.endswith(DIARIES)}
        if arguments.log is not None:
            files.pop(BURDEN, None)
            measured = _measured(arguments, read_folder(files, today))
            files |= {} if measured is None else {BURDEN: measured}
        if measured is not None and arguments.store:
            (folder / BURDEN).write_bytes(measured)
    except RuleFolderError as problem:
        return misuse("check", AskedWronglyError(str(problem)))
    except AskedWronglyError as problem:
        return misuse("check", problem)
    except OSError as problem:
        return misuse("check", AskedWronglyError(f"{problem.filename}: {problem.strerror}", 1))
    reading = read_folder(files, today)
    named = {f"{folder.as_posix()}/{name}": content for name, content in files.items()}
    findings = [replace(finding, file=f"{folder.as_posix()}/{finding.file}") for finding in reading.findings]
    if measured is not None and arguments.format == "text":
        _tell(measured, arguments.lang)
    print(LISTERS[arguments.format](findings, named, arguments.lang))
    return 1 if reading.errors else 0


def _measured(arguments: argparse.Namespace, reading: Reading) -> bytes | None:
    """Measure what the rules cost on a log; None if they cannot be loaded."""
    from server.rules.backtest.trial import Clock
    from server.rules.comparison.burden_measuring import burden_of, not_yet_seen

    rules = reading.proposed
    if rules is None:
        sys.stderr.write("nara rules check: the rules cannot be loaded, so nothing is measured\n")
        return None
    made = ready(read_the_log(arguments), rules, reading.log_codes)
    found = judged(made, rules, Clock.AS_MEASURED, arguments.jobs, explain=False)
    alone = {
        name: judged(made, by, Clock.AS_MEASURED, arguments.jobs, explain=False) for name, by in not_yet_seen(rules)
    }
    return burden_of(found, alone, rules, made.watched, arguments.log.resolve().name).to_bytes()


def _tell(measured: bytes, language: str) -> None:
    """Say what the rules cost, before what is found in them."""
    from server.rules.backtest.drawing.number import Number
    from server.rules.language.burden import read_burden

    kept, number, (head, everything) = read_burden(measured), Number(language), _WORDS[language]
    print(head.format(log=kept.log, patients=kept.patients))
    costs = {everything: kept.folder, **kept.rules}
    width = max(map(len, costs))
    for name, cost in costs.items():
        low, high = number(cost.low, 2), number(cost.high, 2)
        print(f"  {name.ljust(width)}  {number(cost.value, 2)} ({low}–{high})")
    print()
