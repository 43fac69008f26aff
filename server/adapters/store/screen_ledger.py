"""The part of the ledger that knows what people said on their screens, and who has seen what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select

from server.adapters.store import schema, screen_rows, whose_schema
from server.adapters.store.database import transaction
from server.adapters.store.upsert import upsert
from server.adapters.store.whose_ledger import WhoseLedger, is_standing, portions
from server.ledger.page import Disposition, Page
from server.ledger.recent import Recent
from server.patients.look import Look
from server.rules.transition import EpisodeState
from vitals.identity import Epoch, HubId, PatientId
from vitals.record import Kind

_AT_ONCE: Final = 2_000
"""Rows of the journal read in one statement, backwards from the latest."""


class ScreenLedger(WhoseLedger):
    """What the pipeline reads of screens; each method raises LedgerError when the database is not to be had."""

    def recent(self, since: datetime) -> Sequence[Recent]:
        """Give the records that came since an instant, the oldest first; the journal stands in order of arrival."""
        journal = schema.JOURNAL.c
        columns = (journal.arrival, journal.hub, journal.epoch, journal.sequence, journal.received_at)
        wanted = select(*columns, journal.disposition).order_by(journal.arrival.desc()).limit(_AT_ONCE)
        found: list[Recent] = []
        with transaction(self._engine) as connection:
            some = connection.execute(wanted).all()
            while some:
                found += [
                    Recent(
                        record=row.arrival,
                        hub=HubId(row.hub),
                        epoch=Epoch(row.epoch),
                        sequence=row.sequence,
                        received_at=row.received_at,
                        is_checked=row.disposition == Disposition.OBSERVED.value,
                    )
                    for row in some
                    if row.received_at >= since
                ]
                is_all = some[-1].received_at < since
                some = [] if is_all else connection.execute(wanted.where(journal.arrival < some[-1].arrival)).all()
        return found[::-1]

    def looks(self, records: Collection[int]) -> Mapping[int, Look]:
        """Give who has seen these records first as whose they are now, where anybody has."""
        table, journal = schema.LOOK, schema.JOURNAL.c
        wanted = select(table, journal.kind).join(schema.JOURNAL, journal.arrival == table.c.record)
        whose = {record: some[0].patient for record, some in self.standing(records).items()}
        found: dict[int, Look] = {}
        with transaction(self._engine) as connection:
            for some in portions(records):
                asked = wanted.where(table.c.record.in_(some)).order_by(table.c.at.desc())
                for row in connection.execute(asked).mappings():
                    if row["kind"] != Kind.MEASUREMENT.value or whose.get(row["record"]) == row["patient"]:
                        found[row["record"]] = screen_rows.look(row)
        return found

    def look(self, record: int, patient: PatientId) -> Look | None:
        """Give who saw a record first as this patient's, if anybody did."""
        look = schema.LOOK.c
        wanted = select(schema.LOOK).where(look.record == record, look.patient == patient)
        with transaction(self._engine) as connection:
            row = connection.execute(wanted).mappings().first()
            return None if row is None else screen_rows.look(row)

    def unseen(self, patient: PatientId, since: datetime, upto: int) -> Sequence[int]:
        """Give a patient's records since an instant that nobody has seen, but for what came after a number."""
        with transaction(self._engine) as connection:
            return list(connection.execute(unseen(patient, since, upto)).scalars())

    def behind(self, episodes: Collection[str]) -> Mapping[str, Sequence[int]]:
        """Give the records on which these episodes' cards rest, by episode."""
        transition, moved = schema.TRANSITION.c, whose_schema.ATTRIBUTION.c
        wanted = select(transition.episode, transition.arrivals).where(
            transition.episode.in_(episodes), transition.to_state == EpisodeState.RAISED.value
        )
        with transaction(self._engine) as connection:
            found = {row.episode: row.arrivals for row in connection.execute(wanted.order_by(transition.number)).all()}
            numbers = {number for arrivals in found.values() for number in arrivals}
            asked = select(moved.number, moved.record).where(moved.number.in_(numbers))
            record = {row.number: row.record for row in connection.execute(asked)}
        return {episode: [record.get(number, number) for number in arrivals] for episode, arrivals in found.items()}


def unseen(patient: str, since: datetime, upto: int) -> Select[Any]:
    """Ask for the records of a patient that a page shows and nobody has seen as the patient's, in their order."""
    observation, said = schema.OBSERVATION.c, schema.SAYING.c
    moved, look = whose_schema.ATTRIBUTION.c, schema.LOOK.c
    measured = (
        select(func.coalesce(moved.record, observation.arrival).label("record"))
        .select_from(schema.OBSERVATION.outerjoin(whose_schema.ATTRIBUTION, moved.number == observation.arrival))
        .where(observation.patient == patient, observation.measured_at >= since, observation.arrival <= upto)
        .where(is_standing())
    )
    told = select(said.record).where(said.patient == patient, said.received_at >= since, said.record <= upto)
    mine = measured.union(told).subquery()
    seen = select(look.record).where(look.patient == patient, look.record == mine.c.record)
    return select(mine.c.record).where(~seen.exists()).order_by(mine.c.record)


def write_screen(connection: Connection, page: Page) -> None:
    """Write what a page says of screens; who has seen a record first stands."""
    if page.sayings:
        connection.execute(insert(schema.SAYING), [screen_rows.saying_values(each) for each in page.sayings])
    first: dict[tuple[int, PatientId], Look] = {}
    for each in page.looks:
        first.setdefault((each.record, each.patient), each)
    upsert(connection, schema.LOOK, [screen_rows.look_values(each) for each in first.values()], changes={})
