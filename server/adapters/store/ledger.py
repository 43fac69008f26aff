"""The ledger in SQL: one page is one transaction, written with one statement a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Select,
    Table,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    update,
)

from server.adapters.store import rows, schema, screen_rows, whose_schema
from server.adapters.store.chain import chain_head
from server.adapters.store.database import Writer, transaction
from server.adapters.store.driver import Again, inserting
from server.adapters.store.known_rows import add_known
from server.adapters.store.past_readings import past_readings
from server.adapters.store.register import read_register
from server.adapters.store.rule_ledger import RuleLedger
from server.adapters.store.rule_rows import write_rules
from server.adapters.store.screen_ledger import write_screen
from server.adapters.store.upsert import upsert
from server.adapters.store.whose_ledger import open_questions, portions, unsettled, write_whose
from server.alerts.alert import Alert
from server.holdings import EPOCHS_NAMED
from server.ledger.page import Boot, BootClock, Disposition, JournalRow, Memory, Page, Place
from server.ledger.past import Past
from server.patients.register import Register
from server.rules.judging.publishing import OPEN
from vitals.identity import Epoch, HubId
from vitals.receipt import Held

CHAIN: Final = "pipeline"


class SqlLedger(RuleLedger):
    """Keeps what the pipeline writes. It is the only writer, so what it reads cannot change under it."""

    def __init__(self, engine: Engine, *, is_only_writer: bool = False) -> None:
        """Take an open database with our schema; the only writer of a server keeps its connection."""
        super().__init__(engine)
        self._writer = Writer(engine, is_kept=is_only_writer)
        dialect = engine.dialect
        self._to_journal = inserting(schema.JOURNAL, dialect)
        self._to_observations = inserting(schema.OBSERVATION, dialect)
        self._to_held = inserting(schema.HELD, dialect, again=Again.UPDATED)
        self._to_statuses = inserting(schema.HUB_STATUS, dialect, again=Again.UPDATED)
        self._to_contacts = inserting(schema.CONTACT, dialect, again=Again.LEFT)
        self._to_gaps = inserting(schema.GAP, dialect, again=Again.LEFT)
        self._to_transitions = inserting(schema.TRANSITION, dialect)
        self._to_episodes = inserting(schema.EPISODE, dialect, again=Again.UPDATED)
        self._to_closings = inserting(schema.CLOSING, dialect, again=Again.UPDATED)
        self._to_stretches = inserting(schema.STRETCH, dialect, again=Again.UPDATED)
        self._to_alerts = inserting(schema.ALERT, dialect, again=Again.UPDATED)
        self._to_alert_events = inserting(schema.ALERT_EVENT, dialect)
        self._to_audit = inserting(schema.AUDIT, dialect)

    def write(self, page: Page) -> None:
        """Write a page in one transaction."""
        with self._writer.transaction() as connection:
            self.write_in(connection, page)

    def write_in(self, connection: Connection, page: Page) -> None:
        """Write a page within a transaction that is under way."""
        self._to_journal(connection, [rows.journal_values(row) for row in page.journal])
        self._to_observations(connection, [rows.observation_values(each) for each in page.observations])
        latest = page.journal[-1].arrival if page.journal else 0
        self._to_held(connection, [rows.held_values(hub, held, latest) for (hub, _), held in page.held.items()])
        _set_apart(connection, page)
        _date(connection, page)
        self._to_statuses.named(connection, map(rows.status_values, page.statuses.values()))
        self._to_contacts(connection, [(row.hub, row.hour_at, row.heard_at) for row in page.contacts])
        self._to_gaps(connection, [(row.hub, row.from_at, row.to_at) for row in page.gaps])
        self._to_stretches.named(connection, map(rows.stretch_values, page.stretches.values()))
        self._to_audit.named(connection, (rows.audit_values(row, CHAIN) for row in page.audit))
        if page.is_told:
            self._write_told(connection, page)
        write_whose(connection, page)
        write_screen(connection, page)
        add_known(connection, page.known)
        write_rules(connection, page)

    def _write_told(self, connection: Connection, page: Page) -> None:
        """Write what is told of episodes and alerts."""
        self._to_transitions.named(connection, map(rows.transition_values, page.transitions))
        self._to_episodes.named(connection, map(rows.episode_values, page.episodes.values()))
        self._to_closings.named(connection, map(rows.closing_values, page.closings))
        latest_alerts = {event.after.alert: event.after for event in page.alert_events}
        self._to_alerts.named(connection, map(rows.alert_values, latest_alerts.values()))
        self._to_alert_events.named(connection, map(rows.alert_event_values, page.alert_events))

    def recall(self, since: datetime) -> Memory:
        """Give what is taken up after a restart."""
        with transaction(self._engine) as connection:
            audit_number, audit_hash = chain_head(connection, CHAIN)
            journal, episode = schema.JOURNAL.c, schema.EPISODE.c
            undated = select(journal.hub, journal.boot_id).where(journal.disposition == Disposition.UNDATED.value)
            is_recent = or_(episode.end_s.is_(None), episode.end_s >= int(since.timestamp()))
            is_open = episode.state.in_([state.value for state in OPEN])
            last_of_its_rule = episode.ordinal == _highest_ordinal()
            wanted = select(schema.EPISODE).where(or_(is_recent, is_open, last_of_its_rule)).order_by(episode.ordinal)
            said, closed, heard = schema.SAYING.c, schema.CLOSING.c, schema.STRETCH.c
            sayings = select(schema.SAYING).where(said.received_at >= since).order_by(said.record, said.patient)
            closings = select(schema.CLOSING).where(closed.at >= since).order_by(closed.at, closed.episode)
            stretches = select(schema.STRETCH).where(heard.to_at >= since).order_by(heard.patient, heard.from_at)
            statuses = [rows.status_row(row) for row in _rows(connection, select(schema.HUB_STATUS))]
            return Memory(
                next_arrival=max(
                    _next(connection, schema.JOURNAL, "arrival"), _next(connection, whose_schema.ATTRIBUTION, "number")
                ),
                next_alert=_next(connection, schema.ALERT, "alert"),
                audit_number=audit_number,
                audit_hash=audit_hash,
                episodes=tuple(rows.episode(row) for row in _rows(connection, wanted)),
                closings=tuple(rows.closing(row) for row in _rows(connection, closings)),
                unsettled=unsettled(connection, whose_schema.UNSETTLED.c.measured_at >= since),
                sayings=tuple(screen_rows.saying(row) for row in _rows(connection, sayings)),
                stretches=tuple(rows.stretch(row) for row in _rows(connection, stretches)),
                statuses={row.status.hub: row for row in statuses},
                undated_boots=frozenset(
                    (HubId(row.hub), row.boot_id) for row in connection.execute(undated.distinct())
                ),
                questions=open_questions(connection, since),
            )

    def past_readings(self, since: datetime) -> Iterator[Past]:
        """Give what was measured from an instant on and stands, a portion of columns at a time."""
        with transaction(self._engine) as connection:
            yield from past_readings(connection, since)

    def register(self) -> Register:
        """Give the register as it is now."""
        with transaction(self._engine) as connection:
            return read_register(connection)

    def held(self, pairs: Collection[tuple[HubId, Epoch]]) -> Mapping[HubId, Mapping[Epoch, Held]]:
        """Give what is held of these epochs, and of the latest epochs of their hubs, oldest first."""
        table = schema.HELD.c
        rank = func.row_number().over(partition_by=table.hub, order_by=table.latest.desc()).label("rank")
        found: dict[HubId, dict[Epoch, Held]] = {}
        with transaction(self._engine) as connection:
            for some in portions(pairs):
                ranked = select(schema.HELD, rank).where(table.hub.in_({hub for hub, _ in some})).subquery()
                asked = tuple_(ranked.c.hub, ranked.c.epoch).in_(some)
                wanted = select(ranked).where(or_(ranked.c.rank <= EPOCHS_NAMED, asked)).order_by(ranked.c.latest)
                for row in _rows(connection, wanted):
                    found.setdefault(HubId(row["hub"]), {})[Epoch(row["epoch"])] = rows.held(row)
        return found

    def hashes(self, places: Collection[Place]) -> Mapping[Place, bytes]:
        """Give the content hashes under which the journal knows these places."""
        table = schema.JOURNAL.c
        place = tuple_(table.hub, table.epoch, table.sequence)
        wanted = select(table.hub, table.epoch, table.sequence, table.content_hash)
        with transaction(self._engine) as connection:
            return {
                (HubId(row.hub), Epoch(row.epoch), row.sequence): row.content_hash
                for some in portions(places)
                for row in connection.execute(wanted.where(place.in_(some)))
            }

    def undated(self, boots: Collection[Boot]) -> list[JournalRow]:
        """Give the records of these boots that wait for their time, in order of arrival."""
        if not boots:
            return []
        table = schema.JOURNAL.c
        waits = table.disposition == Disposition.UNDATED.value
        wanted = select(schema.JOURNAL).where(waits).order_by(table.arrival)
        with transaction(self._engine) as connection:
            found = (
                row
                for some in portions(boots)
                for row in _rows(connection, wanted.where(tuple_(table.hub, table.boot_id).in_(some)))
            )
            return [rows.journal_row(row) for row in found]

    def clocks(self, boots: Collection[Boot]) -> Mapping[Boot, BootClock]:
        """Give, for each of these boots that ever knew the time, an instant at which it did."""
        journal = schema.JOURNAL.c
        of_a_boot = tuple_(journal.hub, journal.boot_id)
        wanted = select(journal.hub, journal.boot_id, journal.heard_at, journal.monotonic_ms)
        found: dict[Boot, BootClock] = {}
        if not boots:
            return found
        with transaction(self._engine) as connection:
            for row in _rows(connection, select(schema.HUB_STATUS).where(_is_of_hubs(boots))):
                status = rows.status_row(row).status
                if status.sent_at is not None:
                    found[status.hub, status.boot_id] = (status.sent_at, status.monotonic_ms)
            for some in portions(boots):
                for each in connection.execute(wanted.where(of_a_boot.in_(some), journal.heard_at.is_not(None))):
                    found[HubId(each.hub), each.boot_id] = (each.heard_at, each.monotonic_ms)
        return {boot: clock for boot, clock in found.items() if boot in boots}

    def alerts_of(self, episodes: Collection[str]) -> Mapping[str, Alert]:
        """Give the alerts of these episodes."""
        return {alert.episode: alert for alert in self._alerts("episode", episodes)}

    def alerts(self, numbers: Collection[int]) -> Mapping[int, Alert]:
        """Give these alerts."""
        return {alert.alert: alert for alert in self._alerts("alert", numbers)}

    def _alerts(self, column: str, wanted: Collection[object]) -> list[Alert]:
        with transaction(self._engine) as connection:
            return [
                rows.alert(row)
                for some in portions(wanted)
                for row in _rows(connection, select(schema.ALERT).where(schema.ALERT.c[column].in_(some)))
            ]


def _rows(connection: Connection, wanted: Select[Any]) -> Iterable[RowMapping]:
    return connection.execute(wanted).mappings()


def _set_apart(connection: Connection, page: Page) -> None:
    table = schema.QUARANTINE.c
    for values in map(rows.quarantine_values, page.set_apart):
        again = {
            "times": table.times + 1,
            "last_at": bindparam("again_at", values["last_at"], type_=table.last_at.type),
        }
        upsert(connection, schema.QUARANTINE, [values], changes=again)


def _date(connection: Connection, page: Page) -> None:
    for each in page.redated:
        connection.execute(
            update(schema.JOURNAL)
            .where(schema.JOURNAL.c.arrival == each.arrival)
            .values(
                measured_at=each.measured_at,
                disposition=each.disposition.value,
                reason=each.reason,
                duplicate_of=each.duplicate_of,
            )
        )
    if page.redated:
        connection.execute(schema.REDATING.insert(), [{"arrival": each.arrival} for each in page.redated])


def _is_of_hubs(boots: Collection[Boot]) -> ColumnElement[bool]:
    return schema.HUB_STATUS.c.hub.in_({hub for hub, _ in boots})


def _next(connection: Connection, table: Table, column: str) -> int:
    return (connection.execute(select(func.max(table.c[column]))).scalar() or 0) + 1


def _highest_ordinal() -> Any:  # noqa: ANN401  (a scalar subquery has no shorter name)
    other = schema.EPISODE.alias()
    return (
        select(func.max(other.c.ordinal))
        .where(other.c.patient == schema.EPISODE.c.patient, other.c.rule == schema.EPISODE.c.rule)
        .scalar_subquery()
    )
