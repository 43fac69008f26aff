"""What the screens ask SQL, as statements; each finds its rows by an index, however long the journal grows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import BindParameter, Select, func, literal, or_, select

from server.adapters.store import schema, whose_schema
from server.adapters.store.whose_ledger import is_standing
from server.alerts.alert import Act, AlertState
from server.ledger.page import Disposition
from server.patients.known import OTHER_DISEASE, Grouping
from server.rules.judging.publishing import OPEN
from vitals.code import UNCHANGED
from vitals.record import Kind

MANY: Final = 500
"""How many rows of a kind a page shows at most, the latest."""


def open_alerts(patient: str | None) -> Select[Any]:
    """Ask for alerts that are not closed, everybody's or one patient's, with who owns them and when it was taken."""
    alert, event = schema.ALERT.c, schema.ALERT_EVENT.c
    taken = select(func.max(event.at)).where(event.alert == alert.alert, event.act == Act.TAKEN.value)
    wanted = (
        select(schema.ALERT, schema.ACCOUNT.c.full_name, taken.scalar_subquery().label("taken_at"))
        .outerjoin(schema.ACCOUNT, schema.ACCOUNT.c.staff == alert.owner)
        .where(alert.state.in_([state.value for state in AlertState if state is not AlertState.CLOSED]))
    )
    return wanted if patient is None else wanted.where(alert.patient == patient)


def people(patients: Collection[str] | None) -> Select[Any]:
    """Ask for people, all or these, with the contact's name, the last reading and when their hub was heard."""
    patient, observation, membership = schema.PATIENT.c, schema.OBSERVATION.c, schema.MEMBERSHIP.c
    last = select(func.max(observation.measured_at)).where(observation.patient == patient.patient, is_standing())
    heard = (
        select(func.max(schema.HUB_STATUS.c.heard_at))
        .join(schema.HUB, schema.HUB.c.hub == schema.HUB_STATUS.c.hub)
        .join(schema.MEMBERSHIP, membership.home == schema.HUB.c.home)
        .where(membership.patient == patient.patient, membership.to_at.is_(None))
    )
    group = schema.KNOWN[Grouping].c
    other_disease = (
        select(group.is_in)
        .where(group.patient == patient.patient, group.group == OTHER_DISEASE)
        .order_by(group.from_at.desc(), group.number.desc())
        .limit(1)
    )
    wanted = select(
        schema.PATIENT,
        other_disease.scalar_subquery().label("has_other_disease"),
        schema.ACCOUNT.c.full_name,
        last.scalar_subquery().label("last_reading_at"),
        heard.scalar_subquery().label("hub_heard_at"),
        schema.UNIT.c.name.label("unit_name"),
        schema.UNIT.c.telephone.label("unit_telephone"),
    ).join(schema.ACCOUNT, schema.ACCOUNT.c.staff == patient.contact)
    wanted = wanted.outerjoin(schema.PATIENT_UNIT, schema.PATIENT_UNIT.c.patient == patient.patient)
    wanted = wanted.outerjoin(schema.UNIT, schema.UNIT.c.unit == schema.PATIENT_UNIT.c.unit)
    return wanted.order_by(patient.name) if patients is None else wanted.where(patient.patient.in_(patients))


def points(patients: Collection[str], since: datetime, vital: str | None = None) -> Select[Any]:
    """Ask for people's values since an instant, of all vitals or one, the oldest first."""
    observation = schema.OBSERVATION.c
    wanted = (
        select(schema.OBSERVATION)
        .where(observation.patient.in_(patients), observation.measured_at >= since, is_standing())
        .order_by(observation.measured_at, observation.arrival)
    )
    return wanted if vital is None else wanted.where(observation.vital == vital)


def values_of(arrivals: Collection[int]) -> Select[Any]:
    """Ask for the values that came with these numbers, the oldest first; also of those that were withdrawn since."""
    observation = schema.OBSERVATION.c
    return (
        select(schema.OBSERVATION)
        .where(observation.arrival.in_(arrivals))
        .order_by(observation.measured_at, observation.arrival)
    )


