"""Reading again after a restart what was measured: whole columns, a portion at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, Text, cast, func, select, type_coerce

from server.adapters.store import schema
from server.adapters.store.whose_ledger import is_standing, vouched
from server.ledger.past import Past
from server.rules.judging.chart import FLAG_BITS, VOUCHED
from server.rules.judging.series import parted
from vitals.identity import PatientId
from vitals.measurement import Flag
from vitals.vital import Vital

_PORTION: Final = 100_000
"""Rows in memory at once: how many there are in all, memory does not know."""


def past_readings(connection: Connection, since: datetime) -> Iterator[Past]:
    """Give the observations that stand, measured from an instant on, in order of patient and time."""
    observed = schema.OBSERVATION.c
    known = observed.patient.in_(select(schema.PATIENT.c.patient))  # everybody, by an index that is there
    columns = (observed.patient, observed.vital, _seconds(connection), observed.arrival, observed.value)
    wanted = (
        select(*columns, cast(observed.flags, Text))
        .where(known, observed.measured_at >= since, is_standing())
        .order_by(observed.patient, observed.measured_at)
    )
    vouched_for = vouched(connection)
    for rows in connection.execution_options(yield_per=_PORTION).execute(wanted).partitions():
        yield from _parted(rows, vouched_for)


def _seconds(connection: Connection) -> ColumnElement[int]:
    """Give whole seconds of UTC, as the rules count: a fraction is cut off."""
    at = schema.OBSERVATION.c.measured_at
    if connection.dialect.name == "sqlite":
        return cast(func.strftime("%s", type_coerce(at, Text)), BigInteger)
    return cast(func.floor(func.extract("epoch", at)), BigInteger)


def _parted(rows: Sequence[Sequence[Any]], vouched_for: frozenset[int]) -> Iterator[Past]:
    """Lay a portion out in columns, each vital sign by itself."""
    names, vitals, at_s, numbers, values, flags = zip(*rows, strict=True)
    patients = [PatientId(name) for name in dict.fromkeys(names)]
    place = {name: number for number, name in enumerate(patients)}
    marks = [*map(_marks, flags)]
    if vouched_for:
        marks = [mark | VOUCHED * (number in vouched_for) for mark, number in zip(marks, numbers, strict=True)]
    for name, readings in parted(vitals, [place[each] for each in names], at_s, numbers, values, marks):
        yield Past(Vital.named(name), patients, readings)


@lru_cache(maxsize=1_024)
def _marks(flags: str) -> int:
    """Read the device's flags: most readings have none, and the others the same few."""
    return sum(FLAG_BITS[Flag(flag)] for flag in json.loads(flags))
