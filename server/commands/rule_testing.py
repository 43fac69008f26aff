"""``nara rules test``: plays the diaries of the rules, and tells which slips of a rule no diary would notice."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server.commands.subparsers import Subparsers

if TYPE_CHECKING:
    from server.commands.rule_trying import Tried, Trier
    from server.rules.language.rule import Rule

_OBJECTS_UNTIL_COLLECTED: Final = 50_000
"""Of all that is read nothing is let go."""
_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "played": "{diaries} dagböcker för {rules} regler: {failed} går annorlunda än de säger",
        "total": "{caught} skrivfel märks, {survived} märks inte, {equal} ändrar inget",
    },
    "en": {
        "played": "{diaries} diaries of {rules} rules: {failed} go otherwise than written",
        "total": "{caught} slips noticed, {survived} not, {equal} change nothing",
    },
}


def add_test(rules: Subparsers) -> None:
    """Add ``test`` to ``nara rules``."""
    test = rules.add_parser(
        "test",
        help="play the diaries of the rules",
        epilog="exit status: 0 if all goes as written and no slip goes unnoticed, 1 if not, 2 if asked wrongly",
    )
    test.add_argument("rule", nargs="?", metavar="RULE", help="one rule; else all of them")
    test.add_argument("--rules", metavar="FOLDER", help="another folder of rules")
    test.add_argument("--mutate", action="store_true", help="nudge the rules, and tell which slips no diary notices")
    test.add_argument("--suggest", action="store_true", help="with --mutate: write a diary for each of those slips")
    test.add_argument("--junit", metavar="FILE", type=Path, help="write the results as JUnit XML, too")
    test.add_argument("--json", action="store_true", help="one JSON object a line: each diary, and each rule's slips")
    test.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of the drawings")
    test.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=os.cpu_count(),
        help="processes beside each other, each with a rule at a time (%(default)s)",
    )
    test.set_defaults(func=_test)


def _test(arguments: argparse.Namespace) -> int:
    from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
    from server.commands.rule_trying import Trier
    from server.rules.language.reading import read_folder

    if arguments.suggest and not arguments.mutate:
        return _misuse("--suggest needs --mutate", 2)
    try:
        files = read_files(rule_folder(arguments.rules))
    except RuleFolderError as problem:
        return _misuse(str(problem), 2)
    gc.set_threshold(_OBJECTS_UNTIL_COLLECTED, 20, 20)
    # a rule is tried before anybody has approved it
    rule_set = read_folder(files, datetime.now(UTC).date()).proposed
    if rule_set is None:
        return _misuse("the folder cannot be loaded: nara rules check says why", 1)
    if arguments.rule is not None and arguments.rule not in rule_set.rules:
        return _misuse(f"there is no rule {arguments.rule!r}; there are {', '.join(sorted(rule_set.rules))}", 2)
    rules = [rule_set.rules[arguments.rule]] if arguments.rule else [*rule_set.rules.values()]
    trier = Trier(
        rule_set=rule_set,
        files=files,
        language=arguments.lang,
        as_json=arguments.json,
        mutates=arguments.mutate,
        suggests=arguments.suggest,
    )
    return _told(_in_order(trier, rules, arguments.jobs), arguments)


def _in_order(trier: Trier, rules: Sequence[Rule], jobs: int) -> Iterator[Tried]:
    """Try rules beside each other, and give what came of each in their order."""
    from server.adapters.crew import crew
    from server.rules.diary.closure import with_what_it_reads

    if min(jobs, len(rules)) <= 1:
        for place, rule in enumerate(rules, 1):
            _tell(f"{place}/{len(rules)} {rule.name}")
            yield trier.tried(rule, _tell)
        return
    # who reads most others takes longest, and would be waited for at the end
    order = sorted(range(len(rules)), key=lambda place: -len(with_what_it_reads(rules[place], trier.rule_set).rules))
    waiting: dict[int, Tried] = {}
    given = 0
    _tell(f"0/{len(rules)}")
    found = crew(lambda part: trier.tried(rules[order[part]], _unseen), len(rules), jobs)
    for done, (part, tried) in enumerate(found, 1):
        _tell(f"{done}/{len(rules)} {rules[order[part]].name}")
        waiting[order[part]] = tried
        while given in waiting:
            yield waiting.pop(given)
            given += 1


def _told(every: Iterator[Tried], arguments: argparse.Namespace) -> int:
    """Say what came of each rule as it comes, then of all; gives the exit status."""
    from server.commands.rule_trying import Slips
    from server.rules.diary.junit import junit

    suites, slips = [], Slips()
    for tried in every:
        if tried.problem:
            _tell("")
            return _misuse(tried.problem, 1)
        for line in tried.said:
            _say(line)
        suites.append(tried.suite)
        slips += tried.slips
    _tell("")
    failed = sum(each.failures for each in suites)
    if arguments.junit is not None:
        arguments.junit.write_text(junit(suites), encoding="utf-8")
    if not arguments.json:
        words = _SENTENCES[arguments.lang]
        diaries = sum(each.tests for each in suites)
        _say(words["played"].format(diaries=diaries, rules=len(suites), failed=failed))
        if arguments.mutate and len(suites) > 1:
            _say(words["total"].format(caught=slips.caught, survived=slips.survived, equal=slips.equal))
    return 1 if failed or slips.survived else 0


def _say(text: str) -> None:
    _tell("")
    print(text, flush=True)


def _tell(progress: str) -> None:
    """Tell on a terminal how far it has come, on a line of its own that is written over."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{progress}")
        sys.stderr.flush()


def _unseen(_progress: str) -> None:
    """Tell nobody how far one of several processes has come."""


def _misuse(says: str, status: int) -> int:
    sys.stderr.write(f"nara rules test: {says}\n")
    return status
