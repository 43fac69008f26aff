"""What leaves with a log, read from SQL: one moment of the database, a row at a time, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, RowMapping, Select, func, select

from server.adapters.store import rows, schema, screen_rows
from server.adapters.store.accounts import password_hashes, standings
from server.adapters.store.known_rows import known
from server.adapters.store.rule_rows import texts_of
from server.adapters.store.whose_ledger import is_standing
from server.alerts.worklist import ON_THE_LIST
from server.exchange.order import Standing
from server.exchange.rows import TYPED, Person, Raised, age_on
from server.ledger.page import Observation, Stretch
from server.patients.known import AgreedWeight, Grouping, Happening, as_told_last, in_force
from server.patients.personnummer import sex_of
from server.patients.saying import Saying
from server.rules.local_day import local_day
from server.rules.reference import moves_reference
from server.rules.transition import EpisodeState, Severity
from vitals.identity import PatientId
from vitals.observation_log import Entry
from vitals.vital import Vital

_AT_ONCE: Final = 2_000
_BEGIN: Final = {"sqlite": "BEGIN", "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"}
"""What makes all that is read in a transaction the same moment."""
_ENDS: Final = {EpisodeState.WITHDRAWN.value: "withdrawn", EpisodeState.CLEARED.value: "cleared"}


class Run(NamedTuple):
    """A set of rules that ran: from when, until when, its hash and the engine's version, and the texts."""

    from_at: datetime
    to_at: datetime | None
    rules_hash: str
    engine: str
    files: Mapping[str, bytes]


@contextmanager
def one_moment(engine: Engine) -> Iterator[LogReader]:
    """Read in one transaction that sees one moment, while the server goes on writing."""
    with engine.connect() as connection:
        connection.exec_driver_sql(_BEGIN[engine.dialect.name])
        try:
            yield LogReader(connection)
        finally:
            connection.rollback()


