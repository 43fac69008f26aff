"""What the screens read of whose a measurement is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, RowMapping, select

from server.adapters.store import questions, schema, whose_schema
from server.adapters.store.whose_ledger import is_standing
from server.attributions import MOVABLE
from server.ledger.page import Disposition
from server.web.shown import MoveRow, Point, ReadingPage, UnclaimedRow
from vitals.measurement import Measurement
from vitals.wire import decode_record


class WhoseReader:
    """Reads what is nobody's, one measurement, and what was moved."""

    def __init__(self, engine: Engine) -> None:
        """Take an open database."""
        self._engine = engine

    def unclaimed(self) -> Sequence[UnclaimedRow]:
        """Give what is nobody's yet, or waits for its time, the latest first."""
        with self._engine.connect() as connection:
            return [
                UnclaimedRow(
                    record=row["arrival"],
                    received_at=row["received_at"],
                    measured_at=row["measured_at"],
                    home=row["home_label"] or row["home"],
                    device=row["device_label"] or row["device"] or "",
                    disposition=row["disposition"],
                    reason=row["reason"] or "",
                )
                for row in connection.execute(questions.unclaimed()).mappings()
            ]

    def moved(self) -> Sequence[MoveRow]:
        """Give what was moved, the latest first."""
        with self._engine.connect() as connection:
            return [_move(row) for row in connection.execute(questions.moves()).mappings()]

    def measurement(self, number: int) -> ReadingPage | None:
        """Give one measurement by its place in the journal, or by the number of an observation it gave."""
        with self._engine.connect() as connection:
            row = connection.execute(questions.reading(number)).mappings().first()
            return None if row is None else _page(connection, row)


def _page(connection: Connection, row: RowMapping) -> ReadingPage:
    record, measured_at = row["arrival"], row["measured_at"]
    moves = connection.execute(questions.moves(record)).mappings().all()
    people = () if measured_at is None else connection.execute(questions.belonged(row["in_home"], measured_at))
    return ReadingPage(
        record=record,
        measured_at=measured_at,
        received_at=row["received_at"],
        home=row["home_label"] or row["home"],
        device=row["device_label"] or row["device"] or "",
        disposition=row["disposition"],
        reason=row["reason"] or "",
        values=_values(row),
        whose=_whose(connection, [record, *(each["number"] for each in moves)]),
        people=[(each.patient, each.name) for each in people],
        moves=[_move(each) for each in moves],
        is_movable=Disposition(row["disposition"]) in MOVABLE,
    )


def _whose(connection: Connection, numbers: Sequence[int]) -> str | None:
    observation = schema.OBSERVATION.c
    stands = select(observation.patient).where(observation.arrival.in_(numbers), is_standing()).limit(1)
    whose: str | None = connection.execute(stands).scalar()
    return whose


def _values(row: RowMapping) -> list[Point]:
    """Read the values out of the record itself: what is nobody's gave no observations."""
    record = decode_record(row["payload"]).record
    assert isinstance(record, Measurement)  # noqa: S101  (for the type checker: its row is a measurement's)
    at, flags = row["measured_at"] or row["received_at"], tuple(sorted(flag.value for flag in record.flags))
    return [
        Point(measured_at=at, vital=vital.value.name, value=value, flags=flags)
        for vital, value in record.values.items()
    ]


def _move(row: RowMapping) -> MoveRow:
    moved = whose_schema.ATTRIBUTION.c
    return MoveRow(
        record=row[moved.record],
        at=row[moved.at],
        measured_at=row["measured_at"],
        before=row["before_name"] or row[moved.before],
        patient=row["patient_name"] or row[moved.patient],
        by=row["full_name"] or row[moved.who],
        is_answer=row[moved.answer] is not None,
        reason=row[moved.reason],
        patients=tuple(each for each in (row[moved.before], row[moved.patient]) if each is not None),
    )
