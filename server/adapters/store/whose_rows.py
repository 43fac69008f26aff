"""From the ledger's words of whose a measurement is to rows of tables, and back."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import RowMapping

from server.adapters.store.rows import RowValues
from server.ledger.page import Attribution, MoveRequest, WhoseQuestion, Withdrawal
from server.patients.move import Move
from server.rules.record import Unsettled
from vitals.desired import DesiredState
from vitals.identity import Epoch, HubId, PatientId
from vitals.vital import Vital


def attribution_values(attribution: Attribution) -> RowValues:
    """Write a move."""
    return asdict(attribution)


def attribution(row: RowMapping) -> Attribution:
    """Read a move."""
    return Attribution(
        number=row["number"],
        record=row["record"],
        before=None if row["before"] is None else PatientId(row["before"]),
        patient=None if row["patient"] is None else PatientId(row["patient"]),
        at=row["at"],
        who=row["who"],
        reason=row["reason"],
        answer=row["answer"],
    )


def withdrawal_values(withdrawal: Withdrawal) -> RowValues:
    """Write that an observation no longer stands."""
    return asdict(withdrawal)


def unsettled_values(unsettled: Unsettled) -> RowValues:
    """Write of whom a weight may be."""
    values = asdict(unsettled)
    return {"record": values.pop("arrival"), **values, "vital": unsettled.vital.value.name}


def unsettled(row: RowMapping) -> Unsettled:
    """Read of whom a weight may be."""
    return Unsettled(
        arrival=row["record"],
        patient=PatientId(row["patient"]),
        vital=Vital.named(row["vital"]),
        value=row["value"],
        measured_at=row["measured_at"],
    )


def question_values(question: WhoseQuestion) -> RowValues:
    """Write a question."""
    return asdict(question)


def question(row: RowMapping) -> WhoseQuestion:
    """Read a question."""
    return WhoseQuestion(
        record=row["record"],
        hub=HubId(row["hub"]),
        epoch=Epoch(row["epoch"]),
        sequence=row["sequence"],
        asked_at=row["asked_at"],
        expires_at=row["expires_at"],
        closed_at=row["closed_at"],
        usual_g=row["usual_g"],
    )


def desired_values(desired: DesiredState) -> RowValues:
    """Write what a hub is told."""
    return {"hub": desired.hub, "version": desired.version, "document": desired.to_wire()}


def request(row: RowMapping) -> MoveRequest:
    """Read what a command asks for."""
    patient = None if row["patient"] is None else PatientId(row["patient"])
    return MoveRequest(
        number=row["number"],
        move=Move(record=row["record"], patient=patient, who=row["who"], reason=row["reason"]),
        done_at=row["done_at"],
        said=row["said"],
    )
