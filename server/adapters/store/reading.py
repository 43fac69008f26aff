"""What the screens read from SQL; a connection of its own, so that nobody waits for the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select

from server.adapters.store import rows, schema
from server.alerts.alert import AlertState
from server.alerts.worklist import in_order
from server.ledger.page import Disposition
from server.web.port import (
    Account,
    HistoryRow,
    HubRow,
    PatientPage,
    Person,
    Point,
    QuarantineRow,
    UnclaimedRow,
    WorklistRow,
)
from vitals.fields import Fields
from vitals.hub_status import HubStatus

SPARK_DAYS: Final = 30
DEMO: Final = "demo"
_MANY: Final = 500


class SqlReader:
    """Reads the store for the screens, and keeps their sessions."""

    def __init__(self, engine: Engine) -> None:
        """Take an open database."""
        self._engine = engine

    def worklist(self, now: datetime) -> Sequence[WorklistRow]:
        """Give every alert that is not closed, in the order of the list."""
        with self._engine.connect() as connection:
            return self._rows(connection, now, None)

    def patient(self, patient: str, days: int, now: datetime) -> PatientPage | None:
        """Give one patient's page, with the points of the last days."""
        with self._engine.connect() as connection:
            found = (
                connection.execute(select(schema.PATIENT).where(schema.PATIENT.c.patient == patient)).mappings().first()
            )
            if found is None:
                return None
            since = now - timedelta(days=days)
            return PatientPage(
                person=_person(found),
                open_rows=self._rows(connection, now, patient),
                history=_history(connection, patient),
                points=_points(connection, patient, since),
                attempts_failed=_attempts_failed(connection, patient, since),
            )

    def people(self) -> Sequence[tuple[Person, datetime | None]]:
        """Give everybody by name, with the time of the last reading."""
        with self._engine.connect() as connection:
            last = _last_readings(connection)
            wanted = select(schema.PATIENT).order_by(schema.PATIENT.c.name)
            people = [_person(row) for row in connection.execute(wanted).mappings()]
            return [(person, last.get(person.patient)) for person in people]

    def quarantine(self) -> Sequence[QuarantineRow]:
        """Give what is set apart, the latest first."""
        wanted = select(schema.QUARANTINE).order_by(schema.QUARANTINE.c.last_at.desc()).limit(_MANY)
        with self._engine.connect() as connection:
            return [
                QuarantineRow(
                    first_at=row["first_at"],
                    last_at=row["last_at"],
                    times=row["times"],
                    topic=row["topic"],
                    payload=row["payload"],
                    why=row["why"],
                    detail=row["detail"],
                )
                for row in connection.execute(wanted).mappings()
            ]

    def unclaimed(self) -> Sequence[UnclaimedRow]:
        """Give what is nobody's yet, or waits for its time, the latest first."""
        journal = schema.JOURNAL.c
        waits = journal.disposition.in_([Disposition.UNCLAIMED.value, Disposition.UNDATED.value])
        wanted = select(schema.JOURNAL).where(waits).order_by(journal.arrival.desc()).limit(_MANY)
        with self._engine.connect() as connection:
            return [
                UnclaimedRow(
                    received_at=row["received_at"],
                    home=row["home"],
                    device=row["device"] or "",
                    disposition=row["disposition"],
                    reason=row["reason"] or "",
                )
                for row in connection.execute(wanted).mappings()
            ]

    def hubs(self) -> Sequence[HubRow]:
        """Give every hub with its latest heartbeat."""
        joined = schema.HUB.outerjoin(schema.HUB_STATUS, schema.HUB.c.hub == schema.HUB_STATUS.c.hub)
        wanted = select(schema.HUB, schema.HUB_STATUS.c.heard_at, schema.HUB_STATUS.c.status).select_from(joined)
        with self._engine.connect() as connection:
            return [
                HubRow(
                    hub=row["hub"],
                    label=row["label"],
                    home=row["home"],
                    heard_at=row["heard_at"],
                    status=None if row["status"] is None else HubStatus.from_wire(Fields(row["status"], "status")),
                )
                for row in connection.execute(wanted.order_by(schema.HUB.c.label)).mappings()
            ]

    def account(self, staff: str) -> Account | None:
        """Find an account."""
        with self._engine.connect() as connection:
            wanted = select(schema.ACCOUNT).where(schema.ACCOUNT.c.staff == staff)
            return _account(connection.execute(wanted).mappings().first())

    def session(self, token_hash: bytes, real_now: datetime) -> Account | None:
        """Find whose session this is, if it has not ended."""
        session = schema.SESSION
        wanted = (
            select(schema.ACCOUNT)
            .join(session, session.c.staff == schema.ACCOUNT.c.staff)
            .where(session.c.token_hash == token_hash, session.c.expires_at > real_now)
        )
        with self._engine.connect() as connection:
            return _account(connection.execute(wanted).mappings().first())

    def is_demo(self) -> bool:
        """Tell whether this is the demo, with invented people only."""
        with self._engine.connect() as connection:
            return (
                connection.execute(select(schema.SETTING.c.value).where(schema.SETTING.c.name == DEMO)).scalar()
                == "yes"
            )

    def begin(self, token_hash: bytes, staff: str, expires_at: datetime) -> None:
        """Begin a session."""
        with self._engine.begin() as connection:
            values = {"token_hash": token_hash, "staff": staff, "expires_at": expires_at}
            connection.execute(insert(schema.SESSION).values(values))

    def end(self, token_hash: bytes) -> None:
        """End a session."""
        with self._engine.begin() as connection:
            connection.execute(delete(schema.SESSION).where(schema.SESSION.c.token_hash == token_hash))

    def _rows(self, connection: Connection, now: datetime, patient: str | None) -> list[WorklistRow]:
        wanted = select(schema.ALERT).where(schema.ALERT.c.state != AlertState.CLOSED.value)
        if patient is not None:
            wanted = wanted.where(schema.ALERT.c.patient == patient)
        alerts = in_order([rows.alert(row) for row in connection.execute(wanted).mappings()])
        patients = {alert.patient for alert in alerts}
        whom = select(schema.PATIENT).where(schema.PATIENT.c.patient.in_(patients))
        people = {row["patient"]: _person(row) for row in connection.execute(whom).mappings()}
        reasons = _reasons(connection, [alert.episode for alert in alerts])
        since = now - timedelta(days=SPARK_DAYS)
        weights = {who: [p for p in _points(connection, who, since) if p.vital == "body_weight"] for who in patients}
        last = _last_readings(connection)
        return [
            WorklistRow(
                alert=alert,
                person=people[alert.patient],
                say=reasons[alert.episode]["say"],
                facts=reasons[alert.episode]["facts"],
                is_late=reasons[alert.episode]["is_late"],
                measured_at=reasons[alert.episode]["measured_at"],
                weights=weights[alert.patient],
                last_reading_at=last.get(alert.patient),
            )
            for alert in alerts
        ]


