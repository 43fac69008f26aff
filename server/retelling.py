"""Retelling: what the ledger remembers, told to an engine as it was once told to the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from server.clerk import observed
from server.ledger.page import Memory, Remembered, Stretch
from server.patients.saying import Saying
from server.rules.record import Answer, Contact, EngineRecord, Press
from vitals.symptom import Symptom

Versions = Mapping[str, int]
"""The version in which each question stands now."""


def retold(memory: Memory | Remembered, versions: Versions) -> list[EngineRecord]:
    """Give the readings, answers, presses, contacts and closings that are remembered; what is known is told apart."""
    return [
        *(observed(each, is_vouched=each.arrival in memory.vouched) for each in memory.observations),
        *said(memory.sayings, versions),
        *(contact for stretch in memory.stretches for contact in _contacts(stretch)),
        *memory.closings,
    ]


def said(sayings: Iterable[Saying], versions: Versions) -> Iterator[EngineRecord]:
    """Tell what patients said on their screens; an answer to a question that has changed since says nothing."""
    for each in sayings:
        if each.code is None:
            yield Press(arrival=each.record, patient=each.patient, kind=each.about, measured_at=each.at)
        elif versions.get(each.about) == each.version:
            yield Answer(
                arrival=each.record, patient=each.patient, question=each.about, code=each.code, measured_at=each.at
            )


def versions_of(symptoms: Sequence[Symptom]) -> Versions:
    """Give the versions of questions."""
    return {symptom.symptom: symptom.version for symptom in symptoms}


def _contacts(stretch: Stretch) -> Iterator[Contact]:
    for at in (stretch.from_at, stretch.second_at, stretch.to_at):
        if at is not None:
            yield Contact(patient=stretch.patient, heard_at=at)
