"""The part of the ledger that knows whose a measurement is: what was moved, what is asked, what hubs were told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Select, bindparam, func, insert, select, tuple_, update

from server.adapters.store import rows, schema, whose_rows, whose_schema
from server.adapters.store.database import transaction
from server.adapters.store.driver import Again, inserting
from server.alerts.aftermath import ActedOn
from server.alerts.alert import SYSTEM, Act, AlertState, StaffId
from server.ledger.page import (
    FIRSTS,
    Attribution,
    Desired,
    Disposition,
    JournalRow,
    MoveRequest,
    Observation,
    Page,
    Place,
    WhoseQuestion,
)
from server.patients.attribution import HowClaimed
from server.rules.record import Unsettled
from server.rules.transition import EpisodeState
from vitals.identity import HubId, PatientId

_AT_ONCE: Final = 500
"""Keys asked for in one statement; SQLite allows 32,766 values."""


class WhoseLedger:
    """What is read of whose a measurement is; each method raises LedgerError when the database is not to be had."""

    def __init__(self, engine: Engine) -> None:
        """Take an open database with our schema."""
        self._engine = engine

    def journaled(self, places: Collection[Place]) -> Mapping[Place, JournalRow]:
        """Give the rows of the journal that have these places."""
        table = schema.JOURNAL.c
        place = tuple_(table.hub, table.epoch, table.sequence)
        return {row.place: row for row in self._journal(places, place)}

    def journal(self, arrivals: Collection[int]) -> Mapping[int, JournalRow]:
        """Give the rows of the journal that have these numbers."""
        return {row.arrival: row for row in self._journal(arrivals, schema.JOURNAL.c.arrival)}

    def firsts(self, natural_keys: Collection[str]) -> Mapping[str, int]:
        """Give the first arrival that counts with each of these natural keys, where one does."""
        if not natural_keys:
            return {}
        with transaction(self._engine) as connection:
            return {
                row.natural_key: row.arrival
                for some in portions(natural_keys)
                for row in connection.execute(_firsts(), {"keys": some})
            }

    def said(self, records: Collection[int]) -> Mapping[int, Attribution]:
        """Give what was said last of these records of the journal, where anything was."""
        table = whose_schema.ATTRIBUTION
        with transaction(self._engine) as connection:
            return {
                row["record"]: whose_rows.attribution(row)
                for some in portions(records)
                for row in connection.execute(
                    select(table).where(table.c.record.in_(some)).order_by(table.c.number)
                ).mappings()
            }

    def standing(self, records: Collection[int]) -> Mapping[int, Sequence[Observation]]:
        """Give the observations that stand of these records of the journal, where any do."""
        observation, moved = schema.OBSERVATION.c, whose_schema.ATTRIBUTION.c
        found: dict[int, list[Observation]] = {}
        with transaction(self._engine) as connection:
            for some in portions(records):
                asked = select(moved.number, moved.record).where(moved.record.in_(some))
                of = {arrival: arrival for arrival in some} | {
                    row.number: row.record for row in connection.execute(asked)
                }
                for numbers in portions(of):
                    wanted = select(schema.OBSERVATION).where(observation.arrival.in_(numbers), is_standing())
                    for row in connection.execute(wanted).mappings():
                        found.setdefault(of[row["arrival"]], []).append(rows.observation(row))
        return found

    def unsettled(self, records: Collection[int]) -> Mapping[int, Sequence[Unsettled]]:
        """Give whose these weights may be, as long as nobody has said whose they are."""
        found: dict[int, list[Unsettled]] = {}
        with transaction(self._engine) as connection:
            for some in portions(records):
                for each in unsettled(connection, whose_schema.UNSETTLED.c.record.in_(some)):
                    found.setdefault(each.arrival, []).append(each)
        return found

    def desired(self, hubs: Collection[HubId]) -> Mapping[HubId, Desired]:
        """Give what these hubs were told last, where they were told anything."""
        table = whose_schema.DESIRED_STATE
        with transaction(self._engine) as connection:
            return {
                HubId(row.hub): (row.version, row.document)
                for some in portions(hubs)
                for row in connection.execute(select(table).where(table.c.hub.in_(some)))
            }

    def requests(self) -> Sequence[MoveRequest]:
        """Give the moves that commands have asked for and that were not answered, the oldest first."""
        table = whose_schema.MOVE_REQUEST
        wanted = select(table).where(table.c.done_at.is_(None)).order_by(table.c.number)
        with transaction(self._engine) as connection:
            return [whose_rows.request(row) for row in connection.execute(wanted).mappings()]

    def acted_on(self, arrivals: Collection[int], patients: Collection[PatientId]) -> Sequence[ActedOn]:
        """Give the alerts of these patients that a person closed and that rest on any of these observations."""
        alert, transition, event = schema.ALERT.c, schema.TRANSITION.c, schema.ALERT_EVENT.c
        closings = (
            select(alert.alert, alert.episode, event.who)
            .join(schema.ALERT_EVENT, (event.alert == alert.alert) & (event.version == alert.version))
            .where(alert.patient.in_(patients), alert.state == AlertState.CLOSED.value)
            .where(event.act == Act.CLOSED.value, event.who != SYSTEM)
        )
        found: list[ActedOn] = []
        with transaction(self._engine) as connection:
            for row in connection.execute(closings.order_by(alert.alert)).all():
                raised = (
                    select(transition.arrivals)
                    .where(transition.episode == row.episode, transition.to_state == EpisodeState.RAISED.value)
                    .order_by(transition.number.desc())
                    .limit(1)
                )
                rests_on = connection.execute(raised).scalar() or []
                touched = [arrival for arrival in rests_on if arrival in arrivals]
                found += [ActedOn(alert=row.alert, who=StaffId(row.who), arrivals=tuple(touched))] if touched else []
        return found

    def _journal(self, keys: Collection[Any], column: ColumnElement[Any]) -> list[JournalRow]:
        with transaction(self._engine) as connection:
            return [
                rows.journal_row(row)
                for some in portions(keys)
                for row in connection.execute(select(schema.JOURNAL).where(column.in_(some))).mappings()
            ]


def is_standing() -> ColumnElement[bool]:
    """Say that an observation was not withdrawn."""
    return schema.OBSERVATION.c.arrival.not_in(select(whose_schema.WITHDRAWAL.c.arrival))


def unsettled(connection: Connection, *which: ColumnElement[bool]) -> tuple[Unsettled, ...]:
    """Give of whom weights may be that are nobody's yet."""
    table, journal = whose_schema.UNSETTLED, schema.JOURNAL.c
    wanted = (
        select(table)
        .join(schema.JOURNAL, journal.arrival == table.c.record)
        .where(journal.disposition == Disposition.UNCLAIMED.value, *which)
        .order_by(table.c.record, table.c.patient)
    )
    return tuple(whose_rows.unsettled(row) for row in connection.execute(wanted).mappings())