def sayings(patient: str, since: datetime) -> Select[Any]:
    """Ask what a patient said that came since an instant, the latest first, but for what was as usual."""
    said = schema.SAYING.c
    return (
        select(schema.SAYING)
        .where(said.patient == patient, said.received_at >= since)
        .where(or_(said.code.is_(None), said.code != UNCHANGED))
        .order_by(func.coalesce(said.measured_at, said.received_at).desc(), said.record.desc())
        .limit(MANY)
    )


def last_look(patient: str) -> Select[Any]:
    """Ask who looked at anything of a patient's last."""
    look = schema.LOOK.c
    wanted = select(look.who, look.at, schema.ACCOUNT.c.full_name)
    joined = wanted.outerjoin(schema.ACCOUNT, schema.ACCOUNT.c.staff == look.who)
    return joined.where(look.patient == patient).order_by(look.at.desc()).limit(1)


def transitions(episodes: Collection[str]) -> Select[Any]:
    """Ask for everything that became of episodes, in order, without the trees of conditions."""
    transition = schema.TRANSITION.c
    columns = [column for column in schema.TRANSITION.c if column.name != transition.why.name]
    return select(*columns).where(transition.episode.in_(episodes)).order_by(transition.number)


def trees(episodes: Collection[str]) -> Select[Any]:
    """Ask for the trees of conditions of episodes, in the order in which they were kept."""
    transition = schema.TRANSITION.c
    wanted = select(transition.episode, transition.why)
    return wanted.where(transition.episode.in_(episodes), transition.why.is_not(None)).order_by(transition.number)


def open_episodes(patient: str | None = None) -> Select[Any]:
    """Ask what is so of everybody or of one patient, seen or not."""
    episode = schema.EPISODE.c
    wanted = select(schema.EPISODE).where(episode.state.in_([state.value for state in OPEN]))
    return (wanted if patient is None else wanted.where(episode.patient == patient)).order_by(episode.start_s)


def homes_of(patients: Collection[str]) -> Select[Any]:
    """Ask in which home each of these people lives now."""
    membership = schema.MEMBERSHIP.c
    wanted = select(membership.patient, membership.home)
    return wanted.where(membership.patient.in_(patients), membership.to_at.is_(None))


def sayings_of(records: Collection[int]) -> Select[Any]:
    """Ask for the answers and presses that stand in the journal under these numbers, the oldest first."""
    said = schema.SAYING.c
    return select(schema.SAYING).where(said.record.in_(records)).order_by(said.record)


def attempts_failed(patient: str, since: datetime) -> Select[Any]:
    """Ask when a device that was the patient's then tried and failed; on a shared one it may have been the other."""
    journal, assignment = schema.JOURNAL.c, schema.ASSIGNMENT.c
    return (
        select(journal.measured_at, schema.DEVICE.c.family)
        .join(schema.DEVICE, schema.DEVICE.c.device == journal.device)
        .join(schema.ASSIGNMENT, assignment.device == journal.device)
        .where(
            journal.kind == _word(Kind.ATTEMPT_FAILED),
            assignment.patient == patient,
            assignment.from_at <= journal.measured_at,
            or_(assignment.to_at.is_(None), journal.measured_at < assignment.to_at),
            journal.measured_at >= since,
        )
        .distinct()
        .order_by(journal.measured_at)
    )


def history(*, patient: str | None = None, alert: int | None = None) -> Select[Any]:
    """Ask what happened to a patient's alerts, or to one alert, and who did it; the latest first."""
    event, of = schema.ALERT_EVENT.c, schema.ALERT.c
    wanted = (
        select(schema.ALERT_EVENT, of.rule, of.episode, schema.ACCOUNT.c.full_name)
        .join(schema.ALERT, of.alert == event.alert)
        .outerjoin(schema.ACCOUNT, schema.ACCOUNT.c.staff == event.who)
        .order_by(event.at.desc(), event.version.desc())
        .limit(MANY)
    )
    return wanted.where(event.alert == alert) if patient is None else wanted.where(of.patient == patient)


def quarantine() -> Select[Any]:
    """Ask what is set apart, the latest first."""
    return select(schema.QUARANTINE).order_by(schema.QUARANTINE.c.last_at.desc()).limit(MANY)


