"""Reads symptoms.yaml: the questions to the patient with their ordered answers, and the names they have in logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from server.rules.language.block import Block, open_block
from server.rules.language.finding import Findings
from server.rules.language.source import Listing, Node
from vitals.code import UNCHANGED
from vitals.symptom import (
    ACT_NOW_MAX,
    CHOICE_MAX,
    LABEL_MAX,
    QUESTION_MAX,
    SCORE_MAX,
    ActNow,
    Call,
    Choice,
    Schedule,
    Symptom,
)

VERSION_MAX: Final = 9_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The questions by id, and what logs call those that they name otherwise."""

    symptoms: Mapping[str, Symptom] = field(default_factory=dict)
    log_codes: Mapping[str, str] = field(default_factory=dict)


def read_symptoms(node: Node, findings: Findings) -> Questions:
    """Read the file's tree; what could not be read is left out and noted."""
    block = open_block(node, "symptoms", findings, node.place)
    rows = None if block is None else block.node("symptoms")
    if rows is not None and not isinstance(rows, Listing):
        findings.add("E103", rows.place, word="…")
    symptoms: dict[str, Symptom] = {}
    log_codes: dict[str, str] = {}
    for item in rows.items if isinstance(rows, Listing) else ():
        inner = open_block(item, "symptom", findings, item.place)
        symptom = None if inner is None else _symptom(inner)
        if inner is None or symptom is None:
            continue
        if symptom.symptom in symptoms:
            findings.add("E113", inner.at("id"), word=symptom.symptom)
        symptoms[symptom.symptom] = symptom
        log_codes[symptom.symptom] = _log_code(inner, symptom.symptom)
    return Questions(symptoms=symptoms, log_codes=log_codes)


def _log_code(inner: Block, name: str) -> str:
    phrase = inner.phrase("log_code")
    return (None if phrase is None else phrase.named("_")) or name


def _symptom(block: Block) -> Symptom | None:
    phrase = block.phrase("id")
    name = None if phrase is None else phrase.named("_")
    version, schedule = block.whole("version", 1, VERSION_MAX), block.one_of("schedule")
    label, text = block.texts("label", LABEL_MAX), block.texts("text", QUESTION_MAX)
    choices = _choices(block)
    if name is None or version is None or schedule is None or not label or not text or not choices:
        return None
    return Symptom(
        symptom=name,
        version=version,
        schedule=Schedule(schedule),
        label_sv=label["sv"],
        label_en=label["en"],
        sv=text["sv"],
        en=text["en"],
        choices=choices,
    )


def _choices(block: Block) -> tuple[Choice, ...]:
    node = block.node("answers")
    if not isinstance(node, Listing):
        if node is not None:
            block.findings.add("E103", node.place, word="…")
        return ()
    if not node.items:
        block.findings.add("E111", node.place)
    found: list[Choice] = []
    for item in node.items:
        inner = open_block(item, "answer", block.findings, item.place)
        choice = None if inner is None else _choice(inner)
        if inner is None or choice is None:
            continue
        if choice.code in {each.code for each in found}:
            block.findings.add("E113", inner.at("code"), word=choice.code)
        if found and choice.score < found[-1].score:
            least, most = str(found[-1].score), str(SCORE_MAX)
            block.findings.add("E212", inner.at("score"), word=str(choice.score), least=least, most=most)
        found.append(choice)
    return tuple(found)


def _choice(block: Block) -> Choice | None:
    phrase = block.phrase("code")
    code = None if phrase is None else phrase.named("_")
    if phrase is not None and code == UNCHANGED:
        phrase.wrong("E218", marks="_")
    score = block.whole("score", 0, SCORE_MAX)
    sv, en = block.text("sv", CHOICE_MAX), block.text("en", CHOICE_MAX)
    has_words, act_now = block.is_yes("has_words"), _act_now(block)
    if code is None or score is None:
        return None
    return Choice(code=code, sv=sv, en=en, score=score, has_words=has_words, act_now=act_now)


def _act_now(block: Block) -> ActNow | None:
    inner = block.block("act_now", "act_now")
    if inner is None:
        return None
    sv, en, call = inner.text("sv", ACT_NOW_MAX), inner.text("en", ACT_NOW_MAX), inner.one_of("call")
    return None if call is None else ActNow(sv=sv, en=en, call=Call(call))
