"""``nara rules diff``: what two folders of rules tell otherwise on one log, and what that costs."""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from server.commands.log_judging import (
    AskedWronglyError,
    Rules,
    add_log,
    judged,
    misuse,
    read_rules,
    read_the_log,
    ready,
)
from server.commands.subparsers import Subparsers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from server.rules.backtest.episode import Episode
    from server.rules.backtest.log import Log
    from server.rules.backtest.trial import Clock, Material
    from server.rules.comparison.difference import Difference, EventChange
    from server.rules.language.reading import Reading
    from server.rules.language.rule_set import RuleSet


def add_diff(rules: Subparsers) -> None:
    """Add ``diff`` to ``nara rules``."""
    diff = rules.add_parser(
        "diff",
        help="tell what another folder of rules would raise otherwise on a log, and which events it would see",
        epilog="example: nara rules diff alert_rules my_rules --log cohort --out result. "
        "exit status: 0, 1 if log or rules cannot be read, 2 if asked wrongly",
    )
    diff.add_argument("old", metavar="OLD", help="a folder of rules")
    diff.add_argument("new", metavar="NEW", help="the folder that it is compared with")
    add_log(diff, "diff.csv, diff_events.csv, diff.sv.html and diff.en.html")
    diff.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of the summary (%(default)s)")
    diff.add_argument("--json", action="store_true", help="print the summary as one JSON object")
    diff.set_defaults(func=_diff)


def _diff(arguments: argparse.Namespace) -> int:
    from server.rules.backtest.trial import Clock
    from server.rules.comparison.difference import compared, heirs_of
    from server.rules.comparison.difference_text import difference_lines, difference_values

    clock = Clock(arguments.clock)
    try:
        old, new = read_rules(arguments.old), read_rules(arguments.new)
        log = read_the_log(arguments)
        made = _made(log, old, new)
    except AskedWronglyError as problem:
        return misuse("diff", problem)
    sides = [(each, folder.rule_set) for each, folder in zip(made, (old, new), strict=True)]
    before, after = (judged(each, rules, clock, arguments.jobs, explain=False) for each, rules in sides)
    told = compared(before, after, made[-1].watched, heirs_of(new.rule_set))
    told = replace(told, events=[*_explained(told.events, sides, clock)])
    _write(arguments.out, told, clock, made[-1], new.rule_set)
    if arguments.json:
        print(json.dumps(difference_values(told, clock), ensure_ascii=False, indent=2))
    else:
        print("\n".join(difference_lines(told, clock, log.zone, arguments.lang)))
    return 0


def _made(log: Log, old: Rules, new: Rules) -> list[Material]:
    """Make the log ready: once if both folders make numbers alike, else for each of them."""
    is_alike = _numbers_of(old.reading) == _numbers_of(new.reading)
    first = ready(log, old.rule_set, old.reading.log_codes)
    return [first, first if is_alike else ready(log, new.rule_set, new.reading.log_codes)]


def _numbers_of(reading: Reading) -> tuple[object, ...]:
    """Give all that decides how the rows of a log become numbers and answers."""
    return reading.signals, reading.symptoms, reading.log_codes


def _explained(
    events: Iterable[EventChange], sides: Sequence[tuple[Material, RuleSet]], clock: Clock
) -> Iterable[EventChange]:
    """Give the events with the words of their alerts: only those patients are judged once more, and told."""
    from server.rules.backtest.trial import judge

    events = [*events]
    who = {each.patient for each in events}
    words: list[dict[tuple[str, str, int], Episode]] = []
    for made, rules in sides:
        cases = [case for case in made.load.cases if case.name in who]
        told = judge(cases, rules, made.load.codes, clock)
        words.append({(each.patient, each.rule, each.raised_s): each for each in told})
    for each in events:
        old, new = (
            tuple(known.get((one.patient, one.rule, one.raised_s), one) for one in some)
            for known, some in zip(words, (each.old, each.new), strict=True)
        )
        yield replace(each, old=old, new=new)


def _write(folder: Path, told: Difference, clock: Clock, made: Material, rules: RuleSet) -> None:
    """Write the tables and the two pages."""
    from server.rules.comparison.difference_page import difference_page
    from server.rules.comparison.difference_text import COLUMNS, EVENT_COLUMNS, difference_rows, event_rows

    folder.mkdir(parents=True, exist_ok=True)
    zone, naive = made.log.zone, made.log.is_naive
    tables = (
        ("diff.csv", COLUMNS, difference_rows(told, zone, naive=naive)),
        ("diff_events.csv", EVENT_COLUMNS, event_rows(told, zone, naive=naive)),
    )
    for name, columns, rows in tables:
        with (folder / name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
    for language in ("sv", "en"):
        page = difference_page(told, clock, made.load, rules, language)
        (folder / f"diff.{language}.html").write_text(page, encoding="utf-8")
