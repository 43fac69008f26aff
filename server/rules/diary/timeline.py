"""Draws a case that failed, for a nurse: what was to happen and what did, and how the rule stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.diary.case import Outcome
from server.rules.diary.explanation import Explanation
from server.rules.diary.play import Misworded, Verdict
from server.rules.judging.why_text import text_of

_BEFORE: Final = 5
_AFTER: Final = 3
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "where": "{file}, rad {line}",
        "neither": "{at}: enligt dagboken händer ”{expected}”. Men då hände ”{happened}”.",
        "missing": "{at}: enligt dagboken händer ”{expected}”. Men då hände inget.",
        "extra": "{at}: enligt dagboken händer inget. Men då hände ”{happened}”.",
        "later": "”{expected}” hände först {at}.",
        "text": "{at}: texten på {language} är en annan än dagboken säger.",
        "sv": "svenska", "en": "engelska",
        "when": "när", "diary": "dagboken", "expected": "väntat", "happened": "hände",
        "mark": "<- här skiljer det", "says": "väntad text", "said": "texten blev",
        "rule": "Så stod regeln då:",
        "beside": "Samtidigt pågick: {rules}.",
        "not asked": "Patienten tillfrågas bara när svaret väntas minst en timme innan den bemannade tiden slutar, "
        "om mätningen kom inom två timmar, och inte om patienten är ostadig. Då utlöses varningen genast.",
        "so and silent": "Det som utlöser var sant, men en ny varning kräver att det har varit falskt sedan den förra "
        "slutade, och att regeln inte är tyst efter den.",
        "more": "… {count} rader till",
    },
    "en": {
        "where": "{file}, line {line}",
        "neither": "{at}: the diary says “{expected}”. But what happened is “{happened}”.",
        "missing": "{at}: the diary says “{expected}”. But nothing happened.",
        "extra": "{at}: the diary says that nothing happens. But what happened is “{happened}”.",
        "later": "“{expected}” did not happen until {at}.",
        "text": "{at}: the text in {language} is not what the diary says.",
        "sv": "Swedish", "en": "English",
        "when": "when", "diary": "diary", "expected": "expected", "happened": "happened",
        "mark": "<- first difference", "says": "expected text", "said": "the text was",
        "rule": "How the rule stood then:",
        "beside": "Open at the same time: {rules}.",
        "not asked": "A patient is asked only if the answer is due an hour or more before staffed time ends, if the "
        "reading came within two hours, and not if the patient is unsteady. Else the alert is raised at once.",
        "so and silent": "All that raises was so; but a new alert needs it to have been not so since the last one "
        "ended, and the rule not to be quiet after that.",
        "more": "… {count} lines more",
    },
}  # fmt: skip
_MEANS: Final[Mapping[str, str]] = {
    "asks patient": "patienten tillfrågas",
    "raised high": "varning, hög",
    "raised medium": "varning, medel",
    "raised low": "varning, låg",
    "raised info": "för kännedom",
    "raised technical": "tekniskt",
    "cleared": "slut av sig själv",
    "closed": "stängd av sjuksköterskan",
    "dropped": "släppt efter patientens svar",
    "withdrawn": "var aldrig så",
    "inhibited": "hålls tillbaka",
    "moved": "vid en annan tid",
    "missed": "började och slutade obemärkt",
    "reinstated": "var så i alla fall",
}
"""The words of diaries are English; in a Swedish sentence they are said in Swedish, too."""
_WEEKDAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the drawing."""

    at: datetime
    words: str
    expected: str
    happened: str


def draw(verdict: Verdict, language: str = "en") -> str:
    """Draw a failure: the sentence that says it, the rows around it with that row marked, and the rule's conditions."""
    return "\n".join(_Drawing(verdict, language).lines()).rstrip()