class LogReader:
    """Reads what stands. Of whom it is asked, it reads; what is nobody's is only counted."""

    def __init__(self, connection: Connection) -> None:
        """Take a connection that sees one moment."""
        self._connection = connection
        found = connection.execute(select(schema.DEVICE.c.device).where(schema.DEVICE.c.family == TYPED))
        self._typed = frozenset(found.scalars())

    def accounts(self) -> dict[str, Standing]:
        """Give as what everybody signs in, by user name."""
        return standings(self._connection)

    def password_hashes(self) -> dict[str, str]:
        """Give the hash of everybody's password, by user name."""
        return password_hashes(self._connection)

    def units(self) -> set[str]:
        """Name the units."""
        return set(self._connection.execute(select(schema.UNIT.c.unit)).scalars())

    def people(self, unit: str | None, now: datetime) -> dict[PatientId, Person]:
        """Give the patients of a unit, or all, by id."""
        table, looked_after = schema.PATIENT, schema.PATIENT_UNIT
        wanted = select(table).order_by(table.c.patient)
        if unit is not None:
            wanted = wanted.where(
                table.c.patient.in_(select(looked_after.c.patient).where(looked_after.c.unit == unit))
            )
        groups, weights = self._groups(now), self._weights()
        ended, breathing, typing = self._ended(), self._with_oximeter(), self._typing()
        with_hub = self._with_hub()
        return {
            PatientId(row.patient): Person(
                patient=PatientId(row.patient),
                zone=row.zone,
                plan_from=row.plan_from,
                age_years=age_on(row.born, row.plan_from),
                sex=sex_of(row.personnummer),
                ended_on=None if row.patient not in ended else ended[row.patient].astimezone(ZoneInfo(row.zone)).date(),
                reference_g=_reference(weights.get(row.patient, ()), row.plan_from, ZoneInfo(row.zone)),
                groups=frozenset(groups.get(row.patient, ())),
                has_oximeter=row.patient in breathing,
                has_hub=row.patient in with_hub,
                entry=Entry.MANUAL if row.patient in typing else Entry.AUTO,
            )
            for row in self._connection.execute(wanted)
        }

    def observations(self) -> Iterator[tuple[Observation, Entry]]:
        """Give every reading that stands, in order of arrival."""
        table = schema.OBSERVATION
        for row in self._all(select(table).where(is_standing()).order_by(table.c.arrival, table.c.vital)):
            yield rows.observation(row), Entry.MANUAL if row["device"] in self._typed else Entry.AUTO

    def count_observations(self) -> int:
        """Count them, about."""
        return self._connection.execute(select(func.count()).select_from(schema.OBSERVATION)).scalar_one()

    def sayings(self) -> Iterator[tuple[PatientId, list[Saying]]]:
        """Give what each patient said, in order of time."""
        table = schema.SAYING.c
        wanted = select(schema.SAYING).order_by(
            table.patient, func.coalesce(table.measured_at, table.received_at), table.record
        )
        for patient, mine in groupby(self._all(wanted), key=lambda row: str(row["patient"])):
            yield PatientId(patient), [screen_rows.saying(row) for row in mine]

    def happenings(self) -> Iterator[Happening]:
        """Give every event as it was told last."""
        table = schema.KNOWN[Happening]
        for _, mine in groupby(self._all(select(table).order_by(table.c.patient, table.c.number)), key=_patient):
            yield from as_told_last(known(Happening, row) for row in mine)

    def stretches(self) -> Iterator[tuple[PatientId, list[Stretch]]]:
        """Give when each patient's hub was heard."""
        table = schema.STRETCH.c
        wanted = select(schema.STRETCH).order_by(table.patient, table.from_at)
        for patient, mine in groupby(self._all(wanted), key=_patient):
            yield PatientId(patient), [rows.stretch(row) for row in mine]

    def alerts(self, seen: Mapping[str, str]) -> Iterator[Raised]:
        """Give what was raised before people, and what ended of it; ``seen`` are the rules that are, by their class.

        It was seen if there is a card, or if it is of a kind that has none.
        """
        table, alert = schema.TRANSITION.c, schema.ALERT.c
        wanted = (
            select(schema.TRANSITION, schema.ALERT.c.alert.label("card"))
            .join(schema.ALERT, alert.episode == table.episode, isouter=True)
            .order_by(table.episode, table.number)
        )
        for _, moves in groupby(self._all(wanted), key=lambda row: str(row["episode"])):
            is_open = False
            for row in moves:
                is_raised = row["to_state"] == EpisodeState.RAISED.value
                kind = "raised" if is_raised and not is_open else _ENDS.get(row["to_state"]) if is_open else None
                has_no_card = Severity(row["severity"]) not in ON_THE_LIST and row["rule"] in seen
                if kind is None or (row["card"] is None and not has_no_card):
                    continue
                is_open = is_raised
                yield Raised(
                    patient=PatientId(row["patient"]),
                    at=row["at"],
                    severity=Severity(row["severity"]),
                    rule=row["rule"],
                    kind=kind,
                    about=seen.get(row["rule"], "sign"),
                    says=str(row["say"].get("sv", "")) if is_raised else "",
                )

    def runs(self) -> list[Run]:
        """Give every set of rules that ever ran, in order."""
        table = schema.RULE_ACTIVATION
        found = self._connection.execute(select(table).order_by(table.c.number)).mappings().all()
        ends = [*(row["at"] for row in found[1:]), None][: len(found)]
        texts = texts_of(self._connection, {digest for row in found for digest in row["files"].values()})
        return [
            Run(
                row["at"],
                end,
                row["rules_hash"],
                row["engine_version"],
                {path: texts[digest] for path, digest in row["files"].items()},
            )
            for row, end in zip(found, ends, strict=True)
        ]

    def nobodys(self) -> Counter[str]:
        """Count the records that are no patient's readings, by what became of them."""
        table = schema.JOURNAL.c
        wanted = select(table.disposition, func.count()).where(table.disposition.not_in(["observed", "kept"]))
        return Counter({row[0]: row[1] for row in self._connection.execute(wanted.group_by(table.disposition))})

    def _all(self, wanted: Select[Any]) -> Iterator[RowMapping]:
        """Give rows as they come, some at a time."""
        yield from self._connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}).mappings()

    def _groups(self, now: datetime) -> dict[str, set[str]]:
        table, found = schema.KNOWN[Grouping], dict[str, set[str]]()
        for _, mine in groupby(self._all(select(table).order_by(table.c.patient, table.c.number)), key=_patient):
            for each in in_force((known(Grouping, row) for row in mine), now):
                if each.is_in:
                    found.setdefault(each.patient, set()).add(each.group)
        return found

    def _weights(self) -> dict[str, list[AgreedWeight]]:
        table, found = schema.KNOWN[AgreedWeight], dict[str, list[AgreedWeight]]()
        for row in self._all(select(table).order_by(table.c.number)):
            found.setdefault(row["patient"], []).append(known(AgreedWeight, row))
        return found

    def _ended(self) -> dict[str, datetime]:
        """Give when who belongs to no home any more belonged to one last."""
        table, last, going_on = schema.MEMBERSHIP, dict[str, datetime](), set[str]()
        for row in self._connection.execute(select(table)):
            if row.to_at is None:
                going_on.add(row.patient)
            else:
                last[row.patient] = max(last.get(row.patient, row.to_at), row.to_at)
        return {patient: at for patient, at in last.items() if patient not in going_on}

    def _with_oximeter(self) -> set[str]:
        table = schema.OBSERVATION.c
        wanted = select(table.patient).where(table.vital == Vital.SPO2.value.name, is_standing()).distinct()
        return set(self._connection.execute(wanted).scalars())

    def _with_hub(self) -> set[str]:
        member, stood = schema.MEMBERSHIP.c, schema.HUB_HOME.c
        wanted = select(member.patient).join(schema.HUB_HOME, stood.home == member.home).distinct()
        return set(self._connection.execute(wanted).scalars())

    def _typing(self) -> Collection[str]:
        """Name who has nothing but a pen."""
        wanted = select(schema.ASSIGNMENT.c.patient, schema.ASSIGNMENT.c.device)
        found: dict[str, bool] = {}
        for row in self._connection.execute(wanted):
            found[row.patient] = found.get(row.patient, True) and row.device in self._typed
        return {patient for patient, is_typing in found.items() if is_typing}


def _patient(row: RowMapping) -> str:
    return str(row["patient"])


def _reference(agreed: Collection[AgreedWeight], plan_from: date, zone: ZoneInfo) -> int | None:
    """Give the reference weight that people had agreed on by the end of the plan's first day."""
    first = [
        each for each in agreed if moves_reference(each) and local_day(each.from_at, zone) <= plan_from.toordinal()
    ]
    last = datetime.max.replace(tzinfo=UTC)
    held = [each for each in in_force(first, last) if each.grams is not None]
    return max(held, key=lambda each: (each.from_at, each.number or 0)).grams if held else None
