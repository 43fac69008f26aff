"""Reads one rule file to a Rule; every mistake is noted, and where each word stands is kept for the checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.rules.language.block import Block, open_block
from server.rules.language.budget import read_budget
from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.condition_reader import read_condition
from server.rules.language.phrase import Phrase
from server.rules.language.quantity import Period
from server.rules.language.rule import (
    Approval,
    Confirm,
    Evidence,
    Harm,
    Kind,
    Onset,
    Patients,
    Risk,
    Rule,
    Say,
    Setting,
    Status,
)
from server.rules.language.scope import Scope, Use
from server.rules.language.source import Listing, Node, Table
from server.rules.language.vocabulary import ASKS, KINDS, NEEDS, ROLES, SEVERITIES, STATUSES
from server.rules.transition import Severity

NEVER: Final = Group(gathering=Gathering.ANY, parts=())
"""In the place of a condition that could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule as far as it could be read: what could not is empty in ``rule``, and ``raise_when`` is None here."""

    block: Block
    scope: Scope
    rule: Rule
    raise_when: Condition | None
    clear_when: Condition | None
    is_read: bool
    """Nothing of it was refused by the reader."""


def read_rule(node: Node, scope: Scope) -> Draft | None:
    """Read a rule file's tree; None if it is no table of keys."""
    block = open_block(node, "rule", scope.findings, node.place)
    if block is None:
        return None
    _read_settings(block, scope)
    raise_when = _condition(block, "raise_when", scope)
    unless = _condition(block, "unless", scope)
    scope.is_clearing = True
    scope.is_raise_whole = raise_when is not None
    scope.raised_score = None if raise_when is None else score_of(raise_when)
    clear_when = _condition(block, "clear_when", scope)
    _look_at_ends(block)
    rule = _rule(block, scope, raise_when, unless, clear_when)
    return Draft(
        block=block,
        scope=scope,
        rule=rule,
        raise_when=raise_when,
        clear_when=clear_when,
        is_read=not scope.findings.has_errors,
    )


def score_of(condition: Condition) -> Score | None:
    """Find the score that a condition counts, wherever it stands in it."""
    match condition:
        case Score():
            return condition
        case Group(parts=parts) | Sequence(steps=parts):
            return next((found for part in parts if (found := score_of(part)) is not None), None)
        case _:
            return None


def _condition(block: Block, name: str, scope: Scope) -> Condition | None:
    """Read a condition; one with a mistake in it, or in what it leans on, is none, and says nothing to the checks."""
    node = block.node(name)
    before = len(scope.findings.found)
    found = None if node is None else read_condition(node, scope, block.key(name))
    is_whole = scope.are_signals_whole and scope.are_questions_whole
    return found if is_whole and len(scope.findings.found) == before else None


def _look_at_ends(block: Block) -> None:
    """Look whether exactly one of the two ways to end is there."""
    if block.has("clear_when") and block.has("lasts"):
        block.findings.add("E110", block.key("lasts"), word="lasts", other="clear_when")
    elif not block.has("clear_when") and not block.has("lasts"):
        block.findings.add("E101", block.place, word="clear_when")


def _rule(
    block: Block, scope: Scope, raise_when: Condition | None, unless: Condition | None, clear_when: Condition | None
) -> Rule:
    """Read all that is no condition."""
    phrase = block.phrase("rule")
    name = (None if phrase is None else phrase.named()) or ""
    words = {key: block.one_of(key) for key in ("status", "severity", "kind")}
    for use in block.phrases("quiet_while"):
        scope.uses.append(Use(use.text, use.word.place, is_quieting=True))
    return Rule(
        name=name,
        title=block.texts("title"),
        version=_version(block),
        status=Status(words["status"] or STATUSES[0]),
        severity=Severity(words["severity"] or SEVERITIES[-1]),
        kind=Kind(words["kind"] or KINDS[0]),
        patients=_patients(block, scope) or Patients(groups=()),
        raise_when=raise_when or NEVER,
        say=_say(block),
        settings=scope.settings,
        unless=unless,
        confirm=_confirm(block),
        clear_when=clear_when,
        lasts=block.period("lasts", is_calendar=True),
        quiet_while=_names(block, "quiet_while"),
        stays_quiet=_stays_quiet(block),
        respond_within=block.period("respond_within"),
        risk=_risk(block),
        purpose=block.text("purpose"),
        evidence=_evidence(block),
        known_false_alerts=_names(block, "known_false_alerts"),
        owner=block.text("owner"),
        review_by=_date(block, "review_by"),
        approved=_approved(block),
        replaces=_names(block, "replaces"),
        burden_per_1000_patient_years=read_budget(block),
    )


