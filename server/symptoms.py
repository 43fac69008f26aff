"""The questions to the patient, as the homes are asked them: all of the file is right, or none of it is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from server.rules.language.finding import Findings
from server.rules.language.reading import SYMPTOMS
from server.rules.language.source import read_source
from server.rules.language.symptom_reader import Questions, read_symptoms
from vitals.code import ACT_NOW_READ, AS_USUAL, WHOSE, WORRIED
from vitals.fields import MANY
from vitals.symptom import Schedule, Symptom

_OURS: Final = frozenset({WHOSE, WORRIED, ACT_NOW_READ})
"""Names that records bear for other things than a symptom."""


class SymptomsError(ValueError):
    """The file of questions cannot be used; the text says where and why."""


def parse_symptoms(content: bytes) -> tuple[Symptom, ...]:
    """Read the questions by the reader that ``nara rules check`` has; raises SymptomsError."""
    findings = Findings(SYMPTOMS)
    node = read_source(content, findings)
    questions = Questions() if node is None else read_symptoms(node, findings)
    symptoms = tuple(questions.symptoms.values())
    faults = [f"line {found.line}: {found.message('en')}" for found in findings.found if found.is_error]
    faults = faults or list(_faults(symptoms))
    if faults:
        raise SymptomsError(f"the questions in {SYMPTOMS} cannot be used: {'; '.join(faults)}")
    return symptoms


def _faults(symptoms: Sequence[Symptom]) -> Iterator[str]:
    """Say what a screen could not ask, though each question is right by itself."""
    if len(symptoms) > MANY:
        yield f"there are more than {MANY}"
    yield from (f"{each.symptom} is the name of something else" for each in symptoms if each.symptom in _OURS)
    openings = [symptom for symptom in symptoms if symptom.schedule is Schedule.OPENING]
    if len(openings) != 1:
        yield f"{len(openings)} questions open the day, and it takes one"
    if any(symptom.choice(AS_USUAL) is None for symptom in openings):
        yield f"the question that opens the day has no answer {AS_USUAL}"
