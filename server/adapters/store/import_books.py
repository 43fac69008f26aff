"""What history asks of the store as it comes in: which rows are there, and what people who are here have already."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, func, select

from server.adapters.store import schema, whose_schema
from server.adapters.store.database import transaction
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.whose_ledger import portions
from server.exchange.had import Had
from server.ledger.page import Disposition
from vitals.identity import HubId, PatientId
from vitals.measurement import Measurement
from vitals.wire import decode_record

_OF_NOBODY: Final = (Disposition.UNCLAIMED.value, Disposition.NOBODYS.value)


class ImportBooks:
    """What history asks of the store; ``people`` are those who are here already, and whose the rows may be."""

    def __init__(self, engine: Engine, people: Collection[PatientId] = ()) -> None:
        """Take an open database."""
        self._engine, self._ledger, self._people = engine, SqlLedger(engine), frozenset(people)

    def firsts(self, natural_keys: Collection[str]) -> Mapping[str, int]:
        """Give the first arrival that counts with each of these natural keys, where one does."""
        return self._ledger.firsts(natural_keys)

    def known(self, hub: HubId, keys: Collection[str]) -> set[str]:
        """Give which of these rows are in the journal already."""
        journal = schema.JOURNAL.c
        with transaction(self._engine) as connection:
            wanted = (
                select(journal.boot_id).where(journal.hub == hub, journal.boot_id.in_(some)) for some in portions(keys)
            )
            return {key for each in wanted for key in connection.execute(each).scalars()}

    def had(self, patient: PatientId) -> Sequence[Had]:
        """Give what a patient who is here has or ever had, and what was measured in the home and is nobody's."""
        if patient not in self._people:
            return ()
        with transaction(self._engine) as connection:
            return [*_readings(connection, patient), *_answers(connection, patient), *_nobodys(connection, patient)]


def hub_of(source: str) -> HubId:
    """Name a source as a hub is named: always the same, and no hub has it, so that nobody can send under it.

    >>> hub_of("riket 2026")
    'kx2gqxk6stcukeog'
    """
    return HubId(base64.b32encode(hashlib.sha256(f"import\0{source}".encode()).digest()).decode().lower()[:16])


def _readings(connection: Connection, patient: PatientId) -> Iterator[Had]:
    """Give every reading, those that were taken back too: an older log must not bring them again."""
    observation, moved = schema.OBSERVATION.c, whose_schema.ATTRIBUTION.c
    gone = whose_schema.WITHDRAWAL.c.arrival
    wanted = (
        select(
            observation.vital,
            observation.value,
            observation.measured_at,
            func.coalesce(moved.record, observation.arrival).label("record"),
            gone.label("gone"),
        )
        .outerjoin(whose_schema.ATTRIBUTION, moved.number == observation.arrival)
        .outerjoin(whose_schema.WITHDRAWAL, gone == observation.arrival)
        .where(observation.patient == patient)
    )
    for row in connection.execute(wanted):
        yield Had(row.vital, row.value, _second(row.measured_at), row.record, row.gone is None)


def _answers(connection: Connection, patient: PatientId) -> Iterator[Had]:
    said = schema.SAYING.c
    when = func.coalesce(said.measured_at, said.received_at).label("at")
    for row in connection.execute(select(said.record, said.about, when).where(said.patient == patient)):
        yield Had(row.about, None, _second(row.at), row.record, stands=True)


def _nobodys(connection: Connection, patient: PatientId) -> Iterator[Had]:
    """Give what waits in the patient's homes for somebody to say whose it is, or was said to be nobody's."""
    journal, member = schema.JOURNAL.c, schema.MEMBERSHIP.c
    homes = select(member.home).where(member.patient == patient)
    wanted = select(journal.arrival, journal.payload, journal.measured_at).where(
        journal.home.in_(homes), journal.disposition.in_(_OF_NOBODY), journal.measured_at.is_not(None)
    )
    for row in connection.execute(wanted):
        record = decode_record(row.payload).record
        if isinstance(record, Measurement):
            for vital, value in record.values.items():
                yield Had(vital.value.name, value, _second(row.measured_at), row.arrival, stands=False)


def _second(at: datetime) -> int:
    return int(at.timestamp())
