"""Reading again after a restart what was measured: whole columns, a portion at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, Text, case, cast, func, select, type_coerce

from server.adapters.store import schema
from server.adapters.store.whose_ledger import is_standing, vouched
from server.ledger.past import Past
from server.rules.judging.chart import FLAG_BITS, VOUCHED
from server.rules.judging.collected import Collected, Written
from server.rules.judging.series import parted
from vitals.identity import PatientId
from vitals.measurement import Flag
from vitals.vital import Vital

_PORTION: Final = 50_000
"""Rows, or arrivals, at once: how many there are in all, memory does not know."""
_LETTERS: Final = {vital.value.name: chr(ord("a") + place) for place, vital in enumerate(Vital)}
_NO_FLAGS: Final = "[]"


def past_readings(connection: Connection, since: datetime) -> Iterator[Past]:
    """Give the observations that stand, measured from an instant on."""
    return _written(connection, since) if connection.dialect.name == "sqlite" else _row_by_row(connection, since)


def _written(connection: Connection, since: datetime) -> Iterator[Past]:
    """Let the database write whole columns down, in the order in which the rows lie: an object each costs more."""
    patients = [PatientId(each) for each in connection.execute(select(schema.PATIENT.c.patient)).scalars()]
    collected = Collected(patients, vouched(connection))
    observed = schema.OBSERVATION.c
    known, is_late = observed.patient.in_(select(schema.PATIENT.c.patient)), observed.measured_at >= since
    bounds = select(func.min(observed.arrival), func.max(observed.arrival)).where(known, is_late)  # by an index alone
    first, last = connection.execute(bounds).one()
    for begin in range(first or 0, (last or -1) + 1, _PORTION):
        is_mine = observed.arrival.between(begin, begin + _PORTION - 1)
        collected.add(_portion(connection, (is_mine, is_late, is_standing())))
    vitals = {letter: Vital.named(name) for name, letter in _LETTERS.items()}
    for letter, readings in collected.by_vital():
        yield Past(vitals[letter], patients, readings)


def _portion(connection: Connection, portion: Sequence[ColumnElement[bool]]) -> Written:
    """Read some arrivals: one long text a column, and the few flags there are with their rows' keys."""
    observed, flags = schema.OBSERVATION.c, type_coerce(schema.OBSERVATION.c.flags, Text)
    letter = case(_LETTERS, value=observed.vital)
    flagged = cast(observed.arrival, Text).concat(letter).concat(flags)
    columns = (
        func.group_concat(observed.patient, ""),
        func.group_concat(letter, ""),
        func.group_concat(type_coerce(observed.measured_at, Text), ""),
        func.group_concat(observed.arrival, ","),
        func.group_concat(observed.value, ","),
        func.group_concat(flagged, "\n").filter(flags != _NO_FLAGS),
    )
    count, *texts = connection.execute(select(func.count(), *columns).where(*portion)).one()
    who, vitals, at, numbers, values, told = (each or "" for each in texts)
    marks = dict(_marked(line) for line in told.splitlines())
    return Written(count=count, patients=who, vitals=vitals, at=at, numbers=numbers, values=values, marks=marks)


def _marked(line: str) -> tuple[tuple[int, str], int]:
    """Read a row's number, the letter of its vital sign, and its flags.

    >>> _marked('17a["body_movement"]')[0]
    (17, 'a')
    """
    key, flags = line[: line.index("[")], line[line.index("[") :]
    return (int(key[:-1]), key[-1]), _marks(flags)


def _row_by_row(connection: Connection, since: datetime) -> Iterator[Past]:
    """Read a portion of rows at a time, in order of patient and time."""
    observed = schema.OBSERVATION.c
    known = observed.patient.in_(select(schema.PATIENT.c.patient))  # everybody, by an index that is there
    at_s = cast(func.floor(func.extract("epoch", observed.measured_at)), BigInteger)  # a fraction is cut off
    columns = (observed.patient, observed.vital, at_s, observed.arrival, observed.value)
    wanted = (
        select(*columns, cast(observed.flags, Text))
        .where(known, observed.measured_at >= since, is_standing())
        .order_by(observed.patient, observed.measured_at)
    )
    vouched_for = vouched(connection)
    for rows in connection.execution_options(yield_per=_PORTION).execute(wanted).partitions():
        yield from _parted(rows, vouched_for)


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
