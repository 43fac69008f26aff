"""The tree of conditions of an alert as its page shows it: each condition in words, its answer and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.patients.saying import Saying
from server.rules.judging.value import Chosen, Figure, Value
from server.rules.judging.why_words import WHY_WORDS
from server.rules.judging.wording import Wording
from server.rules.language.read_back_number import Voice
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import local_day
from server.web.measured import in_words
from server.web.numbers import values_of
from server.web.shown import Point
from server.web.words import Language

_EXACT: Final = 3
"""Decimals of a kilogram: what decides must be seen, also where an alert's text rounds."""
_TREES: Final = (("raises", "raise_when"), ("unless", "unless"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rested:
    """A reading or an answer: when, in words, and why it did not count. ``leads`` to a page if it was measured."""

    number: int
    at: datetime
    says: str
    leads: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One condition: in words, with its answer, why it cannot be told, its numbers, and what counted and did not.

    ``at`` is when it was so, if that was before the alert's own instant.
    """

    says: str
    answer: str
    because: str
    at: datetime | None
    numbers: Sequence[tuple[str, str]]
    used: Sequence[Rested]
    refused: Sequence[Rested]
    parts: Sequence[Branch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What raises, or what holds back: its opening words, and the condition at the top."""

    opens: str
    top: Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a page knows of what trees rest on, by number, and in which language and place it is read."""

    read: Mapping[int, Sequence[Point]]
    heard: Mapping[int, Saying]
    rules: RuleSet
    language: Language
    zone: str
    now: datetime


def trees_of(why: Mapping[str, Any] | None, grounds: Grounds) -> list[Tree]:
    """Give the trees of an alert, none where none was kept."""
    if why is None:
        return []
    gardener = _Gardener(grounds, str(why.get("at", "")))
    words = WHY_WORDS[grounds.language]
    return [Tree(opens=words[word], top=gardener.branch(why[name])) for word, name in _TREES if name in why]


class _Gardener:
    """Makes branches in one language; ``at`` is the alert's own instant."""

    def __init__(self, grounds: Grounds, at: str) -> None:
        zone = ZoneInfo(grounds.zone)
        self._grounds, self._at, self._words = grounds, at, WHY_WORDS[grounds.language]
        self._wording = Wording(
            voice=Voice(language=grounds.language, settings={}),
            rule_set=grounds.rules,
            zone=zone,
            today=local_day(grounds.now, zone),
            at_s=int(grounds.now.timestamp()),
        )

    def branch(self, node: Mapping[str, Any]) -> Branch:
        """Make one, with those of its parts."""
        because, parts = node.get("because"), node.get("parts", ())
        is_earlier = not parts and node.get("at") not in {None, self._at}
        return Branch(
            says=str(node.get("says", {}).get(self._grounds.language, "")),
            answer=str(node.get("answer", "cannot tell")),
            because="" if because is None else self._words.get(because, str(because)),
            at=datetime.fromisoformat(node["at"]) if is_earlier else None,
            numbers=[(self._words[name], self._say(value)) for name, value in values_of(node.get("numbers", {}))],
            used=list(self._rested(node.get("used", ()))),
            refused=list(self._rested(node.get("refused", ()))),
            parts=[self.branch(part) for part in parts],
        )

    def _rested(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[Rested]:
        language = self._grounds.language
        for row in rows:
            number, why = int(row["arrival"]), str(row.get("why", ""))
            points, saying = self._grounds.read.get(number, ()), self._grounds.heard.get(number)
            said = in_words(points, language, is_exact=True)
            if saying is not None:
                said = saying.say.get(language, saying.about)
            yield Rested(
                number=number,
                at=datetime.fromisoformat(row["at"]),
                says=said,
                leads=bool(points),
                why=self._words.get(why, why),
            )

    def _say(self, value: Value) -> str:
        if isinstance(value, Figure):
            return self._wording.figure(value, _EXACT)
        if isinstance(value, Chosen) and value.question not in self._grounds.rules.symptoms:
            return value.code
        return self._wording.say(value)
