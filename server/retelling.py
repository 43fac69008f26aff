"""Retelling: what the ledger remembers, told to an engine as it was once told to the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from server.clerk import observed
from server.ledger.page import Memory, Remembered, Stretch
from server.ledger.past import Past
from server.patients.saying import Saying
from server.rules.judging.chart import FLAG_BITS, VOUCHED
from server.rules.record import Answer, Contact, EngineRecord, Observed, Press
from vitals.symptom import Symptom

Versions = Mapping[str, int]
"""The version in which each question stands now."""


def retold(memory: Memory | Remembered, versions: Versions) -> list[EngineRecord]:
    """Give the answers, presses, contacts and closings that are remembered, and the weights in doubt; no readings."""
    return [
        *said(memory.sayings, versions),
        *(contact for stretch in memory.stretches for contact in _contacts(stretch)),
        *memory.closings,
        *memory.unsettled,
    ]


def measured(memory: Remembered) -> list[EngineRecord]:
    """Give the readings that are remembered of one patient."""
    return [observed(each, is_vouched=each.arrival in memory.vouched) for each in memory.observations]


def measured_before(past: Iterable[Past]) -> Iterator[Observed]:
    """Tell one by one what was measured, to who cannot take whole columns."""
    for vital, patients, each in past:
        columns = (each.who, each.at_s, each.numbers, each.values, each.marks)
        for who, at_s, number, value, marks in zip(*(column.tolist() for column in columns), strict=True):
            yield Observed(
                arrival=number,
                patient=patients[who],
                vital=vital,
                value=value,
                measured_at=datetime.fromtimestamp(at_s, UTC),
                flags=frozenset(flag for flag, bit in FLAG_BITS.items() if marks & bit),
                is_vouched=bool(marks & VOUCHED),
            )


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
