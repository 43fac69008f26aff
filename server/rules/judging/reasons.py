"""Says in a few words why a part of a condition was so, with its values: ``vikten upp 2,0 kg till 82,1 kg``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.rules.judging.needs import parts_of
from server.rules.judging.proof import Proof
from server.rules.judging.value import Figure, Listed, Value
from server.rules.judging.wording import Wording
from server.rules.language.combination import Condition, Group, Score, Sequence
from server.rules.language.condition import (
    Answered,
    Arrives,
    Averages,
    Change,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Side,
    Silent,
    Trend,
    Worsens,
)

_PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "value": "{subject} {now}",
        "above": "{subject} {now}, {change} över {earlier}", "below": "{subject} {now}, {change} under {earlier}",
        "on": "{subject} {now}, lika med {earlier}",
        "rise": "{subject} upp {change} till {now}", "fall": "{subject} ner {change} till {now}",
        "trend": "{subject} stiger {now}", "drift": "{subject} {now}, sammanlagt {change} från {earlier}",
        "flag": "{subject}", "no flag": "ingen {subject}", "answer": "{subject}: {answer}",
        "worsens": "{subject}: från {before} till {answer}", "missing": "{subject} saknas i {missing_days}",
        "anything": "inget hört på {missing_days}", "silent": "hubben tyst sedan {earlier_time}",
        "arrives": "{subject} har kommit", "event": "{event} {event_day}", "pressed": "{subject} {pressed_time}",
        "alert": "varning: {alert}", "score": "{now} av {of} poäng: {reasons}", "then": ", sedan ", "and": " och ",
        "hub": "hubben", "none": "inget av: {parts}",
    },
    "en": {
        "value": "{subject} {now}",
        "above": "{subject} {now}, {change} above {earlier}", "below": "{subject} {now}, {change} below {earlier}",
        "on": "{subject} {now}, the same as {earlier}",
        "rise": "{subject} up {change} to {now}", "fall": "{subject} down {change} to {now}",
        "trend": "{subject} rising {now}", "drift": "{subject} {now}, adding up to {change} from {earlier}",
        "flag": "{subject}", "no flag": "no {subject}", "answer": "{subject}: {answer}",
        "worsens": "{subject}: from {before} to {answer}", "missing": "{subject} missing for {missing_days}",
        "anything": "nothing heard for {missing_days}", "silent": "the hub silent since {earlier_time}",
        "arrives": "{subject} has come", "event": "{event} {event_day}", "pressed": "{subject} {pressed_time}",
        "alert": "alert: {alert}", "score": "{now} of {of} points: {reasons}", "then": ", then ", "and": " and ",
        "hub": "the hub", "none": "none of: {parts}",
    },
}  # fmt: skip


def reason(wording: Wording, condition: Condition, proof: Proof) -> str:
    """Say why a condition that is yes is so."""
    match condition:
        case Group():
            found = proof.values.get("reasons")
            if isinstance(found, Listed):
                return _phrase(wording, "and").join(found.said[wording.voice.language])
            return _phrase(wording, "none").format(parts=subject_of(wording, condition))
        case Sequence():
            return wording.filled("{reasons}", proof.values)
        case _:
            phrase = _phrase(wording, _key(condition, proof.values))
            return wording.filled(phrase.replace("{subject}", subject_of(wording, condition)), proof.values)


def _phrase(wording: Wording, key: str) -> str:
    return _PHRASES[wording.voice.language][key]


def steps_in_words(wording: Wording, steps: list[str]) -> str:
    """Join what came one after another."""
    return _phrase(wording, "then").join(steps)


def _key(condition: Condition, values: Mapping[str, Value]) -> str:
    match condition:
        case Limit(reference=None):
            return "value"
        case Limit() | Averages():
            return _side(values)
        case Change(is_rise=is_rise):
            return "rise" if is_rise else "fall"
        case Flagged(is_set=is_set):
            return "flag" if is_set else "no flag"
        case Missing(measure=measure):
            return "anything" if measure == "anything" else "missing"
        case _:
            return _KEYS[type(condition)]


_KEYS: Final[Mapping[type, str]] = {
    Trend: "trend",
    Drift: "drift",
    Answered: "answer",
    Level: "answer",
    Worsens: "worsens",
    Silent: "silent",
    Arrives: "arrives",
    Happened: "event",
    Pressed: "pressed",
    OtherAlert: "alert",
    Score: "score",
}


def _side(values: Mapping[str, Value]) -> str:
    """Tell on which side of what it is compared with a value lies."""
    now, earlier = values.get("now"), values.get("earlier")
    if not isinstance(now, Figure) or not isinstance(earlier, Figure) or now.amount == earlier.amount:
        return "on"
    return Side.ABOVE.value if now.amount > earlier.amount else Side.BELOW.value


def subject_of(wording: Wording, condition: Condition) -> str:
    """Name what a condition is about, in a word or two."""
    voice = wording.voice
    match condition:
        case Answered(question=question) | Worsens(question=question) | Level(question=question):
            return wording.label(question)
        case Happened() | Pressed() | OtherAlert() | Silent():
            return _told_of(wording, condition)
        case Group() | Sequence() | Score():
            return voice.joined(list(dict.fromkeys(subject_of(wording, part) for part in parts_of(condition))))
        case _:
            return voice.name(condition.measure)


def _told_of(wording: Wording, condition: Happened | Pressed | OtherAlert | Silent) -> str:
    voice = wording.voice
    match condition:
        case Happened(kinds=kinds):
            return voice.names(kinds, "or")
        case Pressed(kind=kind):
            return voice.quoted(voice.name(kind))
        case OtherAlert(rules=rules):
            return voice.joined([wording.title(rule) for rule in rules], "or")
        case _:
            return _phrase(wording, "hub")
