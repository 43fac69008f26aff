"""``nara rules test``: plays the diaries of the rules, and tells which slips of a rule no diary would notice."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from server.commands.subparsers import Subparsers

if TYPE_CHECKING:
    from server.rules.diary.case import Case
    from server.rules.diary.play import Begin, Verdict
    from server.rules.language.rule import Rule
    from server.rules.language.rule_set import RuleSet


def add_test(rules: Subparsers) -> None:
    """Add ``test`` to ``nara rules``."""
    test = rules.add_parser(
        "test",
        help="play the diaries of the rules",
        epilog="exit status: 0 if all is as written, 1 if not, 2 if asked wrongly",
    )
    test.add_argument("rule", nargs="?", metavar="RULE", help="one rule; else all of them")
    test.add_argument("--rules", metavar="FOLDER", help="another folder of rules")
    test.add_argument("--mutate", action="store_true", help="nudge the rules, and tell which slips no diary notices")
    test.add_argument("--suggest", action="store_true", help="with --mutate: write a diary for each of those slips")
    test.add_argument("--junit", metavar="FILE", type=Path, help="write the results as JUnit XML, too")
    test.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of the drawings")
    test.set_defaults(func=_test)


def _test(arguments: argparse.Namespace) -> int:
    from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
    from server.rules.diary.case import DiaryError
    from server.rules.language.reading import read_folder

    try:
        files = read_files(rule_folder(arguments.rules))
    except RuleFolderError as problem:
        return _misuse(str(problem), 2)
    rule_set = read_folder(files, datetime.now(UTC).date()).rule_set
    if rule_set is None:
        return _misuse("the folder cannot be loaded: nara rules check says why", 1)
    if arguments.rule is not None and arguments.rule not in rule_set.rules:
        return _misuse(f"there is no rule {arguments.rule!r}", 2)
    rules = [rule_set.rules[arguments.rule]] if arguments.rule else list(rule_set.rules.values())
    try:
        return _play_all(rules, rule_set, files, arguments)
    except DiaryError as problem:
        return _misuse(str(problem), 1)


def _play_all(rules: list[Rule], rule_set: RuleSet, files: Mapping[str, bytes], arguments: argparse.Namespace) -> int:
    from server.rules.diary.junit import junit
    from server.rules.diary.play import play
    from server.rules.diary.shelf import cases_of
    from server.rules.diary.timeline import draw

    verdicts: list[Verdict] = []
    surviving = 0
    for rule in rules:
        cases = cases_of(rule, rule_set, files)
        mine = [play(case, _begin(rule, rule_set)) for case in cases]
        verdicts += mine
        for verdict in mine:
            if not verdict.is_good:
                print(draw(verdict, arguments.lang), end="\n\n")
        if arguments.mutate:
            for line, is_surviving in _mutated(rule, rule_set, cases, with_diaries=arguments.suggest):
                surviving += is_surviving
                print(line)
    if arguments.junit is not None:
        arguments.junit.write_text(junit(verdicts, arguments.lang), encoding="utf-8")
    failed = sum(not verdict.is_good for verdict in verdicts)
    print(f"{len(verdicts)} diaries of {len(rules)} rules: {failed} otherwise than written")
    return 1 if failed or surviving else 0


def _mutated(
    rule: Rule, rule_set: RuleSet, cases: tuple[Case, ...], *, with_diaries: bool
) -> Iterator[tuple[str, bool]]:
    """Tell what became of a rule's mutants, a line each, and of each whether it survived."""
    from server.rules.diary.coverage import cover
    from server.rules.diary.shelf import read_again
    from server.rules.diary.suggestion import suggest

    found = cover(rule, cases, lambda mutant: _begin(mutant, rule_set), rule_set.signals)
    survived, equal = len(found.surviving), len(found.equal)
    yield f"{rule.name}: {found.caught} slips noticed, {survived} not, {equal} change nothing", False
    for mutant in found.equal:
        yield f"    changes nothing: {mutant.says}", False
    for mutant in found.surviving:
        yield f"    not noticed: {mutant.says}", True
        if with_diaries:
            made = suggest(
                cases, lambda case, diary: read_again(case, diary, rule, rule_set), _begin(rule, rule_set),
                _begin(mutant.rule, rule_set),
            )  # fmt: skip
            said = "no single change of a diary tells them apart" if made is None else made
            yield "\n".join(f"        {line}" for line in said.splitlines()), False


def _begin(rule: Rule, rule_set: RuleSet) -> Begin:
    """Make judges of the engine for a rule, as it is given, and what it reads."""
    from server.rules.diary.closure import with_what_it_reads
    from server.rules.diary.engine_judge import EngineJudge, staff_would_see
    from server.rules.judging.live import Live

    part = with_what_it_reads(rule, rule_set)
    return lambda person: EngineJudge(Live(part, staff_would_see(person)), part, rule.name, person)


def _misuse(says: str, status: int) -> int:
    sys.stderr.write(f"nara rules test: {says}\n")
    return status
