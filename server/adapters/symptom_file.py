"""The questions to the patient, read from ``alert_rules/symptoms.yaml``: all of it is right, or none of it is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from vitals.code import ACT_NOW_READ, AS_USUAL, WHOSE, WORRIED
from vitals.fields import MANY, Fields, WireError
from vitals.symptom import Schedule, Symptom

_OURS: Final = frozenset({WHOSE, WORRIED, ACT_NOW_READ})
"""Names that records bear for other things than a symptom."""
_NAMES: Final = {"id": "symptom", "schedule": "schedule", "version": "version", "answers": "choices"}


class SymptomFileError(ValueError):
    """The file of questions cannot be used; the text says which question, and what to do."""


def shipped_file() -> Traversable:
    """Give the file that this version came with."""
    return resources.files("alert_rules") / "symptoms.yaml"


def read_symptoms(file: Traversable | None = None) -> tuple[Symptom, ...]:
    """Read the questions; raises SymptomFileError, and OSError for a file that is not there.

    >>> [each.symptom for each in read_symptoms() if each.schedule is Schedule.OPENING]
    ['as_usual']
    """
    return parse_symptoms((file or shipped_file()).read_text(encoding="utf-8"))


def parse_symptoms(text: str) -> tuple[Symptom, ...]:
    """Read the questions from the file's text; raises SymptomFileError."""
    try:
        told = YAML(typ="safe").load(text)
    except (YAMLError, ValueError, RecursionError) as problem:
        raise SymptomFileError(f"the questions cannot be read: {problem}") from None
    rows = told.get("symptoms") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SymptomFileError("the questions are to stand as a list under symptoms:")
    symptoms = tuple(map(_symptom, rows))
    if faults := list(_faults(symptoms)):
        raise SymptomFileError("the questions cannot be used: " + "; ".join(faults))
    return symptoms


def _symptom(row: Mapping[str, Any]) -> Symptom:
    """Read one question by the contract's own reader, which knows every bound."""
    name = str(row.get("id", "?"))
    try:
        known = {key: value for key, value in row.items() if key not in {"label", "text", "log_code", *_NAMES}}
        told = {
            **known,
            **{ours: row[theirs] for theirs, ours in _NAMES.items() if theirs in row and theirs != "answers"},
            **{f"label_{language}": words for language, words in _both(row, "label").items()},
            **_both(row, "text"),
            "choices": [_choice(answer) for answer in _answers(row)],
        }
        return Symptom.from_wire(Fields(told, name))
    except WireError as problem:
        raise SymptomFileError(f"question {name}: {problem}") from None


def _choice(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {"has_words": False, **answer}


def _answers(row: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    answers = row.get("answers")
    if not isinstance(answers, list) or not all(isinstance(each, dict) for each in answers):
        raise WireError("answers", "is not a list of answers")
    return answers


def _both(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Read words in both languages."""
    words = row.get(name)
    if not isinstance(words, dict) or set(words) != {"sv", "en"}:
        raise WireError(name, "is not said in sv and en")
    return words


def _faults(symptoms: Sequence[Symptom]) -> Iterator[str]:
    """Say what is wrong among questions of which each is right."""
    if len(symptoms) > MANY:
        yield f"there are more than {MANY}"
    for name, times in Counter(symptom.symptom for symptom in symptoms).items():
        if times > 1:
            yield f"{name} is there {times} times"
        if name in _OURS:
            yield f"{name} is the name of something else"
    openings = [symptom for symptom in symptoms if symptom.schedule is Schedule.OPENING]
    if len(openings) != 1:
        yield f"{len(openings)} questions open the day, and it takes one"
    if any(symptom.choice(AS_USUAL) is None for symptom in openings):
        yield f"the question that opens the day has no answer {AS_USUAL}"
    for symptom in symptoms:
        yield from _faults_of(symptom)


def _faults_of(symptom: Symptom) -> Iterator[str]:
    codes = Counter(choice.code for choice in symptom.choices)
    if max(codes.values()) > 1:
        yield f"{symptom.symptom} has two answers with one code"
    if [choice.score for choice in symptom.choices] != list(range(len(symptom.choices))):
        yield f"the answers of {symptom.symptom} do not stand in order, the best first, scores from 0"
