"""Reads what can be said of flags, answers, the hub, events, buttons and other alerts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.rules.language.block import Block
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    USUAL_LEVEL,
    Answered,
    Arrives,
    Comparison,
    Flagged,
    Happened,
    Level,
    OtherAlert,
    Pressed,
    Silent,
    Worsens,
)
from server.rules.language.number_reader import Reader, flags_of, repeat_of
from server.rules.language.repeat import CloseTogether, DaysInARow
from server.rules.language.scope import Scope, Use
from server.rules.language.verbs import Thing
from server.rules.language.vocabulary import BUTTONS
from vitals.code import UNCHANGED

HEARTBEATS_MAX: Final = 2
"""More contacts in one stretch say nothing more (docs/rule-language.md, 20)."""


def read_flagged(block: Block, scope: Scope, name: str) -> Flagged | None:  # noqa: ARG001  (all readers are called alike)
    """Read ``pulse_irregular: {is: yes, on: 2 of last 3 readings within 1 day}``."""
    phrase = block.phrase("is")
    is_set = None if phrase is None else phrase.yes_no()
    on, skips, is_one_sitting = repeat_of(block, DaysInARow), flags_of(block), block.is_yes("same_sitting")
    if is_set is None:
        return None
    return Flagged(measure=name, is_set=is_set, on=on, skips=skips, is_one_sitting=is_one_sitting)


def read_answered(block: Block, scope: Scope, name: str) -> Answered | None:
    """Read ``symptom.dizziness: {answered: [often, fainted]}``."""
    known = [choice.code for choice in scope.questions[name].choices]
    phrases = block.phrases("answered")
    is_whole = scope.are_questions_whole
    codes = [scope.named(phrase, "E405", known, thing=name, is_whole=is_whole) for phrase in phrases]
    on = repeat_of(block, CloseTogether)
    if not codes or None in codes:
        return None
    return Answered(question=name, codes=frozenset(code for code in codes if code), on=on)


def read_worsens(block: Block, scope: Scope, name: str) -> Worsens | None:  # noqa: ARG001  (all readers are called alike)
    """Read ``symptom.breathlessness: {worsens_by: 1 step, within: 7 days}``."""
    phrase = block.phrase("worsens_by")
    steps = None if phrase is None else phrase.count("steps")
    days = block.days("within")
    return None if steps is None or days is None else Worsens(question=name, steps=steps, within_days=days)


def read_level(block: Block, scope: Scope, name: str) -> Level | None:
    """Read ``symptom.breathlessness: {at_most: usual level, on: 2 days in a row}``."""
    verb = next(word for word in Comparison if block.has(word))
    phrase, on = block.phrase(verb), repeat_of(block, CloseTogether)
    if phrase is None:
        return None
    codes = [choice.code for choice in scope.questions[name].choices if choice.code != UNCHANGED]
    level = scope.named(phrase, "E405", [USUAL_LEVEL, *codes], thing=name, is_whole=scope.are_questions_whole)
    return None if level is None else Level(question=name, comparison=verb, level=level, on=on)


def read_silent(block: Block, scope: Scope, name: str) -> Silent | None:  # noqa: ARG001  (all readers are called alike)
    """Read ``hub: {silent_for: 24 hours}``."""
    phrase = block.phrase("silent_for")
    period = None if phrase is None else phrase.period(is_calendar=False)
    return None if period is None else Silent(period=period)


def read_heartbeats(block: Block, scope: Scope, name: str) -> Arrives | None:
    """Read ``hub: {arrives: 2 heartbeats}``."""
    phrase = block.phrase("arrives")
    if phrase is None:
        return None
    count = phrase.count("heartbeats")
    if not scope.is_clearing:
        block.findings.add("E303", block.key("arrives"), word="arrives")
    if count is not None and count > HEARTBEATS_MAX:
        phrase.wrong("E212", phrase.tokens()[0], least="1", most=str(HEARTBEATS_MAX))
        return None
    return None if count is None else Arrives(measure=name, count=count)


def read_event(block: Block, scope: Scope, name: str) -> Happened | None:  # noqa: ARG001  (all readers are called alike)
    """Read ``event: {any: [discharged], within: 7 days}`` or ``is: ongoing``."""
    phrases = block.phrases("any")
    kinds = [scope.named(each, "E406", scope.signals.events, is_whole=scope.are_signals_whole) for each in phrases]
    within, ongoing = block.phrase("within"), block.phrase("is")
    period = None if within is None else within.period()
    is_ongoing = ongoing is not None and ongoing.one_of(("ongoing",)) is not None
    if not kinds or None in kinds or (period is None and not is_ongoing):
        return None
    return Happened(kinds=tuple(kind for kind in kinds if kind), within=period)


def read_button(block: Block, scope: Scope, name: str) -> Pressed | None:  # noqa: ARG001  (all readers are called alike)
    """Read ``button: {pressed: worried, within: 1 hour}``."""
    phrase, within = block.phrase("pressed"), block.phrase("within")
    kind = None if phrase is None else phrase.one_of(BUTTONS)
    period = None if within is None else within.period()
    return None if kind is None or period is None else Pressed(kind=kind, within=period)


def read_alert(block: Block, scope: Scope, name: str) -> OtherAlert | None:  # noqa: ARG001  (all readers are called alike)
    """Read ``alert: {any: [weight-drift], is: active}`` or ``was: active, within: 14 days``."""
    phrases = block.phrases("any")
    for phrase in phrases:
        if phrase.text != ANY_CLINICAL_RULE:
            scope.uses.append(Use(phrase.text, phrase.word.place, is_quieting=False))
    state = "was" if block.has("was") else "is"
    word, days = block.phrase(state), block.days("within")
    is_right = word is not None and word.one_of(("active",)) is not None and bool(phrases)
    if state == "was" and not block.has("within"):
        block.findings.add("E109", block.key("was"), verb="was", known="within")
        return None
    if state == "is" and block.has("within"):
        block.findings.add("E105", block.key("within"), word="within", verb="is", known="–")
        return None
    if not is_right or (state == "was" and days is None):
        return None
    return OtherAlert(rules=tuple(phrase.text for phrase in phrases), within_days=days)


OTHER_READERS: Final[Mapping[tuple[Thing, str], Reader]] = {
    (Thing.FLAG, "is"): read_flagged,
    (Thing.QUESTION, "answered"): read_answered,
    (Thing.QUESTION, "worsens_by"): read_worsens,
    **{(Thing.QUESTION, verb.value): read_level for verb in Comparison},
    (Thing.HUB, "silent_for"): read_silent,
    (Thing.HUB, "arrives"): read_heartbeats,
    (Thing.EVENT, "any"): read_event,
    (Thing.BUTTON, "pressed"): read_button,
    (Thing.ALERT, "any"): read_alert,
}
"""By thing and verb."""
