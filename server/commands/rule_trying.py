"""One rule tried by its diaries: how they go, which slips they would notice, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from server.rules.diary.case import DiaryError
from server.rules.diary.junit import Suite, suite_of
from server.rules.diary.play import Verdict, verdicts_of
from server.rules.diary.script import Script, scripts_of
from server.rules.diary.shelf import cases_of, read_again
from server.rules.diary.timeline import draw
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet

if TYPE_CHECKING:
    from server.rules.diary.coverage import Coverage
    from server.rules.diary.mutant import Mutant

_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "none": "{rule}: inga dagböcker, {file}.test.yaml saknas",
        "slips": "{rule}: {caught} skrivfel märks, {survived} märks inte, {equal} ändrar inget",
        "equal": "ändrar inget: {says}",
        "survived": "märks inte: {says}",
        "suggested": "en dagbok som skulle märka det:",
        "nothing": "ingen enstaka ändring av en dagbok skiljer dem åt: här måste någon tänka",
    },
    "en": {
        "none": "{rule}: no diaries, there is no {file}.test.yaml",
        "slips": "{rule}: {caught} slips noticed, {survived} not, {equal} change nothing",
        "equal": "changes nothing: {says}",
        "survived": "not noticed: {says}",
        "suggested": "a diary that would notice it:",
        "nothing": "no single change of a diary tells them apart: here somebody must think",
    },
}
Tell = Callable[[str], None]
"""Tells how far it has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """How many slips of a rule its diaries notice, how many they do not, and how many change nothing."""

    caught: int = 0
    survived: int = 0
    equal: int = 0

    def __add__(self, other: Slips) -> Slips:
        """Count together."""
        return Slips(
            caught=self.caught + other.caught, survived=self.survived + other.survived, equal=self.equal + other.equal
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a rule: what is ``said``, line by line, and counts; ``problem``: a diary that cannot be read."""

    suite: Suite
    said: tuple[str, ...] = ()
    slips: Slips = Slips()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trier:
    """Tries rules of a set, one at a time, by the diaries among the files of its folder."""

    rule_set: RuleSet
    files: Mapping[str, bytes]
    language: str
    as_json: bool
    mutates: bool
    suggests: bool

    def tried(self, rule: Rule, tell: Tell) -> Tried:
        """Play the diaries of a rule, and its slips through them if that is wanted."""
        try:
            cases = cases_of(rule, self.rule_set, self.files)
        except DiaryError as problem:
            return Tried(suite=suite_of(rule.name, []), problem=str(problem))
        scripts = scripts_of(cases, self.rule_set.signals)
        verdicts = verdicts_of(scripts, rule, self.rule_set)
        said, slips = [*self._of_diaries(rule, verdicts)], Slips()
        if self.mutates:
            from server.rules.diary.coverage import cover

            found = cover(rule, self.rule_set, scripts, lambda done, of: tell(f"{rule.name}: {done}/{of}"))
            said += self._of_slips(rule, scripts, found, tell)
            slips = _counted(found)
        return Tried(suite=suite_of(rule.name, verdicts, self.language), said=tuple(said), slips=slips)

    def _of_diaries(self, rule: Rule, verdicts: Sequence[Verdict]) -> Iterator[str]:
        """Say how the diaries go: for machines each, for people those that go otherwise than written."""
        if self.as_json:
            for verdict in verdicts:
                yield json.dumps(_diary_json(verdict, draw(verdict, self.language)), ensure_ascii=False)
            return
        if not verdicts:
            yield self._sentence("none", rule=rule.name, file=rule.name)
        yield from (f"{draw(verdict, self.language)}\n" for verdict in verdicts if not verdict.is_good)

    def _of_slips(self, rule: Rule, scripts: Sequence[Script], found: Coverage, tell: Tell) -> Iterator[str]:
        suggested = {
            mutant.says: self._suggested(rule, scripts, mutant, tell) if self.suggests else None
            for mutant in found.surviving
        }
        if self.as_json:
            yield json.dumps(_slips_json(found, suggested), ensure_ascii=False)
            return
        slips = _counted(found)
        yield self._sentence("slips", rule=rule.name, caught=slips.caught, survived=slips.survived, equal=slips.equal)
        yield from (f"    {self._sentence('equal', says=mutant.says)}" for mutant in found.equal)
        for says, diary in suggested.items():
            yield f"    {self._sentence('survived', says=says)}"
            if self.suggests:
                head = self._sentence("nothing" if diary is None else "suggested")
                yield "\n".join(f"        {line}" for line in (head, *(diary or "").splitlines()))

    def _suggested(self, rule: Rule, scripts: Sequence[Script], mutant: Mutant, tell: Tell) -> str | None:
        from server.rules.diary.suggestion import suggest

        tell(mutant.says)
        return suggest(
            scripts, lambda case, diary: read_again(case, diary, rule, self.rule_set), rule, mutant.rule, self.rule_set
        )

    def _sentence(self, name: str, **words: object) -> str:
        return _SENTENCES[self.language][name].format(**words)


def _counted(found: Coverage) -> Slips:
    return Slips(caught=found.caught, survived=len(found.surviving), equal=len(found.equal))


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
