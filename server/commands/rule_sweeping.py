"""``nara rules sweep``: one rule at every value of a setting, what each would have seen and what it would have cost."""

from __future__ import annotations

import argparse
import csv
import json
from typing import TYPE_CHECKING

from server.commands.log_judging import (
    AskedWronglyError,
    add_log,
    in_parts,
    misuse,
    one_of,
    read_rules,
    read_the_log,
    ready,
)
from server.commands.subparsers import Subparsers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from server.rules.backtest.case import Case
    from server.rules.backtest.episode import Episode
    from server.rules.backtest.trial import Clock
    from server.rules.comparison.sweep import Sweep


def add_sweep(rules: Subparsers) -> None:
    """Add ``sweep`` to ``nara rules``."""
    sweep = rules.add_parser(
        "sweep",
        help="tell what every allowed value of a setting would have seen on a log, and what it would have cost",
        epilog="example: nara rules sweep weight-gain-2kg-3-days gain --log cohort --out result. "
        "exit status: 0, 1 if log or rules cannot be read, 2 if asked wrongly",
    )
    sweep.add_argument("rule", metavar="RULE", help="the rule's name; it is judged as if it were live")
    sweep.add_argument("setting", metavar="SETTING", help="the name of one of its settings")
    sweep.add_argument("--rules", metavar="DIR", help="another folder of rules")
    add_log(sweep, "sweep.csv, sweep.sv.html and sweep.en.html")
    sweep.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of the table (%(default)s)")
    sweep.add_argument("--json", action="store_true", help="print the table as one JSON object")
    sweep.set_defaults(func=_sweep)


def _sweep(arguments: argparse.Namespace) -> int:
    from server.rules.backtest.trial import Clock
    from server.rules.comparison.sweep_text import sweep_lines, sweep_values

    try:
        clock = Clock(arguments.clock)
        swept = _swept(arguments, clock)
    except AskedWronglyError as problem:
        return misuse("sweep", problem)
    _write(arguments, swept, clock)
    if arguments.json:
        print(json.dumps(sweep_values(swept, clock), ensure_ascii=False, indent=2))
    else:
        print("\n".join(sweep_lines(swept, clock, arguments.lang)))
    return 0


def _swept(arguments: argparse.Namespace, clock: Clock) -> Sweep:
    from server.rules.comparison.sweep import Sweeper

    _, _, reading, rules = read_rules(arguments.rules)
    one_of(arguments.rule, [*rules.rules], "rule")
    one_of(arguments.setting, [*rules.rules[arguments.rule].settings], "setting", arguments.rule)
    made = ready(read_the_log(arguments), rules, reading.log_codes)
    sweeper = Sweeper(rules, arguments.rule, arguments.setting, clock)

    def work(cases: Sequence[Case], progress: Callable[[int], None]) -> list[tuple[int | None, Episode]]:
        return [*sweeper.judged(cases, made.load.codes, progress)]

    return sweeper.swept(in_parts(made, work, arguments.jobs), made.watched)


def _write(arguments: argparse.Namespace, swept: Sweep, clock: Clock) -> None:
    """Write the table and the two pages."""
    from server.rules.comparison.sweep_page import sweep_page
    from server.rules.comparison.sweep_text import COLUMNS, sweep_rows

    arguments.out.mkdir(parents=True, exist_ok=True)
    with (arguments.out / "sweep.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sweep_rows(swept))
    for language in ("sv", "en"):
        page = sweep_page(swept, clock, language)
        (arguments.out / f"sweep.{language}.html").write_text(page, encoding="utf-8")