def unclaimed() -> Select[Any]:
    """Ask what is nobody's yet, or waits for its time, the latest first."""
    journal = schema.JOURNAL.c
    waits = journal.disposition.in_([_word(Disposition.UNCLAIMED), _word(Disposition.UNDATED)])
    return (
        select(schema.JOURNAL, schema.HOME.c.label.label("home_label"), schema.DEVICE.c.label.label("device_label"))
        .outerjoin(schema.DEVICE, schema.DEVICE.c.device == journal.device)
        .outerjoin(schema.HOME, schema.HOME.c.home == journal.home)
        .where(waits)
        .order_by(journal.arrival.desc())
        .limit(MANY)
    )


def waiting(patient: str, since: datetime) -> Select[Any]:
    """Ask how many measurements since an instant in a patient's home are nobody's, and may be the patient's."""
    journal, membership = schema.JOURNAL.c, schema.MEMBERSHIP.c
    homes = select(membership.home).where(membership.patient == patient, membership.to_at.is_(None))
    return (
        select(func.count())
        .select_from(schema.JOURNAL.join(schema.DEVICE, schema.DEVICE.c.device == journal.device))
        .where(journal.disposition.in_([_word(Disposition.UNCLAIMED), _word(Disposition.UNDATED)]))
        .where(journal.measured_at >= since, schema.DEVICE.c.home.in_(homes))
    )


def reading(number: int) -> Select[Any]:
    """Ask for the row of the journal that has this number, or whose observations a move gave this number."""
    journal, moved = schema.JOURNAL.c, whose_schema.ATTRIBUTION.c
    record = select(moved.record).where(moved.number == number).scalar_subquery()
    return (
        select(
            schema.JOURNAL,
            schema.HOME.c.label.label("home_label"),
            schema.DEVICE.c.label.label("device_label"),
            func.coalesce(schema.DEVICE.c.home, journal.home).label("in_home"),
        )
        .outerjoin(schema.DEVICE, schema.DEVICE.c.device == journal.device)
        .outerjoin(schema.HOME, schema.HOME.c.home == func.coalesce(schema.DEVICE.c.home, journal.home))
        .where(or_(journal.arrival == number, journal.arrival == record), journal.kind == Kind.MEASUREMENT.value)
    )


def belonged(home: str, at: datetime) -> Select[Any]:
    """Ask who belonged to a home at an instant."""
    patient, membership = schema.PATIENT.c, schema.MEMBERSHIP.c
    return (
        select(patient.patient, patient.name)
        .join(schema.MEMBERSHIP, membership.patient == patient.patient)
        .where(
            membership.home == home, membership.from_at <= at, or_(membership.to_at.is_(None), membership.to_at > at)
        )
        .order_by(patient.name)
    )


def moves(record: int | None = None) -> Select[Any]:
    """Ask what was moved, one measurement or the latest of all, with who said so; the latest first."""
    moved, before, after = whose_schema.ATTRIBUTION.c, schema.PATIENT.alias(), schema.PATIENT.alias()
    wanted = (
        select(
            whose_schema.ATTRIBUTION,
            before.c.name.label("before_name"),
            after.c.name.label("patient_name"),
            schema.ACCOUNT.c.full_name,
            schema.JOURNAL.c.measured_at,
        )
        .join(schema.JOURNAL, schema.JOURNAL.c.arrival == moved.record)
        .outerjoin(before, before.c.patient == moved.before)
        .outerjoin(after, after.c.patient == moved.patient)
        .outerjoin(schema.ACCOUNT, schema.ACCOUNT.c.staff == moved.who)
        .order_by(moved.number.desc())
        .limit(MANY)
    )
    return wanted if record is None else wanted.where(moved.record == record)


def hubs() -> Select[Any]:
    """Ask for every hub with its latest heartbeat."""
    hub, status = schema.HUB.c, schema.HUB_STATUS.c
    joined = schema.HUB.outerjoin(schema.HUB_STATUS, hub.hub == status.hub)
    return select(schema.HUB, status.heard_at, status.status).select_from(joined).order_by(hub.label)


def _word(chosen: StrEnum) -> BindParameter[str]:
    """Write a word into the statement itself: SQLite uses a partial index only where it can read the condition."""
    return literal(chosen.value, literal_execute=True)
