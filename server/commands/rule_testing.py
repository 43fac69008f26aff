"""``nara rules test``: plays the diaries of the rules, and tells which slips of a rule no diary would notice."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server.commands.subparsers import Subparsers

if TYPE_CHECKING:
    from server.rules.diary.coverage import Coverage
    from server.rules.diary.mutant import Mutant
    from server.rules.diary.play import Verdict
    from server.rules.diary.script import Script
    from server.rules.language.rule import Rule
    from server.rules.language.rule_set import RuleSet

_OBJECTS_UNTIL_COLLECTED: Final = 50_000
"""Of all that is read nothing is let go."""
_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "none": "{rule}: inga dagböcker, {file}.test.yaml saknas",
        "played": "{diaries} dagböcker för {rules} regler: {failed} går annorlunda än de säger",
        "slips": "{rule}: {caught} skrivfel märks, {survived} märks inte, {equal} ändrar inget",
        "equal": "ändrar inget: {says}",
        "survived": "märks inte: {says}",
        "suggested": "en dagbok som skulle märka det:",
        "nothing": "ingen enstaka ändring av en dagbok skiljer dem åt: här måste någon tänka",
        "total": "{caught} skrivfel märks, {survived} märks inte, {equal} ändrar inget",
    },
    "en": {
        "none": "{rule}: no diaries, there is no {file}.test.yaml",
        "played": "{diaries} diaries of {rules} rules: {failed} go otherwise than written",
        "slips": "{rule}: {caught} slips noticed, {survived} not, {equal} change nothing",
        "equal": "changes nothing: {says}",
        "survived": "not noticed: {says}",
        "suggested": "a diary that would notice it:",
        "nothing": "no single change of a diary tells them apart: here somebody must think",
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
    test.set_defaults(func=_test)


def _test(arguments: argparse.Namespace) -> int:
    from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder
    from server.rules.diary.case import DiaryError
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
    try:
        return _Run(rule_set, files, arguments).of(rules)
    except DiaryError as problem:
        return _misuse(str(problem), 1)


@dataclass(slots=True)
class _Run:
    """One run of the command: what it has found so far, and how it tells."""

    rule_set: RuleSet
    files: Mapping[str, bytes]
    arguments: argparse.Namespace
    verdicts: list[Verdict] = field(default_factory=list)
    slips: list[Coverage] = field(default_factory=list)

    def of(self, rules: Sequence[Rule]) -> int:
        """Test these rules one after another; gives the exit status."""
        from server.rules.diary.junit import junit

        for done, rule in enumerate(rules):
            self._tell(f"{done + 1}/{len(rules)} {rule.name}")
            self._test(rule)
        self._tell("")
        failed = sum(not verdict.is_good for verdict in self.verdicts)
        if self.arguments.junit is not None:
            self.arguments.junit.write_text(junit(self.verdicts, self.arguments.lang), encoding="utf-8")
        if not self.arguments.json:
            self._say(self._sentence("played", diaries=len(self.verdicts), rules=len(rules), failed=failed))
            if len(self.slips) > 1:
                self._say(self._sentence("total", **_counts(self.slips)))
        return 1 if failed or any(not each.is_whole for each in self.slips) else 0

    def _test(self, rule: Rule) -> None:
        from server.rules.diary.play import verdicts_of
        from server.rules.diary.script import scripts_of
        from server.rules.diary.shelf import cases_of
        from server.rules.diary.timeline import draw

        scripts = scripts_of(cases_of(rule, self.rule_set, self.files), self.rule_set.signals)
        if not scripts and not self.arguments.json:
            self._say(self._sentence("none", rule=rule.name, file=rule.name))
        verdicts = verdicts_of(scripts, rule, self.rule_set)
        self.verdicts += verdicts
        for verdict in verdicts:
            if self.arguments.json:
                self._say(json.dumps(_diary_json(verdict, draw(verdict, self.arguments.lang)), ensure_ascii=False))
            elif not verdict.is_good:
                self._say(f"{draw(verdict, self.arguments.lang)}\n")
        if self.arguments.mutate:
            self._mutate(rule, scripts)

    def _mutate(self, rule: Rule, scripts: Sequence[Script]) -> None:
        from server.rules.diary.coverage import cover

        found = cover(rule, self.rule_set, scripts, lambda done, of: self._tell(f"{rule.name}: {done}/{of}"))
        self.slips.append(found)
        suggested = {
            mutant.says: self._suggested(rule, scripts, mutant) if self.arguments.suggest else None
            for mutant in found.surviving
        }
        if self.arguments.json:
            self._say(json.dumps(_slips_json(found, suggested), ensure_ascii=False))
            return
        self._say(self._sentence("slips", rule=rule.name, **_counts([found])))
        for mutant in found.equal:
            self._say(f"    {self._sentence('equal', says=mutant.says)}")
        for says, diary in suggested.items():
            self._say(f"    {self._sentence('survived', says=says)}")
            if self.arguments.suggest:
                head = self._sentence("nothing" if diary is None else "suggested")
                self._say("\n".join(f"        {line}" for line in (head, *(diary or "").splitlines())))

    def _suggested(self, rule: Rule, scripts: Sequence[Script], mutant: Mutant) -> str | None:
        from server.rules.diary.shelf import read_again
        from server.rules.diary.suggestion import suggest

        self._tell(mutant.says)
        return suggest(
            scripts, lambda case, diary: read_again(case, diary, rule, self.rule_set), rule, mutant.rule, self.rule_set
        )

    def _sentence(self, name: str, **words: object) -> str:
        return _SENTENCES[self.arguments.lang][name].format(**words)

    def _say(self, text: str) -> None:
        self._tell("")
        print(text, flush=True)

    def _tell(self, progress: str) -> None:
        """Tell on a terminal how far it has come, on a line of its own that is written over."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{progress}")
            sys.stderr.flush()


def _counts(found: Sequence[Coverage]) -> dict[str, int]:
    return {
        "caught": sum(each.caught for each in found),
        "survived": sum(len(each.surviving) for each in found),
        "equal": sum(len(each.equal) for each in found),
    }


def _diary_json(verdict: Verdict, drawn: str) -> dict[str, object]:
    """Say of a diary how it went; what is otherwise is drawn, and the conditions are told as a tree."""
    case, why = verdict.case, verdict.explanation
    found: dict[str, object] = {"rule": case.rule, "diary": case.name, "file": case.file, "line": case.line}
    found |= {"good": verdict.is_good}
    if verdict.is_good:
        return found
    outcomes = [("expected", case.expected), ("happened", verdict.happened)]
    found |= {name: [{"at": each.at.isoformat(), "words": each.words} for each in those] for name, those in outcomes}
    found |= {"wrong_at": None if verdict.wrong_at is None else verdict.wrong_at.isoformat(), "drawn": drawn}
    return found | {"why": None if why is None else why.why.to_json()}


def _slips_json(found: Coverage, suggested: Mapping[str, str | None]) -> dict[str, object]:
    """Say of a rule which slips its diaries notice."""
    surviving = [{"says": says, "suggested": diary} for says, diary in suggested.items()]
    equal = [mutant.says for mutant in found.equal]
    return {"rule": found.rule, "slips_noticed": found.caught, "not_noticed": surviving, "change_nothing": equal}


def _misuse(says: str, status: int) -> int:
    sys.stderr.write(f"nara rules test: {says}\n")
    return status
