"""Writes a tree of conditions for people, Swedish or English, with marks that need no colour."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from server.rules.judging.truth import NO, UNKNOWN, YES
from server.rules.judging.value import Figure, Value
from server.rules.judging.why import ANSWERS, Node, Why
from server.rules.judging.why_words import WHY_WORDS
from server.rules.language.condition import Averages, Change, Drift, Limit, Trend
from server.rules.language.read_back import voice_of

_INDENT: Final = "    "
_EXACT: Final = 3
"""Decimals of a kilogram here: what decides must be seen, also where an alert's text rounds."""
_MARKS: Final = {YES: "✓", NO: "✗", UNKNOWN: "?"}


def text_of(why: Why, language: str) -> str:
    """Write a tree, a condition a line with its numbers and readings under it."""
    return "\n".join(_Writer(why, language).lines())


class _Writer:
    """Writes one tree in one language."""

    def __init__(self, why: Why, language: str) -> None:
        self._why = why
        self._words = WHY_WORDS[language]
        self._wording = why.here.wordings[language]
        self._language = language

    def lines(self) -> Iterator[str]:
        """Give the lines."""
        why, words, rule = self._why, self._words, self._why.here.scene.rule
        yield f"{rule.title[self._language]} ({rule.name} {rule.version}), {self._time(why.at_s)}"
        if not why.is_for:
            yield words["not for"]
        yield words["open"].format(since=self._time(why.told.start_s)) if why.told is not None else words["closed"]
        for title, tree in (("raises", why.raise_when), ("unless", why.unless), ("clears", why.clear_when)):
            if tree is not None:
                yield f"{words[title]}:"
                yield from (f"{_INDENT}{line}" for line in self._node(tree))
        if why.settings:
            yield words["settings"]
        voice = voice_of(rule, self._language)
        for used in why.settings:
            yield f"{_INDENT}{used.name}: {voice.quantity(used.value)} ({words[used.origin.value]})"

    def _node(self, node: Node) -> Iterator[str]:
        words = self._words
        because = "" if node.doubt is None else f": {words[node.doubt.value]}"
        yield f"{_MARKS[node.answer]} {node.said[self._language]} [{words[ANSWERS[node.answer]]}{because}]"
        if node.here.place != self._why.here.place and not node.parts:
            yield f"{_INDENT}({words['at'].format(at=self._time(node.here.at_s))})"
        if node.values:
            yield _INDENT + " · ".join(f"{words[name]} {self._value(value)}" for name, value in node.values.items())
        if node.used:
            used = [f"{self._time(at_s)}{self._measured(node, number)}" for at_s, number in node.used]
            yield f"{_INDENT}{words['used']}: {'; '.join(used)}"
        if node.refused:
            refused = [
                f"{self._time(each.at_s)}{self._measured(node, each.number)} ({words[each.why.value]})"
                for each in node.refused
            ]
            yield f"{_INDENT}{words['refused']}: {'; '.join(refused)}"
        for part in node.parts:
            yield from (f"{_INDENT}{line}" for line in self._node(part))

    def _value(self, value: Value) -> str:
        return self._wording.figure(value, _EXACT) if isinstance(value, Figure) else self._wording.say(value)

    def _measured(self, node: Node, number: int) -> str:
        """Say a reading's value; of flags and answers, nothing, nor of what may be another patient's."""
        if not isinstance(node.condition, Limit | Change | Trend | Averages | Drift):
            return ""
        measure = node.here.scene.measure(node.condition.measure)
        column = node.here.scene.frame.raw(measure.vital.value.name)
        mine = column.values[column.numbers == number]
        if not len(mine):
            return ""
        value = Fraction(int(mine[0]), measure.per_unit)
        return f" {self._wording.figure(Figure(amount=value, unit=measure.unit), _EXACT)}"

    def _time(self, at_s: int) -> str:
        return self._wording.time(at_s)
