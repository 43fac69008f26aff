"""``nara rules backtest``: what a set of rules would have found on a log, and what it would have cost."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.commands.progress import Steps
from server.commands.subparsers import Subparsers
from vitals.version import __version__

if TYPE_CHECKING:
    from server.rules.backtest.episode import Episode
    from server.rules.backtest.log import Log
    from server.rules.backtest.report.facts import Facts
    from server.rules.backtest.report.result import Result
    from server.rules.backtest.score import Score
    from server.rules.backtest.trial import Clock, Material
    from server.rules.language.rule_set import RuleSet

ZONE = "Europe/Stockholm"


def add_backtest(rules: Subparsers) -> None:
    """Add ``backtest`` to ``nara rules``."""
    backtest = rules.add_parser(
        "backtest",
        help="tell what the rules would have found on a log, and what it would have cost",
        epilog="example: nara rules backtest --log cohort --out result. "
        "exit status: 0, 1 if log or rules cannot be read, 2 if asked wrongly",
    )
    source = backtest.add_mutually_exclusive_group(required=True)
    source.add_argument("--log", metavar="DIR", type=Path, help="the folder of an observation log")
    source.add_argument("--series", metavar="DIR", type=Path, help="a folder of series of real people, one file each")
    backtest.add_argument("--rules", metavar="DIR", help="another folder of rules")
    backtest.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="where alerts.csv, score.json and the reports go"
    )
    clock = backtest.add_mutually_exclusive_group()
    clock.add_argument(
        "--as-received", dest="clock", action="store_const", const="as-received", default="as-received",
        help="what a nurse would have seen, when (the default)",
    )  # fmt: skip
    clock.add_argument(
        "--as-measured", dest="clock", action="store_const", const="as-measured", help="what was true, in hindsight"
    )
    backtest.add_argument("--profile", metavar="NAME", help="a profile of settings that holds for everybody")
    backtest.add_argument(
        "--by", choices=("profile",), help="tell beside it what every profile of the folder would give"
    )
    backtest.add_argument("--jobs", metavar="N", type=int, default=1, help="processes beside each other (%(default)s)")
    backtest.add_argument("--refused", metavar="FILE", type=Path, help="list every row that does not count, with why")
    backtest.add_argument("--zone", default=ZONE, help="the zone of instants without an offset (%(default)s)")
    backtest.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of scores and explanations")
    backtest.add_argument("--json", action="store_true", help="print the scores as one JSON object")
    backtest.set_defaults(func=_backtest)


def _backtest(arguments: argparse.Namespace) -> int:
    from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
    from server.rules.backtest.table import LogError
    from server.rules.language.reading import read_folder

    try:
        zone = ZoneInfo(arguments.zone)
        folder = rule_folder(arguments.rules)
        files = read_files(folder)
        reading = read_folder(files, datetime.now(UTC).date())
    except (RuleFolderError, ZoneInfoNotFoundError, ValueError) as problem:
        return _misuse(str(problem), 2)
    if reading.rule_set is None:
        return _misuse("the folder cannot be loaded: nara rules check says why", 1)
    if arguments.profile is not None and arguments.profile not in reading.rule_set.profiles:
        known = ", ".join(sorted(reading.rule_set.profiles)) or "none"
        return _misuse(f"there is no profile {arguments.profile!r}; there are {known}", 2)
    try:
        _play(arguments, zone, reading.rule_set, reading.log_codes, _facts(arguments, folder, files))
    except LogError as problem:
        return _misuse(str(problem), 1)
    return 0


def _facts(arguments: argparse.Namespace, folder: Path, files: Mapping[str, bytes]) -> Facts:
    from server.rules.activation.piece import digest_of
    from server.rules.backtest.report.facts import Facts
    from server.rules.backtest.trial import Clock

    return Facts(
        log=(arguments.log or arguments.series).resolve().name,
        rules=folder.resolve().name,
        rules_hash=digest_of(files),
        made_on=datetime.now(UTC).date(),
        version=__version__,
        clock=Clock(arguments.clock),
        profile=arguments.profile,
    )


def _play(
    arguments: argparse.Namespace, zone: ZoneInfo, rules: RuleSet, log_codes: Mapping[str, str], facts: Facts
) -> None:
    """Read, judge, score, and write what was found; raises LogError."""
    from server.rules.backtest.report.result import result
    from server.rules.backtest.score import score
    from server.rules.backtest.trial import material, settings_of

    profiles = sorted(rules.profiles) if arguments.by is not None else []
    steps = Steps(len(("reading", "making ready", "judging", "scoring", "writing")) + len(profiles))
    log = _log(arguments, zone, steps)
    ready = steps("making ready")
    made = material(log, rules, log_codes)
    ready(1)
    tuned = made if arguments.profile is None else made.tuned(settings_of(rules.profiles[arguments.profile]))
    found = _judged(tuned, rules, facts.clock, arguments.jobs, steps, "judging")
    by_profile = {
        name: _judged(
            made.tuned(settings_of(rules.profiles[name])), rules, facts.clock, arguments.jobs, steps, f"judging {name}"
        )
        for name in profiles
    }
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


def _log(arguments: argparse.Namespace, zone: ZoneInfo, steps: Steps) -> Log:
    from server.adapters.log_folder import log_files, log_size, series_lines
    from server.rules.backtest.reading import read_log
    from server.rules.backtest.series import read_series

    if arguments.series is not None:
        progress = steps("reading")
        with series_lines(arguments.series) as series:
            log = read_series(series, zone)
        progress(1)
        return log
    whole = log_size(arguments.log)
    progress = steps("reading", whole)
    with log_files(arguments.log, progress) as files:
        log = read_log(files, zone)
    progress(whole)
    return log


def _judged(made: Material, rules: RuleSet, clock: Clock, jobs: int, steps: Steps, what: str) -> list[Episode]:
    """Judge all patients; in several processes they are divided, and what is found is the same."""
    from server.adapters.crew import crew
    from server.rules.backtest.trial import in_order, judge, parts

    cases, codes = made.load.cases, made.load.codes
    progress = steps(what, len(cases))
    found: list[Episode] = []
    if jobs <= 1:
        found += judge(cases, rules, codes, clock, progress=progress)
    else:
        divided = parts(made, 4 * jobs)
        done = 0
        for place, some in crew(lambda each: [*judge(divided[each], rules, codes, clock)], len(divided), jobs):
            found += some
            done += len(divided[place])
            progress(done)
    progress(len(cases))
    return in_order(found)


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


def _misuse(says: str, status: int) -> int:
    sys.stderr.write(f"nara rules backtest: {says}\n")
    return status