def _reasons(connection: Connection, episodes: Sequence[str]) -> dict[str, RowMapping]:
    """Give, for each episode, the transition that raised it last."""
    table = schema.TRANSITION.c
    wanted = select(schema.TRANSITION).where(table.episode.in_(episodes)).order_by(table.number)
    found: dict[str, RowMapping] = {}
    for row in connection.execute(wanted).mappings():
        if row["to_state"] == "raised" or row["episode"] not in found:
            found[row["episode"]] = row
    return found


def _points(connection: Connection, patient: str, since: datetime) -> list[Point]:
    table = schema.OBSERVATION.c
    wanted = (
        select(schema.OBSERVATION)
        .where(table.patient == patient, table.measured_at >= since)
        .order_by(table.measured_at, table.arrival)
    )
    return [
        Point(measured_at=row["measured_at"], vital=row["vital"], value=row["value"], flags=tuple(row["flags"]))
        for row in connection.execute(wanted).mappings()
    ]


def _last_readings(connection: Connection) -> dict[str, datetime]:
    table = schema.OBSERVATION.c
    wanted = select(table.patient, func.max(table.measured_at).label("at")).group_by(table.patient)
    return {row.patient: row.at for row in connection.execute(wanted)}


def _attempts_failed(connection: Connection, patient: str, since: datetime) -> list[datetime]:
    """Give when the patient's devices tried and failed; on a shared device they may be the other person's."""
    journal, assignment = schema.JOURNAL.c, schema.ASSIGNMENT
    own = select(assignment.c.device).where(assignment.c.patient == patient, assignment.c.to_at.is_(None))
    wanted = (
        select(journal.measured_at)
        .where(journal.kind == "attempt_failed", journal.device.in_(own), journal.measured_at >= since)
        .order_by(journal.measured_at)
    )
    return list(connection.execute(wanted).scalars())


def _history(connection: Connection, patient: str) -> list[HistoryRow]:
    event, alert = schema.ALERT_EVENT, schema.ALERT
    wanted = (
        select(event, alert.c.rule, alert.c.episode)
        .join(alert, alert.c.alert == event.c.alert)
        .where(alert.c.patient == patient)
        .order_by(event.c.at.desc(), event.c.version.desc())
        .limit(_MANY)
    )
    found = connection.execute(wanted).mappings().all()
    reasons = _reasons(connection, [row["episode"] for row in found])
    return [
        HistoryRow(
            alert=row["alert"],
            rule=row["rule"],
            act=row["act"],
            who=row["who"],
            at=row["at"],
            say=reasons[row["episode"]]["say"],
            detail=row["detail"],
        )
        for row in found
    ]


def _person(row: RowMapping) -> Person:
    return Person(
        patient=row["patient"],
        name=row["name"],
        personnummer=row["personnummer"],
        born=row["born"],
        care_level=row["care_level"],
        matters=row["matters"],
        contact=row["contact"],
        zone=row["zone"],
    )


def _account(row: RowMapping | None) -> Account | None:
    if row is None:
        return None
    return Account(staff=row["staff"], full_name=row["full_name"], role=row["role"], password_hash=row["password_hash"])
