"""What may be said of what: the verbs of a condition on one thing, with the modifiers that each needs or allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.rules.language.key import Holds, Key
from server.rules.language.vocabulary import BUTTONS


class Thing(StrEnum):
    """What a condition can be about."""

    NUMBER = "a measure"
    FLAG = "a flag"
    QUESTION = "a question"
    HUB = "the hub"
    ANYTHING = "anything"
    EVENT = "an event"
    BUTTON = "a button"
    ALERT = "an alert"


FIXED: Final[Mapping[str, Thing]] = {
    "hub": Thing.HUB,
    "anything": Thing.ANYTHING,
    "event": Thing.EVENT,
    "button": Thing.BUTTON,
    "alert": Thing.ALERT,
}
"""The things that are there in every folder; measures are named in signals.yaml, questions in symptoms.yaml."""
QUESTION_PREFIX: Final = "symptom."


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: of what it can be said, what it needs (one key of each group, no more), and what it may have."""

    key: Key
    things: frozenset[Thing]
    needs: tuple[tuple[str, ...], ...] = ()
    may: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The word itself."""
        return self.key.name

    @property
    def modifiers(self) -> tuple[str, ...]:
        """All keys that may stand beside it."""
        return (*(name for group in self.needs for name in group), *self.may)


def _verb(
    name: str, things: set[Thing], holds: Holds, about: str, needs: str = "", may: str = "", among: tuple[str, ...] = ()
) -> Verb:
    """Write a verb on one line; ``needs`` are words, with a bar between those of which one is needed."""
    groups = tuple(tuple(group.split("|")) for group in needs.split())
    return Verb(Key(name, holds, about, among=among), frozenset(things), groups, tuple(may.split()))


T, H = Thing, Holds
_LIMIT_MAY = "using above below or_else on needs ignore_flags same_sitting"

VERBS: Final[tuple[Verb, ...]] = (
    _verb("at_least", {T.NUMBER}, H.AMOUNT, "this much or more", may=_LIMIT_MAY),
    _verb("at_most", {T.NUMBER}, H.AMOUNT, "this much or less", may=_LIMIT_MAY),
    _verb("more_than", {T.NUMBER}, H.AMOUNT, "more than this", may=_LIMIT_MAY),
    _verb("less_than", {T.NUMBER}, H.AMOUNT, "less than this", may=_LIMIT_MAY),
    _verb("rises_by", {T.NUMBER}, H.AMOUNT, "above the lowest day before", "within|since", "using"),
    _verb("falls_by", {T.NUMBER}, H.AMOUNT, "below the highest day before", "within|since", "using"),
    _verb("trend_at_least", {T.NUMBER}, H.RATE, "the slope of the days, or more", "over needs", "on"),
    _verb("average_of", {T.NUMBER}, H.PERIOD, "the mean of few days", "exceeds_average_of by|by_less_than needs", "on"),
    _verb("drifts_by", {T.NUMBER}, H.AMOUNT, "a sum of what goes beyond a leak", "above|below leaving over"),
    _verb("missing_for", {T.NUMBER, T.ANYTHING}, H.PERIOD, "planned and not taken", "due_by", "beyond"),
    _verb("silent_for", {T.HUB}, H.PERIOD, "not heard for so long"),
    _verb("arrives", {T.NUMBER, T.FLAG, T.HUB, T.ANYTHING}, H.COUNT, "heard again since it began; in clear_when"),
    _verb("is", {T.FLAG}, H.YES_NO, "the device set the flag", may="on ignore_flags same_sitting"),
    _verb("answered", {T.QUESTION}, H.NAMES, "the newest answer is one of these", may="on"),
    _verb("worsens_by", {T.QUESTION}, H.COUNT, "steps above the best answer of the days before", "within"),
    _verb("at_least", {T.QUESTION}, H.LEVEL, "this answer or a worse one", may="on"),
    _verb("at_most", {T.QUESTION}, H.LEVEL, "this answer or a better one", may="on"),
    _verb("more_than", {T.QUESTION}, H.LEVEL, "a worse answer than this", may="on"),
    _verb("less_than", {T.QUESTION}, H.LEVEL, "a better answer than this", may="on"),
    _verb("any", {T.EVENT}, H.NAMES, "one of these events", "within|is"),
    _verb("any", {T.ALERT}, H.NAMES, "an alert of one of these rules", "is|was", "within"),
    _verb("pressed", {T.BUTTON}, H.WORD, "the patient pressed it", "within", among=BUTTONS),
)  # fmt: skip
"""All verbs; a word may be said of several things and hold another kind of value there."""

MODIFIERS: Final[tuple[Key, ...]] = (
    Key("using", H.NAME, "a named value of signals.yaml in the place of the day's value, sitting or reading"),
    Key("above", H.NAME, "the distance above this"),
    Key("below", H.NAME, "the distance below this"),
    Key("or_else", H.NAME, "what to compare with where the first cannot tell"),
    Key("on", H.REPEAT, "how often: 2 days in a row, 2 of last 3 readings within 7 days, 2 readings within 30 minutes"),
    Key("needs", H.COUNT, "the least number of days or readings; with fewer it cannot tell"),
    Key("ignore_flags", H.NAMES, "readings with these flags do not count"),
    Key("same_sitting", H.YES_NO, "only readings of the newest sitting count"),
    Key("within", H.PERIOD, "how far back"),
    Key("since", H.WORD, "against the day before, both measured in the morning", among=("previous day",)),
    Key("over", H.PERIOD, "how many days are looked at"),
    Key("exceeds_average_of", H.PERIOD, "the mean of many days"),
    Key("by", H.AMOUNT, "by so much or more"),
    Key("by_less_than", H.AMOUNT, "by less than so much"),
    Key("leaving", H.RATE, "what is forgiven each day: 0.2 kg a day"),
    Key("due_by", H.TIME, "when it must have been taken"),
    Key("beyond", H.WORD, "counted from the patient's own habit", among=("own habit",)),
    Key("is", H.WORD, "ongoing, of an event; active, of an alert", among=("ongoing", "active")),
    Key("was", H.WORD, "active at some moment of within", among=("active",)),
)  # fmt: skip
"""The keys that stand beside a verb."""

_MODIFIER: Final[Mapping[str, Key]] = {key.name: key for key in MODIFIERS}


def verbs_of(thing: Thing) -> dict[str, Verb]:
    """List what can be said of a thing, by word."""
    return {verb.name: verb for verb in VERBS if thing in verb.things}


def keys_of(thing: Thing) -> dict[str, Key]:
    """List every key that may stand under a thing.

    >>> list(keys_of(Thing.BUTTON))
    ['pressed', 'within']
    """
    verbs = verbs_of(thing).values()
    beside = {name: _MODIFIER[name] for verb in verbs for name in verb.modifiers}
    return {**{verb.name: verb.key for verb in verbs}, **beside}
