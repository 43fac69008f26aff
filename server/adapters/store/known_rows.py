"""From what is known of patients to rows of tables, and back: many patients by one question a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    Text,
    and_,
    bindparam,
    column,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy import values as sql_values

from server.adapters.store import schema
from server.adapters.store.columns import Instant
from server.adapters.store.register import patient_entry
from server.adapters.store.rows import RowValues
from server.adapters.store.whose_ledger import is_standing
from server.patients.known import (
    AgreedWeight,
    AgreedWhat,
    AskedOf,
    Grouping,
    Happening,
    Knowledge,
    Known,
    OwnSetting,
    ProfileUse,
    Weighed,
    WeighingPlan,
)
from server.patients.register import PatientEntry
from server.rules.reference import first_days, whose_first_weights_count
from vitals.identity import PatientId
from vitals.vital import Vital

_AT_ONCE: Final = 10_000
"""So many patients' first days are asked for in one statement; SQLite takes 32,766 values."""

_FEW: Final = 8
"""Of so many patients it costs less to ask one by one."""

K = TypeVar("K", bound=Known)


def add_known(connection: Connection, said: Iterable[Known]) -> None:
    """Add rows, in the order in which they were said; none is ever changed."""
    for each in said:
        connection.execute(insert(schema.KNOWN[type(each)]).values(values(each)))


def values(said: Known) -> RowValues:
    """Write a row; the database gives it its number."""
    row = {each.name: getattr(said, each.name) for each in fields(said) if each.name != "number"}
    return row | ({"what": said.what.value} if isinstance(said, AgreedWeight) else {})


def known(kind: type[K], row: RowMapping) -> K:
    """Read a row."""
    read: dict[str, Any] = {**row, "patient": PatientId(row["patient"])}
    if kind is AgreedWeight:
        read["what"] = AgreedWhat(row["what"])
    return kind(**read)


def known_in(connection: Connection, since: datetime | None, patients: Collection[str] | None) -> Knowledge:
    """Read what was said of these patients, or of everybody.

    Without ``since`` every row of an event is given; with it, only the last of each, of those not over before it.
    """
    weights = _said(connection, AgreedWeight, patients)
    is_new = [] if since is None else [schema.KNOWN[AskedOf].c.until_at >= since]
    return Knowledge(
        groups=_said(connection, Grouping, patients),
        plans=_said(connection, WeighingPlan, patients),
        weights=weights,
        settings=_said(connection, OwnSetting, patients),
        profiles=_said(connection, ProfileUse, patients),
        happenings=_said(connection, Happening, patients, *([] if since is None else _not_over(since))),
        requests=_said(connection, AskedOf, patients, *is_new),
        first_weights=first_weights_in(
            connection, whose_first_weights_count(_people(connection, patients), weights, since)
        ),
    )


def _said(
    connection: Connection, kind: type[K], patients: Collection[str] | None, *conditions: ColumnElement[bool]
) -> list[K]:
    table = schema.KNOWN[kind]
    wanted = _of(select(table), table.c.patient, patients).where(*conditions).order_by(table.c.number)
    return [known(kind, row) for row in connection.execute(wanted).mappings()]


def _of(wanted: Select[Any], patient: ColumnElement[str], patients: Collection[str] | None) -> Select[Any]:
    return wanted if patients is None else wanted.where(patient.in_(patients))


def _not_over(since: datetime) -> list[ColumnElement[bool]]:
    event = schema.KNOWN[Happening].c
    last = select(func.max(event.number)).group_by(func.coalesce(event.first, event.number))
    return [event.number.in_(last), or_(event.until_at.is_(None), event.until_at >= since)]


def _people(connection: Connection, patients: Collection[str] | None) -> list[PatientEntry]:
    wanted = _of(select(schema.PATIENT), schema.PATIENT.c.patient, patients).order_by(schema.PATIENT.c.patient)
    return [patient_entry(row) for row in connection.execute(wanted)]


def first_weights_in(connection: Connection, people: Sequence[PatientEntry]) -> list[tuple[PatientId, Weighed]]:
    """Read the weights of everybody's first days: one statement, which finds each one's by their index.

    Of few, as whenever somebody new is weighed, one statement each, which need not be made anew.
    """
    found: list[tuple[PatientId, Weighed]] = []
    if len(people) <= _FEW:
        for each in people:
            begins_at, ends_at = first_days(each)
            asked = {"whose": each.patient, "begins_at": begins_at, "ends_at": ends_at}
            weighed = connection.execute(_of_one(), asked)
            found += [(each.patient, Weighed(row.measured_at, row.value)) for row in weighed]
        return found
    observation = schema.OBSERVATION.c
    for start in range(0, len(people), _AT_ONCE):
        days = _first_days_of(people[start : start + _AT_ONCE])
        wanted = _weights(observation.patient).join(
            days,
            and_(
                observation.patient == days.c.patient,
                observation.measured_at >= days.c.begins_at,
                observation.measured_at < days.c.ends_at,
            ),
        )
        found += [(PatientId(row.patient), Weighed(row.measured_at, row.value)) for row in connection.execute(wanted)]
    return found


@cache
def _of_one() -> Select[Any]:
    observation = schema.OBSERVATION.c
    return _weights().where(
        observation.patient == bindparam("whose"),
        observation.measured_at >= bindparam("begins_at"),
        observation.measured_at < bindparam("ends_at"),
    )


def _weights(*more: ColumnElement[Any]) -> Select[Any]:
    """Ask for the weights that stand, in order of time."""
    observation = schema.OBSERVATION.c
    return (
        select(*more, observation.measured_at, observation.value)
        .where(observation.vital == Vital.BODY_WEIGHT.value.name, is_standing())
        .order_by(observation.measured_at)
    )


def _first_days_of(people: Sequence[PatientEntry]) -> FromClause:
    """Make a table of when each one's first days begin and end: no database knows how long a day is in their zone."""
    table = sql_values(
        column("patient", Text), column("begins_at", Instant), column("ends_at", Instant), name="first_days"
    )
    return table.data([(each.patient, *first_days(each)) for each in people]).cte("first_days")
