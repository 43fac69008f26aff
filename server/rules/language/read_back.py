"""Reads a rule back in plain words, from what the engine judges by: this page is what clinicians approve."""

from __future__ import annotations

from collections.abc import Iterator

from server.rules.language.combination import Condition
from server.rules.language.read_back_condition import Reader
from server.rules.language.read_back_number import Voice
from server.rules.language.rule import Rule
from server.rules.language.rule_reader import score_of
from server.rules.language.rule_set import RuleSet


def read_back(rule: Rule, rule_set: RuleSet, language: str) -> str:
    """Say what a rule does, in ``sv`` or ``en``; two rules with the same logic are said in the same words."""
    return "\n".join([*sentences(rule, rule_set, language), *_settings(rule, voice_of(rule, language))])


def sentences(rule: Rule, rule_set: RuleSet, language: str) -> list[str]:
    """Say what a rule does, a line a sentence or a part of one (four blanks deeper), without listing its settings."""
    voice = voice_of(rule, language)
    titles = {name: each.title[language] for name, each in rule_set.rules.items()}
    reader = Reader(voice=voice, signals=rule_set.signals, symptoms=rule_set.symptoms, titles=titles)
    return [*_whom(rule, voice), *_when(rule, reader), *_ends(rule, reader)]


def voice_of(rule: Rule, language: str) -> Voice:
    """Give the voice that says a rule's amounts."""
    return Voice(language=language, settings=rule.settings, is_of_score=score_of(rule.raise_when) is not None)


def _whom(rule: Rule, voice: Voice) -> Iterator[str]:
    kind = "kind technical" if rule.kind.value == "technical" else rule.kind.value
    yield voice.say("severity", severity=voice.name(rule.severity.value), kind=voice.name(kind))
    groups = voice.names(rule.patients.groups)
    if rule.patients.excluded:
        yield voice.say("for_except", groups=groups, excluded=voice.names(rule.patients.excluded))
    else:
        yield voice.say("for", groups=groups)
    if rule.patients.needs:
        yield voice.say("needs", needs=_needed(rule, voice))
    if rule.respond_within is not None:
        yield voice.say("respond", period=voice.period(rule.respond_within))


def _needed(rule: Rule, voice: Voice) -> str:
    """Say what must be there; agreed weights are called as conditions call them."""
    agreed = {"target_weight", "discharge_weight", "reference_weight"}
    return voice.joined([voice.say(each) if each in agreed else voice.name(each) for each in rule.patients.needs])


def _when(rule: Rule, reader: Reader) -> Iterator[str]:
    voice = reader.voice
    yield from _said("raises", rule.raise_when, reader)
    if rule.unless is not None:
        yield from _said("unless", rule.unless, reader)
    if rule.confirm is not None:
        unanswered = voice.say("unanswered_raise" if rule.confirm.raises_unanswered else "unanswered_drop")
        period = voice.period(rule.confirm.answer_within)
        yield voice.say("confirm", ask=voice.name(rule.confirm.ask), period=period, unanswered=unanswered)


def _ends(rule: Rule, reader: Reader) -> Iterator[str]:
    voice = reader.voice
    if rule.clear_when is not None:
        yield from _said("clears", rule.clear_when, reader)
    if rule.lasts is not None:
        yield voice.say("lasts", period=voice.period(rule.lasts))
    if rule.quiet_while:
        yield voice.say("quiet_while", rules=reader.rules(rule.quiet_while))
    if rule.stays_quiet is not None:
        yield voice.say("stays_quiet", period=voice.period(rule.stays_quiet))


def _said(key: str, condition: Condition, reader: Reader) -> Iterator[str]:
    """Say a condition after its opening words, as a sentence."""
    lines = list(reader.lines(condition))
    first = f"{reader.voice.say(key)} {lines[0]}"
    yield first if len(lines) > 1 else f"{first}."
    yield from lines[1:]


def _settings(rule: Rule, voice: Voice) -> Iterator[str]:
    if not rule.settings:
        return
    yield voice.say("settings")
    for name in sorted(rule.settings):
        setting = rule.settings[name]
        low, high = map(voice.quantity, setting.allowed)
        roles = voice.names(setting.roles, "or")
        value = voice.quantity(setting.value)
        yield f"    {voice.say('setting', name=name, value=value, low=low, high=high, roles=roles)}"
