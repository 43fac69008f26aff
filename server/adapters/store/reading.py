"""What the screens read from SQL; a connection of its own, so that nobody waits for the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from server.adapters.store import questions, rows, schema, screen_rows
from server.adapters.store.known_reading import KnownReader
from server.adapters.store.screen_ledger import unseen
from server.adapters.store.whose_reading import WhoseReader
from server.alerts.alert import Alert, AlertState
from server.alerts.worklist import in_order
from server.rules.transition import EpisodeState
from server.web.shown import (
    Account,
    FailedAttempt,
    HistoryRow,
    HubRow,
    LastLook,
    OpenAlert,
    PatientPage,
    Person,
    Point,
    QuarantineRow,
    WorklistRow,
)
from vitals.device_kind import DeviceKind
from vitals.fields import Fields
from vitals.hub_status import HubStatus

SPARK_DAYS: Final = 30
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class SqlReader(WhoseReader, KnownReader):
    """Reads the store for the screens, and keeps their sessions."""

    def worklist(self, now: datetime) -> Sequence[WorklistRow]:
        """Give every patient with open alerts, in the order of the most pressing of them."""
        with self._engine.connect() as connection:
            by_patient: dict[str, list[OpenAlert]] = {}
            for each in _open_alerts(connection, None):
                by_patient.setdefault(each.alert.patient, []).append(each)
            asked = connection.execute(questions.people(by_patient)).mappings()
            people = {row["patient"]: _person(row) for row in asked}
            since = now - timedelta(days=SPARK_DAYS)
            weights: dict[str, list[Point]] = {patient: [] for patient in by_patient}
            for row in connection.execute(questions.points(by_patient, since, "body_weight")).mappings():
                weights[row["patient"]].append(_point(row))
            return [
                WorklistRow(person=people[patient], alerts=alerts, weights=weights[patient])
                for patient, alerts in by_patient.items()
            ]

    def patient(self, patient: str, days: int, now: datetime) -> PatientPage | None:
        """Give one patient's page, with the points of the last days."""
        since = now - timedelta(days=days)
        with self._engine.connect() as connection:
            found = connection.execute(questions.people([patient])).mappings().first()
            if found is None:
                return None
            attempts = connection.execute(questions.attempts_failed(patient, since))
            points = [_point(row) for row in connection.execute(questions.points([patient], since)).mappings()]
            said = connection.execute(questions.sayings(patient, since)).mappings()
            sayings = [screen_rows.saying(row) for row in said]
            upto = max([0, *(each.arrival or 0 for each in points), *(each.record for each in sayings)])
            new = select(func.count()).select_from(unseen(patient, since, upto).subquery())
            return PatientPage(
                person=_person(found),
                alerts=_open_alerts(connection, patient),
                history=_history(connection, patient=patient),
                points=points,
                said=sayings,
                unseen=connection.execute(new).scalar_one(),
                upto=upto,
                last_look=_last_look(connection, patient),
                waiting=connection.execute(questions.waiting(patient, since)).scalar_one(),
                attempts_failed=[
                    FailedAttempt(at=row.measured_at, kind=DeviceKind.of_family(row.family)) for row in attempts
                ],
            )

    def people(self) -> Sequence[Person]:
        """Give everybody, who was silent longest first."""
        with self._engine.connect() as connection:
            people = [_person(row) for row in connection.execute(questions.people(None)).mappings()]
            return sorted(people, key=lambda person: person.last_reading_at or _NEVER)

    def name_of(self, patient: str) -> str:
        """Give a patient's name."""
        with self._engine.connect() as connection:
            wanted = select(schema.PATIENT.c.name).where(schema.PATIENT.c.patient == patient)
            name: str = connection.execute(wanted).scalar_one()
            return name

    def last_event(self, alert: int) -> HistoryRow | None:
        """Give what happened to an alert last; None if there is no such alert."""
        with self._engine.connect() as connection:
            return next(iter(_history(connection, alert=alert)), None)

    def quarantine(self) -> Sequence[QuarantineRow]:
        """Give what is set apart, the latest first."""
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
                for row in connection.execute(questions.quarantine()).mappings()
            ]

    def hubs(self) -> Sequence[HubRow]:
        """Give every hub with its latest heartbeat."""
        with self._engine.connect() as connection:
            return [
                HubRow(
                    hub=row["hub"],
                    label=row["label"],
                    home=row["home"],
                    heard_at=row["heard_at"],
                    status=None if row["status"] is None else HubStatus.from_wire(Fields(row["status"], "status")),
                )
                for row in connection.execute(questions.hubs()).mappings()
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
                connection.execute(select(schema.SETTING.c.value).where(schema.SETTING.c.name == schema.DEMO)).scalar()
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


def _open_alerts(connection: Connection, patient: str | None) -> list[OpenAlert]:
    """Give open alerts in the order of the worklist, each with its reason and the readings behind it."""
    found = {row["alert"]: row for row in connection.execute(questions.open_alerts(patient)).mappings()}
    alerts = in_order([rows.alert(row) for row in found.values()])
    reasons = _reasons(connection, [alert.episode for alert in alerts])
    arrivals = {arrival for reason in reasons.values() for arrival in reason["arrivals"]}
    behind: dict[int, list[Point]] = {arrival: [] for arrival in arrivals}
    for row in connection.execute(questions.values_of(arrivals)).mappings():
        behind[row["arrival"]].append(_point(row))
    return [_open_alert(alert, found[alert.alert], reasons[alert.episode], behind) for alert in alerts]


def _open_alert(alert: Alert, row: RowMapping, reason: RowMapping, behind: dict[int, list[Point]]) -> OpenAlert:
    return OpenAlert(
        alert=alert,
        owner=row["full_name"] or alert.owner,
        taken_at=row["taken_at"] if alert.state is AlertState.TAKEN else None,
        rule_version=reason["rule_version"],
        say=reason["say"],
        facts=reason["facts"],
        is_late=reason["is_late"],
        measured_at=reason["measured_at"],
        behind=[point for arrival in reason["arrivals"] for point in behind[arrival]],
    )


def _last_look(connection: Connection, patient: str) -> LastLook | None:
    row = connection.execute(questions.last_look(patient)).first()
    return None if row is None else LastLook(name=row.full_name or row.who, at=row.at)


def _reasons(connection: Connection, episodes: Sequence[str]) -> dict[str, RowMapping]:
    """Give, for each episode, the transition that raised it last."""
    found: dict[str, RowMapping] = {}
    for row in connection.execute(questions.transitions(episodes)).mappings():
        if row["to_state"] == EpisodeState.RAISED.value or row["episode"] not in found:
            found[row["episode"]] = row
    return found


def _history(connection: Connection, *, patient: str | None = None, alert: int | None = None) -> list[HistoryRow]:
    found = connection.execute(questions.history(patient=patient, alert=alert)).mappings().all()
    reasons = _reasons(connection, [row["episode"] for row in found])
    return [
        HistoryRow(
            alert=row["alert"],
            rule=row["rule"],
            act=row["act"],
            who=row["who"],
            name=row["full_name"] or row["who"],
            at=row["at"],
            measured_at=reasons[row["episode"]]["measured_at"],
            say=reasons[row["episode"]]["say"],
            detail=row["detail"],
        )
        for row in found
    ]


def _point(row: RowMapping) -> Point:
    return Point(
        measured_at=row["measured_at"],
        vital=row["vital"],
        value=row["value"],
        flags=tuple(row["flags"]),
        arrival=row["arrival"],
    )


def _person(row: RowMapping) -> Person:
    return Person(
        patient=row["patient"],
        name=row["name"],
        personnummer=row["personnummer"],
        born=row["born"],
        care_level=row["care_level"],
        matters=row["matters"],
        contact=row["full_name"],
        zone=row["zone"],
        last_reading_at=row["last_reading_at"],
        hub_heard_at=row["hub_heard_at"],
        unit=" ".join(filter(None, (row["unit_name"], row["unit_telephone"]))),
    )


def _account(row: RowMapping | None) -> Account | None:
    if row is None:
        return None
    return Account(staff=row["staff"], full_name=row["full_name"], role=row["role"], password_hash=row["password_hash"])