def open_questions(connection: Connection, since: datetime) -> tuple[WhoseQuestion, ...]:
    """Give the questions that nobody has answered and that have not expired before an instant."""
    table = whose_schema.QUESTION
    wanted = select(table).where(table.c.closed_at.is_(None), table.c.expires_at > since).order_by(table.c.record)
    return tuple(whose_rows.question(row) for row in connection.execute(wanted).mappings())


def vouched(connection: Connection, patient: PatientId | None = None) -> frozenset[int]:
    """Give the numbers of observations of which somebody has said whose they are: theirs already, or from then on."""
    table = whose_schema.ATTRIBUTION.c
    wanted = select(table.number, table.record)
    found = connection.execute(wanted if patient is None else wanted.where(table.patient == patient))
    return frozenset(number for row in found for number in row)


@cache
def _firsts() -> Select[Any]:
    """Ask for the first arrival with each natural key: made once, for every measurement is asked about."""
    table = schema.JOURNAL.c
    return (
        select(table.natural_key, func.min(table.arrival).label("arrival"))
        .where(
            table.disposition.in_([each.value for each in FIRSTS]),
            table.natural_key.in_(bindparam("keys", expanding=True)),
        )
        .group_by(table.natural_key)
    )


def write_whose(connection: Connection, page: Page) -> None:
    """Write what a page says of whose measurements are; the journal then shows what became of those that moved."""
    moved = [whose_rows.attribution_values(each) for each in page.attributions]
    withdrawn = [whose_rows.withdrawal_values(each) for each in page.withdrawals]
    doubts = [whose_rows.unsettled_values(each) for each in page.unsettled]
    written = (
        (whose_schema.ATTRIBUTION, moved),
        (whose_schema.WITHDRAWAL, withdrawn),
        (whose_schema.UNSETTLED, doubts),
    )
    for table, values in written:
        if values:
            connection.execute(insert(table), values)
    journal = schema.JOURNAL
    for each in page.attributions:
        became = {"disposition": each.disposition.value, "reason": HowClaimed.MOVED.value}
        connection.execute(update(journal).where(journal.c.arrival == each.record).values(became))
    if page.questions:
        to_questions = inserting(whose_schema.QUESTION, connection.dialect, again=Again.UPDATED)
        to_questions.named(connection, map(whose_rows.question_values, page.questions.values()))
    if page.desired:
        to_desired = inserting(whose_schema.DESIRED_STATE, connection.dialect, again=Again.UPDATED)
        to_desired.named(connection, map(whose_rows.desired_values, page.desired.values()))
    request = whose_schema.MOVE_REQUEST
    for done in page.requests:
        said = {"done_at": done.done_at, "said": done.said}
        connection.execute(update(request).where(request.c.number == done.number).values(said))


def portions(wanted: Collection[Any]) -> Iterator[list[Any]]:
    """Divide keys into as many as one statement asks for."""
    listed = list(wanted)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
