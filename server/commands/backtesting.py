"""``nara rules backtest``: what a set of rules would have found on a log, and what it would have cost."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from server.commands.log_judging import (
    AskedWronglyError,
    Rules,
    add_log,
    judged,
    misuse,
    one_of,
    read_rules,
    read_the_log,
    ready,
)
from server.commands.progress import Steps
from server.commands.subparsers import Subparsers
from vitals.version import __version__

if TYPE_CHECKING:
    from server.rules.backtest.episode import Episode
    from server.rules.backtest.report.facts import Facts
    from server.rules.backtest.report.result import Result
    from server.rules.backtest.score import Score
    from server.rules.backtest.trial import Material


def add_backtest(rules: Subparsers) -> None:
    """Add ``backtest`` to ``nara rules``."""
    backtest = rules.add_parser(
        "backtest",
        help="tell what the rules would have found on a log, and what it would have cost",
        epilog="example: nara rules backtest --log cohort --out result. "
        "exit status: 0, 1 if log or rules cannot be read, 2 if asked wrongly",
    )
    backtest.add_argument("--rules", metavar="DIR", help="another folder of rules")
    add_log(backtest, "alerts.csv, score.json and the reports")
    backtest.add_argument("--profile", metavar="NAME", help="a profile of settings that holds for everybody")
    backtest.add_argument(
        "--by", choices=("profile",), help="tell beside it what every profile of the folder would give"
    )
    backtest.add_argument("--refused", metavar="FILE", type=Path, help="list every row that does not count, with why")
    backtest.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of scores and explanations")
    backtest.add_argument("--json", action="store_true", help="print the scores as one JSON object")
    backtest.set_defaults(func=_backtest)


def _backtest(arguments: argparse.Namespace) -> int:
    try:
        rules = read_rules(arguments.rules)
        if arguments.profile is not None:
            one_of(arguments.profile, [*rules.rule_set.profiles], "profile")
        _play(arguments, rules, _facts(arguments, rules))
    except AskedWronglyError as problem:
        return misuse("backtest", problem)
    return 0


def _facts(arguments: argparse.Namespace, rules: Rules) -> Facts:
    from server.rules.activation.piece import digest_of
    from server.rules.backtest.report.facts import Facts
    from server.rules.backtest.trial import Clock

    return Facts(
        log=(arguments.log or arguments.series).resolve().name,
        rules=rules.folder.resolve().name,
        rules_hash=digest_of(rules.files),
        made_on=datetime.now(UTC).date(),
        version=__version__,
        clock=Clock(arguments.clock),
        profile=arguments.profile,
    )


def _play(arguments: argparse.Namespace, given: Rules, facts: Facts) -> None:
    """Read, judge, score, and write what was found; raises AskedWronglyError."""
    from server.rules.backtest.report.result import result
    from server.rules.backtest.score import score
    from server.rules.backtest.trial import settings_of

    rules, log_codes = given.rule_set, given.reading.log_codes
    profiles = sorted(rules.profiles) if arguments.by is not None else []
    steps = Steps(len(("reading", "making ready", "judging", "scoring", "writing")) + len(profiles))
    log = read_the_log(arguments, steps)
    prepared = steps("making ready")
    made = ready(log, rules, log_codes)
    prepared(1)

    def found_in(tuned: Material, what: str) -> list[Episode]:
        bar = steps(what, len(tuned.load.cases))
        return judged(tuned, rules, facts.clock, arguments.jobs, progress=bar)

    tuned = made if arguments.profile is None else made.tuned(settings_of(rules.profiles[arguments.profile]))
    found = found_in(tuned, "judging")
    by_profile = {name: found_in(made.tuned(settings_of(rules.profiles[name])), f"judging {name}") for name in profiles}
    scoring = steps("scoring", 1 + len(profiles))
    scored = score(found, made.watched)
    scoring(1)
    others: dict[str, Score] = {}
    for name, each in by_profile.items():
        others[name] = score(each, made.watched)
        scoring(1 + len(others))
    _write(arguments, made, found)
    told = result(made, rules, found, scored, others, facts, log_codes=log_codes)
    _write_reports(arguments.out, told, steps)
    _tell(arguments, told)


def _write(arguments: argparse.Namespace, made: Material, found: list[Episode]) -> None:
    """Write alerts, and rows refused, to files."""
    from server.adapters.log_folder import write_refused, write_rows
    from server.rules.backtest.alert_rows import alert_rows
    from vitals.observation_log import LogFile

    arguments.out.mkdir(parents=True, exist_ok=True)
    rows = alert_rows(found, made.log.zone, arguments.lang, naive=made.log.is_naive)
    write_rows(arguments.out / LogFile.ALERTS.file_name, LogFile.ALERTS, rows)
    if arguments.refused is not None and arguments.log is not None:
        why = {place: reason for reason, places in made.refused.items() for place in places.tolist()}
        write_refused(arguments.log, why, arguments.refused)


def _write_reports(out: Path, told: Result, steps: Steps) -> None:
    """Write the report in every language."""
    from server.rules.backtest.report.page import file_name, report
    from server.rules.backtest.report.tongue import LANGUAGES

    progress = steps("writing", len(LANGUAGES))
    for done, language in enumerate(LANGUAGES, 1):
        (out / file_name(language)).write_text(report(told, language), encoding="utf-8")
        progress(done)


def _tell(arguments: argparse.Namespace, told: Result) -> None:
    """Print the scores, and keep them beside the alerts."""
    from server.rules.backtest.score_text import profile_lines, score_lines, score_values

    facts, made = told.facts, told.material
    values = {
        "clock": facts.clock.value,
        "profile": facts.profile,
        "log": facts.log,
        "rules": facts.rules,
        "rules_hash": facts.rules_hash,
        "version": facts.version,
        **score_values(told.score),
        "rows": _rows(made),
        "by_profile": {name: score_values(each) for name, each in told.by_profile.items()},
    }
    said = json.dumps(values, ensure_ascii=False, indent=2)
    (arguments.out / "score.json").write_text(said + "\n", encoding="utf-8")
    scores = [*score_lines(told.score, arguments.lang), *profile_lines(told.by_profile, arguments.lang)]
    print(said if arguments.json else "\n".join([*scores, "", *_row_lines(made)]))


def _rows(made: Material) -> dict[str, int]:
    """Count the rows by what became of them."""
    return {
        "read": len(made.log.rows),
        **{why.value: len(places) for why, places in sorted(made.refused.items())},
        **{how.value: len(places) for how, places in sorted(made.admission.mended.items())},
    }


def _row_lines(made: Material) -> Iterator[str]:
    counts = _rows(made)
    width = max(map(len, counts))
    return (f"{name.ljust(width)}  {count:>9}" for name, count in counts.items())
