"""``nara rules read``: one rule in plain words, with one example that just raises and one that just does not."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from server.commands.subparsers import Subparsers

if TYPE_CHECKING:
    from server.rules.diary.case import Case
    from server.rules.language.rule import Rule

_HEADS: Final = {
    "sv": (
        "Version {version}, {status}.",
        "Säger till sjuksköterskan",
        "Säger till patienten",
        "Så här:",
        "Och så här inte:",
        "Får kosta högst {budget} oförklarade episoder per patientår.",
    ),
    "en": (
        "Version {version}, {status}.",
        "Says to the nurse",
        "Says to the patient",
        "Like this:",
        "And not like this:",
        "May cost at most {budget} unexplained episodes per patient-year.",
    ),
}


def add_read(rules: Subparsers) -> None:
    """Add ``read`` to ``nara rules``."""
    read = rules.add_parser(
        "read",
        help="read a rule back in plain words",
        epilog="exit status: 0, 1 if the folder cannot be loaded, 2 if asked wrongly",
    )
    read.add_argument("rule", metavar="RULE", help="the rule's name")
    read.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of the page")
    read.add_argument("--rules", metavar="FOLDER", help="another folder of rules")
    read.set_defaults(func=_read)


def _read(arguments: argparse.Namespace) -> int:
    from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
    from server.rules.diary.case import DiaryError
    from server.rules.language.read_back import read_back
    from server.rules.language.reading import read_folder

    try:
        files = read_files(rule_folder(arguments.rules))
    except RuleFolderError as problem:
        return _misuse(str(problem), 2)
    rule_set = read_folder(files, datetime.now(UTC).date()).rule_set
    if rule_set is None:
        return _misuse("the folder cannot be loaded: nara rules check says why", 1)
    rule = rule_set.rules.get(arguments.rule)
    if rule is None:
        return _misuse(f"there is no rule {arguments.rule!r}; there are {', '.join(sorted(rule_set.rules))}", 2)
    try:
        from server.rules.diary.shelf import cases_of

        cases = cases_of(rule, rule_set, files)
    except DiaryError as problem:
        return _misuse(str(problem), 1)
    print("\n".join(_page(rule, read_back(rule, rule_set, arguments.lang), cases, arguments.lang)))
    return 0


def _page(rule: Rule, words: str, cases: Sequence[Case], language: str) -> Iterator[str]:
    """Put the page together: title, what it does, what it says, and two examples."""
    from server.rules.diary.strip import draw_strip, examples
    from server.rules.language.budget import written_budget

    head, nurse, patient, fires, rests, costs = _HEADS[language]
    yield rule.title[language]
    yield head.format(version=rule.version, status=rule.status.value)
    yield ""
    yield words
    yield ""
    if rule.burden_per_1000_patient_years is not None:
        yield costs.format(budget=written_budget(rule.burden_per_1000_patient_years))
    yield f"{nurse}: {rule.say.nurse[language]}"
    if rule.say.patient:
        yield f"{patient}: {rule.say.patient[language]}"
    for title, case in zip((fires, rests), examples(cases), strict=True):
        if case is not None:
            yield ""
            yield f"{title} {case.name}"
            yield from (f"    {line}" for line in draw_strip(case, language).splitlines())


def _misuse(says: str, status: int) -> int:
    sys.stderr.write(f"nara rules read: {says}\n")
    return status