def _read_settings(block: Block, scope: Scope) -> None:
    """Read what may be tuned, first of all: conditions speak of it."""
    node = block.node("settings")
    if node is None:
        return
    if not isinstance(node, Table):
        block.findings.add("E102", node.place)
        scope.are_settings_whole = False
        return
    for key, value in node.entries:
        name = Phrase(key, block.findings).named("_")
        inner = open_block(value, "setting", block.findings, key.place)
        setting = None if name is None or inner is None else _setting(name, inner)
        if setting is None:
            scope.are_settings_whole = False
        else:
            scope.settings[setting.name] = setting
            scope.places.put(setting, "name", key.place)


def _setting(name: str, inner: Block) -> Setting | None:
    value, allowed = inner.phrase("value"), inner.phrase("allowed")
    quantity = None if value is None else value.quantity()
    bounds = None if allowed is None else allowed.range(None if quantity is None else quantity.unit)
    roles = [phrase.one_of(ROLES) for phrase in inner.phrases("set_by")]
    if value is None or quantity is None or bounds is None or not roles or None in roles:
        return None
    if not bounds[0] <= quantity <= bounds[1]:
        value.wrong("E217", word=str(quantity), known=f"{bounds[0]} to {bounds[1]}")
    return Setting(name=name, value=quantity, allowed=bounds, roles=tuple(role for role in roles if role))


def _version(block: Block) -> str:
    phrase = block.phrase("version")
    if phrase is None:
        return ""
    if re.fullmatch(r"\d{1,4}\.\d{1,4}", phrase.text) is None:
        phrase.wrong("E220")
    return phrase.text


def _patients(block: Block, scope: Scope) -> Patients | None:
    inner = block.block("patients", "patients")
    if inner is None:
        return None
    known = sorted(scope.signals.groups)
    lists = {
        name: tuple(
            found
            for phrase in inner.phrases(name)
            if (found := scope.named(phrase, "E407", known, is_whole=scope.are_signals_whole)) is not None
        )
        for name in ("groups", "except")
    }
    own = [f"own {name}" for name in scope.settings]
    needs = [phrase.one_of([*NEEDS, *own]) for phrase in inner.phrases("needs", may_be_one=True)]
    return Patients(groups=lists["groups"], excluded=lists["except"], needs=tuple(need for need in needs if need))


def _say(block: Block) -> Say:
    inner = block.block("say", "say")
    return Say(nurse={}) if inner is None else Say(nurse=inner.texts("nurse"), patient=inner.texts("patient"))


def _confirm(block: Block) -> Confirm | None:
    inner = block.block("confirm", "confirm")
    if inner is None:
        return None
    ask, answer, if_none = inner.phrase("ask_patient_to"), inner.phrase("answer_within"), inner.one_of("if_no_answer")
    asked = None if ask is None else ask.one_of(ASKS)
    period = None if answer is None else answer.period(is_calendar=False)
    if asked is None or period is None or if_none is None:
        return None
    return Confirm(ask=asked, answer_within=period, raises_unanswered=if_none == "raise")


def _stays_quiet(block: Block) -> Period | None:
    inner = block.block("after_closing", "after_closing")
    return None if inner is None else inner.period("stay_quiet", is_calendar=True)


def _risk(block: Block) -> Risk | None:
    inner = block.block("risk", "risk")
    if inner is None:
        return None
    hazard, harm, onset = inner.text("hazard"), inner.one_of("harm"), inner.one_of("onset")
    return None if harm is None or onset is None else Risk(hazard=hazard, harm=Harm(harm), onset=Onset(onset))


def _evidence(block: Block) -> tuple[Evidence, ...]:
    node = block.node("evidence")
    if node is None:
        return ()
    if not isinstance(node, Listing):
        block.findings.add("E103", node.place, word="…")
        return ()
    inner = [open_block(item, "evidence", block.findings, item.place) for item in node.items]
    return tuple(Evidence(ref=each.text("ref"), says=each.text("says")) for each in inner if each is not None)


def _approved(block: Block) -> Approval | None:
    inner = block.block("approved", "approved")
    if inner is None:
        return None
    logic = inner.phrase("logic")
    names = tuple(phrase.text for phrase in inner.phrases("by", may_be_one=True))
    return Approval(by=names, use=inner.text("for"), logic="" if logic is None else logic.text)


def _date(block: Block, name: str) -> date | None:
    phrase = block.phrase(name)
    return None if phrase is None else phrase.day()


def _names(block: Block, name: str) -> tuple[str, ...]:
    return tuple(phrase.text for phrase in block.phrases(name))
