"""Writes a tree of conditions for people, Swedish or English, with marks that need no colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from server.rules.judging.truth import NO, UNKNOWN, YES
from server.rules.judging.value import Figure, Value
from server.rules.judging.why import ANSWERS, Node, Why
from server.rules.language.condition import Averages, Change, Drift, Limit, Trend

_INDENT: Final = "    "
_EXACT: Final = 3
"""Decimals of a kilogram here: what decides must be seen, also where an alert's text rounds."""
_MARKS: Final = {YES: "✓", NO: "✗", UNKNOWN: "?"}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "yes": "ja", "no": "nej", "cannot tell": "går inte att avgöra",
        "raises": "Utlöser när", "unless": "Men inte när",
        "clears": "Slutar när", "not for": "Regeln gäller inte patienten.",
        "open": "En varning pågår sedan {since}.",
        "closed": "Ingen varning pågår.", "settings": "Inställningar:", "used": "använt", "refused": "räknades inte",
        "at": "som det var {at}",
        "now": "nu", "earlier": "jämfört med", "change": "skillnad", "limit": "gräns", "days": "under",
        "earlier_day": "dagen", "earlier_time": "senast hörd", "reference_day": "satt", "missing_days": "saknas",
        "count": "antal", "of": "av", "answer": "svar", "before": "före", "event": "händelse", "event_day": "dagen",
        "pressed_time": "tryckt", "alert": "varning",
        "patient": "satt för patienten", "profile": "ur patientens profil", "rule": "regelns eget värde",
        "no_data": "inget är mätt eller svarat", "not_since": "inget har kommit sedan varningen började",
        "too_old": "det senaste är för gammalt",
        "too_few": "det är för få värden", "gate": "det som är mätt är kanske någon annans",
        "not_morning": "inte mätt på morgonen", "not_agreed": "inget är överenskommet med patienten",
        "hub_silent": "hubben har inte hörts sedan dess", "never_heard": "hubben har aldrig hörts",
        "no_episode": "det finns ingen varning att jämföra med",
        "at_times": "det gick inte att avgöra hela tiden",
        "implausible": "orimligt", "questioned": "kanske någon annans", "marked": "märkt av apparaten",
    },
    "en": {
        "yes": "yes", "no": "no", "cannot tell": "cannot tell",
        "raises": "Raises when", "unless": "But not when",
        "clears": "Ends when", "not for": "The rule is not for this patient.",
        "open": "An alert is open since {since}.",
        "closed": "No alert is open.", "settings": "Settings:", "used": "used", "refused": "did not count",
        "at": "as it was {at}",
        "now": "now", "earlier": "against", "change": "difference", "limit": "limit", "days": "over",
        "earlier_day": "the day", "earlier_time": "last heard", "reference_day": "set", "missing_days": "missing",
        "count": "count", "of": "of", "answer": "answer", "before": "before", "event": "event", "event_day": "the day",
        "pressed_time": "pressed", "alert": "alert",
        "patient": "set for the patient", "profile": "from the patient's profile", "rule": "the rule's own value",
        "no_data": "nothing was measured or answered", "not_since": "nothing has come since the alert began",
        "too_old": "the newest is too old",
        "too_few": "there are too few values", "gate": "what was measured may be somebody else's",
        "not_morning": "not measured in the morning", "not_agreed": "nothing was agreed with the patient",
        "hub_silent": "the hub was not heard since", "never_heard": "the hub was never heard",
        "no_episode": "there is no alert to compare with",
        "at_times": "it could not be told all the time",
        "implausible": "implausible", "questioned": "may be somebody else's", "marked": "marked by the device",
    },
}  # fmt: skip


def text_of(why: Why, language: str) -> str:
    """Write a tree, a condition a line with its numbers and readings under it."""
    return "\n".join(_Writer(why, language).lines())


class _Writer:
    """Writes one tree in one language."""

    def __init__(self, why: Why, language: str) -> None:
        self._why = why
        self._words = _WORDS[language]
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
        for used in why.settings:
            yield f"{_INDENT}{used.name}: {self._wording.voice.quantity(used.value)} ({words[used.origin.value]})"

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
        """Say a reading's value; of flags and answers, nothing."""
        if not isinstance(node.condition, Limit | Change | Trend | Averages | Drift):
            return ""
        measure = node.here.scene.measure(node.condition.measure)
        column = node.here.scene.frame.raw(measure.vital.value.name)
        value = Fraction(int(column.values[column.numbers == number][0]), measure.per_unit)
        return f" {self._wording.figure(Figure(amount=value, unit=measure.unit), _EXACT)}"

    def _time(self, at_s: int) -> str:
        return self._wording.time(at_s)