class _Drawing:
    """Draws one failure in one language."""

    def __init__(self, verdict: Verdict, language: str) -> None:
        self._verdict, self._case = verdict, verdict.case
        self._language, self._words = language, _WORDS[language]
        self._zone = ZoneInfo(verdict.case.person.zone)

    def lines(self) -> Iterator[str]:
        """Give the lines."""
        case = self._case
        where = self._words["where"].format(file=case.file, line=case.line) if case.file else ""
        yield f"✗ {case.rule}: {case.name}" + (f" ({where})" if where else "")
        if self._verdict.difference is not None:
            yield from (f"  {line}" for line in self._sentences(self._verdict.difference.at))
            yield ""
            yield from (f"  {line}" for line in self._table(self._verdict.difference.at))
        for wrong in self._misworded_apart():
            yield from (f"  {line}" for line in self._misworded(wrong))
        if self._verdict.explanation is not None:
            yield ""
            yield from (f"  {line}" for line in self._explained(self._verdict.explanation))

    def _sentences(self, at: datetime) -> Iterator[str]:
        """Say what was to happen first that did not, or did and was not to."""
        expected, happened = _at(self._case.expected, at), _at(self._verdict.happened, at)
        words = {"at": self._time(at), "expected": self._said(expected), "happened": self._said(happened)}
        kind = "neither" if expected and happened else "missing" if expected else "extra"
        yield self._words[kind].format(**words)
        later = next((each.at for each in self._verdict.happened if each.at > at and each.words in expected), None)
        if later is not None:
            yield self._words["later"].format(expected=words["expected"], at=self._time(later))

    def _said(self, outcomes: list[str]) -> str:
        if self._language == "sv":
            return ", ".join(f"{each} ({_MEANS.get(each, each)})" for each in outcomes)
        return ", ".join(outcomes)

    def _table(self, at: datetime) -> Iterator[str]:
        """Give the rows around an instant, side by side; of what the diary said long before, only how much it is."""
        words, rows = self._words, list(self._rows())
        here = next(place for place, row in enumerate(rows) if row.at >= at)
        first, end = max(0, here - _BEFORE), here + _AFTER + 1
        shown = rows[first:end]
        when = max(len(self._time(row.at)) for row in shown)
        wide = max(len(words["diary"]), *(len(row.words) for row in shown))
        middle = max(len(words["expected"]), *(len(row.expected) for row in shown))
        right = max(len(words["happened"]), *(len(row.happened) for row in shown))
        yield f"{words['when']:<{when}}  {words['diary']:<{wide}}  {words['expected']:<{middle}}  {words['happened']}"
        if first:
            yield words["more"].format(count=first)
        for row in shown:
            nothing = "–" if row is rows[here] else ""
            was_to, did = row.expected or nothing, row.happened or nothing
            line = f"{self._time(row.at):<{when}}  {row.words:<{wide}}  {was_to:<{middle}}  {did:<{right}}"
            yield f"{line}  {words['mark']}" if row is rows[here] else line.rstrip()
        if len(rows) > end:
            yield words["more"].format(count=len(rows) - end)

    def _rows(self) -> Iterator[Row]:
        """Give one row for each instant at which something is written, had to happen, or did."""
        case, happened = self._case, self._verdict.happened
        instants = {each.at for each in case.written} | {each.at for each in (*case.expected, *happened)}
        for at in sorted(instants):
            yield Row(
                at=at,
                words="; ".join(each.words for each in case.written if each.at == at),
                expected=", ".join(_at(case.expected, at)),
                happened=", ".join(_at(happened, at)),
            )

    def _misworded_apart(self) -> Iterator[Misworded]:
        """Give the texts that are otherwise, but those that are missing only because nothing happened."""
        return (wrong for wrong in self._verdict.misworded if wrong.said or self._verdict.difference is None)

    def _misworded(self, wrong: Misworded) -> Iterator[str]:
        words = self._words
        yield words["text"].format(at=self._time(wrong.at), language=words[wrong.language])
        wide = max(len(words["says"]), len(words["said"])) + 1
        yield f"  {words['says'] + ':':<{wide}} {wrong.expected}"
        yield f"  {words['said'] + ':':<{wide}} {wrong.said or '–'}"

    def _explained(self, explanation: Explanation) -> Iterator[str]:
        """Show the conditions with their numbers, and say what no condition says."""
        words = self._words
        yield words["rule"]
        yield from (f"  {line}" for line in text_of(explanation.why, self._language).splitlines())
        if explanation.beside:
            yield words["beside"].format(rules=", ".join(explanation.beside))
        difference = self._verdict.difference
        if difference is None:
            return
        expected, happened = _at(self._case.expected, difference.at), _at(self._verdict.happened, difference.at)
        if "asks patient" in expected and any(each.startswith("raised") for each in happened):
            yield words["not asked"]
        if expected and not happened and explanation.is_so_and_silent:
            yield words["so and silent"]

    def _time(self, at: datetime) -> str:
        """Write a time with its weekday, for rules are of days."""
        local = at.astimezone(self._zone)
        return f"{_WEEKDAYS[self._language][local.weekday()]} {local:%Y-%m-%d %H:%M}"


def _at(outcomes: tuple[Outcome, ...], at: datetime) -> list[str]:
    return [each.words for each in outcomes if each.at == at]
