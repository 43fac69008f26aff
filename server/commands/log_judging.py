"""A log and a folder of rules as commands are given them: read once, and judged, by several processes if wanted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.commands.progress import Progress

if TYPE_CHECKING:
    from server.rules.backtest.case import Case
    from server.rules.backtest.episode import Episode
    from server.rules.backtest.log import Log
    from server.rules.backtest.trial import Clock, Material
    from server.rules.language.reading import Reading
    from server.rules.language.rule_set import RuleSet

ZONE = "Europe/Stockholm"
T = TypeVar("T")
Begin = Callable[[str, int], Progress]
"""Begins a bar: what is being done, and up to how much."""


class Rules(NamedTuple):
    """A folder of rules that can be judged by, whoever has approved what in it."""

    folder: Path
    files: Mapping[str, bytes]
    reading: Reading
    rule_set: RuleSet


class AskedWronglyError(Exception):
    """What was asked for cannot be done; ``status`` is the exit status."""

    def __init__(self, says: str, status: int = 2) -> None:
        """Take the sentence."""
        super().__init__(says)
        self.status = status


def add_log(command: argparse.ArgumentParser, out: str) -> None:
    """Add the arguments that say which log, by which clock, and where ``out`` goes."""
    source = command.add_mutually_exclusive_group(required=True)
    source.add_argument("--log", metavar="DIR", type=Path, help="the folder of an observation log")
    source.add_argument("--series", metavar="DIR", type=Path, help="a folder of series of real people, one file each")
    command.add_argument("--out", metavar="DIR", type=Path, required=True, help=f"where {out} go")
    clock = command.add_mutually_exclusive_group()
    clock.add_argument(
        "--as-received", dest="clock", action="store_const", const="as-received", default="as-received",
        help="what a nurse would have seen, when (the default)",
    )  # fmt: skip
    clock.add_argument(
        "--as-measured", dest="clock", action="store_const", const="as-measured", help="what was true, in hindsight"
    )
    command.add_argument("--jobs", metavar="N", type=int, default=1, help="processes beside each other (%(default)s)")
    command.add_argument("--zone", default=ZONE, help="the zone of instants without an offset (%(default)s)")


def read_the_log(arguments: argparse.Namespace, begin: Begin = Progress) -> Log:
    """Read the log that was named; raises AskedWronglyError."""
    from server.adapters.log_folder import log_files, log_size, series_lines
    from server.rules.backtest.reading import read_log
    from server.rules.backtest.series import read_series
    from server.rules.backtest.table import LogError

    try:
        zone = ZoneInfo(arguments.zone)
        whole = 1 if arguments.series is not None else log_size(arguments.log)
        progress = begin("reading", whole)
        if arguments.series is not None:
            with series_lines(arguments.series) as series:
                log = read_series(series, zone)
        else:
            with log_files(arguments.log, progress) as files:
                log = read_log(files, zone)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise AskedWronglyError(str(problem)) from None
    except LogError as problem:
        raise AskedWronglyError(str(problem), 1) from None
    progress(whole)
    return log


def ready(log: Log, rules: RuleSet, log_codes: Mapping[str, str]) -> Material:
    """Make a log ready for rules; raises AskedWronglyError if it is of nobody: what is told is per patient and year."""
    from server.rules.backtest.trial import material

    made = material(log, rules, log_codes)
    if not made.watched.years.sum():
        raise AskedWronglyError("the log is of nobody: its files leave no patient and no day to judge", 1)
    return made


def read_rules(named: str | None) -> Rules:
    """Read a folder of rules; raises AskedWronglyError if there is none, or it cannot be loaded."""
    from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
    from server.rules.language.reading import read_folder

    try:
        folder = rule_folder(named)
        files = read_files(folder)
    except RuleFolderError as problem:
        raise AskedWronglyError(str(problem)) from None
    reading = read_folder(files, datetime.now(UTC).date())
    if reading.proposed is None:
        raise AskedWronglyError(f"{folder} cannot be loaded: nara rules check {folder} says why", 1)
    return Rules(folder, files, reading, reading.proposed)


def one_of(word: str, known: Sequence[str], what: str, of: str = "") -> None:
    """Look whether a word names something; raises AskedWronglyError, with the word that was probably meant."""
    from server.rules.language.phrase import closest

    if word not in known:
        meant = closest(word, known)
        hint = f"did you mean {meant!r}?" if meant else f"there are: {', '.join(sorted(known)) or 'none'}"
        raise AskedWronglyError(f"{of or 'the folder'} has no {what} {word!r}; {hint}")


def judged(
    made: Material, rules: RuleSet, clock: Clock, jobs: int, *, explain: bool = True, progress: Progress | None = None
) -> list[Episode]:
    """Judge all patients of a log."""
    from server.rules.backtest.trial import in_order, judge

    codes = made.load.codes

    def work(cases: Sequence[Case], progress: Callable[[int], None]) -> list[Episode]:
        return [*judge(cases, rules, codes, clock, explain=explain, progress=progress)]

    return in_order(in_parts(made, work, jobs, progress))


def in_parts(
    made: Material,
    work: Callable[[Sequence[Case], Callable[[int], None]], list[T]],
    jobs: int,
    progress: Progress | None = None,
) -> list[T]:
    """Do some work with all patients; in several processes they are divided, and what is found is the same."""
    from server.adapters.crew import crew
    from server.rules.backtest.trial import parts

    progress = progress or Progress("judging", len(made.load.cases))
    if jobs <= 1:
        found = work(made.load.cases, progress)
        progress(len(made.load.cases))
        return found
    divided = parts(made, 4 * jobs)
    found, done = [], 0
    for place, some in crew(lambda each: work(divided[each], _unseen), len(divided), jobs):
        found += some
        done += len(divided[place])
        progress(done)
    return found


def misuse(command: str, problem: AskedWronglyError) -> int:
    """Say on the error stream what was asked wrongly; gives the exit status."""
    sys.stderr.write(f"nara rules {command}: {problem}\n")
    return problem.status


def _unseen(_patients: int) -> None:
    """Tell nobody how far one of several processes has come."""
