"""Sayings: what answers and buttons that arrive say, of whom, in the words of the questions as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from server.ledger.page import Disposition, JournalRow, Page, SetApart
from server.patients.arrival import Admitted
from server.patients.gate import FUTURE_AT_MOST, WhyQuarantined
from server.patients.register import Register
from server.patients.saying import Saying
from vitals.code import ACT_NOW_READ, UNCHANGED, WHOSE, WORRIED
from vitals.identity import HomeId, PatientId
from vitals.record import Answer, Button
from vitals.symptom import Symptom

_BUTTONS: Final[Mapping[str, Mapping[str, str]]] = {
    WORRIED: {"sv": "Jag är orolig – ring mig", "en": "I am worried – call me"},
    ACT_NOW_READ: {"sv": "Har läst rådet på skärmen", "en": "Has read the advice on the screen"},
}
_AS_USUAL: Final = {"sv": "som vanligt", "en": "as usual"}


class Sayings:
    """Reads answers and buttons into what a patient's page shows. It knows the questions, and nothing of the past."""

    def __init__(self, symptoms: Sequence[Symptom]) -> None:
        """Take the questions that the homes are asked."""
        self._symptoms = {symptom.symptom: symptom for symptom in symptoms}

    def hear(self, fresh: Sequence[Admitted], register: Register, page: Page) -> None:
        """Write what new records say; what is of nobody in the home is set apart, and is never lost.

        Whose a measurement is, is an answer too, and not of this kind.
        """
        said = {
            (each.envelope.hub, each.envelope.epoch, each.envelope.sequence): each.envelope.record
            for each in fresh
            if isinstance(each.envelope.record, Answer | Button)
        }
        if not said:
            return
        for number, row in enumerate(page.journal):
            record = said.get(row.place)
            if record is None or (isinstance(record, Answer) and record.question == WHOSE):
                continue
            said_at = _believed(row)
            whose = _whose(record, row.home, said_at or row.received_at, register)
            page.sayings += [self._saying(record, row, said_at, patient) for patient in whose]
            if not whose:
                why = WhyQuarantined.NOT_A_MEMBER
                page.journal[number] = row._replace(disposition=Disposition.QUARANTINED, reason=why.value)
                page.set_apart.append(SetApart.of_row(row, why, f"{_name(record)} {record.about or ''}".strip()))

    def _saying(self, record: Answer | Button, row: JournalRow, said_at: datetime | None, patient: PatientId) -> Saying:
        is_acute, say = False, _BUTTONS.get(record.button, {}) if isinstance(record, Button) else {}
        if isinstance(record, Answer):
            is_acute, say = self._meaning(record)
        return Saying(
            record=row.arrival,
            patient=patient,
            about=_name(record),
            version=record.version if isinstance(record, Answer) else 1,
            code=record.code if isinstance(record, Answer) else None,
            words=record.text if isinstance(record, Answer) else None,
            is_acute=is_acute,
            measured_at=said_at,
            received_at=row.received_at,
            say=say,
        )

    def _meaning(self, answer: Answer) -> tuple[bool, Mapping[str, str]]:
        """Say whether an answer is acute, and question and answer in words; of a question that has changed, nothing."""
        symptom = self._symptoms.get(answer.question)
        if symptom is None or symptom.version != answer.version:
            return False, {}
        choice = symptom.choice(answer.code)
        if choice is None:
            return False, _worded(symptom, _AS_USUAL) if answer.code == UNCHANGED else {}
        return choice.act_now is not None, _worded(symptom, {"sv": choice.sv, "en": choice.en})


def _believed(row: JournalRow) -> datetime | None:
    """Give when a record was made, None if its clock was ahead: what people say counts then as said when it came."""
    is_ahead = row.measured_at is not None and row.measured_at > row.received_at + FUTURE_AT_MOST
    return None if is_ahead else row.measured_at


def _whose(record: Answer | Button, home: HomeId, at: datetime, register: Register) -> list[PatientId]:
    """Find whose words they are; a button that names nobody is everybody's of the home, so that nobody is missed."""
    if record.about is not None:
        return [record.about] if register.is_member(record.about, home, at) else []
    return sorted(register.members(home, at)) if isinstance(record, Button) else []


def _name(record: Answer | Button) -> str:
    return record.question if isinstance(record, Answer) else record.button


def _worded(symptom: Symptom, answer: Mapping[str, str]) -> Mapping[str, str]:
    return {"sv": f"{symptom.label_sv}: {answer['sv']}", "en": f"{symptom.label_en}: {answer['en']}"}
