"""What the screens read from SQL; a connection of its own, so that nobody waits for the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from server.adapters.store import questions, schema, screen_rows
from server.adapters.store.alert_reading import (
    history,
    open_alerts,
    open_episodes,
    point,
    rested_on,
    sayings_of,
    values_of,
)
from server.adapters.store.known_reading import KnownReader
from server.adapters.store.screen_ledger import unseen
from server.adapters.store.whose_reading import WhoseReader
from server.rules.transition import EpisodeState, Severity
from server.web.shown import (
    Account,
    AskedRow,
    FailedAttempt,
    HistoryRow,
    HubRow,
    LastLook,
    OpenAlert,
    OpenEpisode,
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
            for each in open_alerts(connection, None):
                by_patient.setdefault(each.alert.patient, []).append(each)
            episodes: dict[str, list[OpenEpisode]] = {patient: [] for patient in by_patient}
            for is_so in open_episodes(connection):
                episodes.get(is_so.patient, []).append(is_so)
            asked = connection.execute(questions.people(by_patient)).mappings()
            people = {row["patient"]: _person(row) for row in asked}
            since = now - timedelta(days=SPARK_DAYS)
            weights: dict[str, list[Point]] = {patient: [] for patient in by_patient}
            for row in connection.execute(questions.points(by_patient, since, "body_weight")).mappings():
                weights[row["patient"]].append(point(row))
            return [
                WorklistRow(person=people[patient], alerts=alerts, weights=weights[patient], episodes=episodes[patient])
                for patient, alerts in by_patient.items()
            ]

    def asked(self) -> Sequence[AskedRow]:
        """Give whoever was asked to measure once more and has not answered, whose time is up first at the top."""
        with self._engine.connect() as connection:
            waiting = [
                each
                for each in open_episodes(connection)
                if each.state is EpisodeState.ASKING and each.asked_until is not None
            ]
            found = connection.execute(questions.people({each.patient for each in waiting})).mappings()
            people = {row["patient"]: _person(row) for row in found}
            in_order = sorted(waiting, key=lambda each: (each.asked_until or _NEVER, each.patient, each.rule))
            return [AskedRow(person=people[each.patient], episode=each) for each in in_order]

    def patient(self, patient: str, days: int, now: datetime) -> PatientPage | None:
        """Give one patient's page, with the points of the last days."""
        since = now - timedelta(days=days)
        with self._engine.connect() as connection:
            found = connection.execute(questions.people([patient])).mappings().first()
            if found is None:
                return None
            attempts = connection.execute(questions.attempts_failed(patient, since))
            points = [point(row) for row in connection.execute(questions.points([patient], since)).mappings()]
            said = connection.execute(questions.sayings(patient, since)).mappings()
            sayings = [screen_rows.saying(row) for row in said]
            alerts = open_alerts(connection, patient)
            numbers = {number for each in alerts for number in rested_on(each.why)}
            heard = sayings_of(connection, numbers)
            upto = max([0, *(each.arrival or 0 for each in points), *(each.record for each in sayings)])
            new = select(func.count()).select_from(unseen(patient, since, upto).subquery())
            return PatientPage(
                person=_person(found),
                alerts=alerts,
                episodes=open_episodes(connection, patient),
                read=values_of(connection, numbers),
                heard={number: each for (number, who), each in heard.items() if who == patient},
                history=history(connection, patient=patient),
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
            return next(iter(history(connection, alert=alert)), None)

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
            told = _told_of_homes(connection)
            return [
                HubRow(
                    hub=row["hub"],
                    label=row["label"],
                    home=row["home"],
                    heard_at=row["heard_at"],
                    status=None if row["status"] is None else HubStatus.from_wire(Fields(row["status"], "status")),
                    episodes=told.get(row["home"], ()),
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


def _told_of_homes(connection: Connection) -> dict[str, list[OpenEpisode]]:
    """Give what rules say to technicians, by the home of who it is about."""
    found = [each for each in open_episodes(connection) if each.severity is Severity.TECHNICAL]
    told: dict[str, list[OpenEpisode]] = {}
    homes = {row.patient: row.home for row in connection.execute(questions.homes_of({each.patient for each in found}))}
    for each in found:
        if each.patient in homes:
            told.setdefault(homes[each.patient], []).append(each)
    return told


def _last_look(connection: Connection, patient: str) -> LastLook | None:
    row = connection.execute(questions.last_look(patient)).first()
    return None if row is None else LastLook(name=row.full_name or row.who, at=row.at)


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
        has_other_disease=bool(row["has_other_disease"]),
    )


def _account(row: RowMapping | None) -> Account | None:
    if row is None:
        return None
    return Account(staff=row["staff"], full_name=row["full_name"], role=row["role"], password_hash=row["password_hash"])
