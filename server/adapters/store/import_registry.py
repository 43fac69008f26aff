"""Whoever stands in an imported log, written into the register: people of their own, who measure nothing here."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, Engine, Table, insert, select

from server.adapters.store import schema
from server.adapters.store.database import transaction
from server.adapters.store.known_rows import add_known
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import Registry, RegistryError, require
from server.adapters.store.whose_ledger import portions
from server.exchange.arriving import Known as KnownHere
from server.exchange.history import Places
from server.exchange.rows import TYPED
from server.patients.known import AgreedWeight, AgreedWhat, Grouping, Happening, Known, Said
from vitals.identity import DeviceId, HomeId, HubId, PatientId

IMPORTED: Final = "imported"
"""The family of a device that stands in an imported log."""
PAUSED: Final = "plan_paused"
NOBODY: Final = ""
"""The label of whoever stands in a log's rows and not among its patients."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A patient of a log: from when on there are rows, until when somebody is enrolled, and what is said.

    ``devices`` are the log's names of devices, each with whether a person typed it.
    """

    label: str
    born: date
    plan_from: date
    from_at: datetime
    to_at: datetime | None
    last_at: datetime
    groups: frozenset[str] = frozenset()
    reference_g: int | None = None
    happenings: tuple[tuple[str, datetime, datetime | None], ...] = ()
    devices: frozenset[tuple[str, bool]] = field(default_factory=frozenset)


class ImportBooks:
    """What history asks of the store."""

    def __init__(self, engine: Engine) -> None:
        """Take an open database."""
        self._engine, self._ledger = engine, SqlLedger(engine)

    def firsts(self, natural_keys: Collection[str]) -> Mapping[str, int]:
        """Give the first arrival that counts with each of these natural keys, where one does."""
        return self._ledger.firsts(natural_keys)

    def known(self, hub: HubId, keys: Collection[str]) -> set[str]:
        """Give which of these rows are in the journal already."""
        journal = schema.JOURNAL.c
        with transaction(self._engine) as connection:
            wanted = (
                select(journal.boot_id).where(journal.hub == hub, journal.boot_id.in_(some)) for some in portions(keys)
            )
            return {key for each in wanted for key in connection.execute(each).scalars()}


def hub_of(source: str) -> HubId:
    """Name a source as a hub is named: always the same, and no hub has it, so that nobody can send under it.

    >>> hub_of("riket 2026")
    'kx2gqxk6stcukeog'
    """
    return HubId(base64.b32encode(hashlib.sha256(f"import\0{source}".encode()).digest()).decode().lower()[:16])


def refuse_if_at_work(connection: Connection) -> None:
    """Raise RegistryError if hubs belong to this database: then it is the record of people in care."""
    if connection.execute(select(schema.HUB.c.hub).limit(1)).first() is not None:
        raise RegistryError(
            "hubs belong to this database, so it is the record of people in care: import into a database of its own"
        )


def enrol(
    registry: Registry, source: str, zone: str, contact: str, newcomers: Iterable[Newcomer]
) -> dict[tuple[str, str, bool], Places]:
    """Enrol everybody of a log who is not yet; gives where the rows of each patient and device belong.

    Nobody is ever joined with somebody who is there: whoever came from this source by this label before is the same.
    Raises RegistryError.
    """
    listed = list(newcomers)
    with registry.change("log_people_enrolled", detail=f"{source}: {len(listed)} patients") as connection:
        refuse_if_at_work(connection)
        require(connection, schema.ACCOUNT, contact)
        writer = _Writer(registry, connection, source, zone, contact)
        return {place: found for each in listed for place, found in writer.enrol(each).items()}


class _Writer:
    """Writes people into the register within one change."""

    def __init__(self, registry: Registry, connection: Connection, source: str, zone: str, contact: str) -> None:
        self._registry, self._connection = registry, connection
        self._source, self._zone, self._contact = source, zone, contact

    def enrol(self, new: Newcomer) -> dict[tuple[str, str, bool], Places]:
        home = HomeId(self._find(schema.HOME, "home", label=f"{self._source}: {new.label}") or self._add_home(new))
        patient = None if new.label == NOBODY else self._patient(new, home)
        found = {}
        for label, is_typed in sorted(new.devices):
            device = DeviceId(self._device(new, home, patient, label, is_typed=is_typed))
            found[new.label, label, is_typed] = Places(home, KnownHere(patient, device))
        return found

    def _patient(self, new: Newcomer, home: HomeId) -> PatientId:
        number = f"{self._source}:{new.label}"
        there = self._find(schema.PATIENT, "patient", personnummer=number)
        if there is not None:
            patient = PatientId(there)
            self._reach_back(patient, new.from_at)
            self._say([each for each in self._happenings(patient, new) if not self._is_known(each)])
            return patient
        patient = PatientId(self._mint())
        values = {"name": f"{new.label} ({self._source})", "personnummer": number, "born": new.born, "zone": self._zone}
        told = {"care_level": 2, "contact": self._contact, "matters": "", "plan_from": new.plan_from}
        self._add(schema.PATIENT, patient=patient, **values, **told)
        self._add(schema.MEMBERSHIP, patient=patient, home=home, from_at=new.from_at, to_at=new.to_at)
        said = self._said(patient, new.from_at)
        self._say([Grouping(**said, group=group) for group in sorted(new.groups)])
        if new.reference_g is not None:
            self._say([AgreedWeight(**said, what=AgreedWhat.REFERENCE, grams=new.reference_g)])
        self._say(self._happenings(patient, new))
        self._say([Happening(**self._said(patient, new.last_at), kind=PAUSED)])
        return patient

    def _device(self, new: Newcomer, home: HomeId, patient: PatientId | None, label: str, *, is_typed: bool) -> str:
        family = TYPED if is_typed else IMPORTED
        there = self._find(schema.DEVICE, "device", home=home, label=label, family=family)
        if there is not None:
            return there
        device = self._mint()
        address = f"{self._source}:{new.label}:{label}"
        self._add(schema.DEVICE, device=device, home=home, family=family, address=address, label=label)
        if patient is not None:
            self._add(schema.ASSIGNMENT, device=device, user_slot=None, patient=patient, from_at=new.from_at)
        return device

    def _reach_back(self, patient: PatientId, from_at: datetime) -> None:
        """Let somebody belong to the home, and own the devices, from an earlier row on."""
        for table in (schema.MEMBERSHIP, schema.ASSIGNMENT):
            later = table.update().where(table.c.patient == patient, table.c.from_at > from_at)
            self._connection.execute(later.values(from_at=from_at))

    def _happenings(self, patient: PatientId, new: Newcomer) -> list[Known]:
        return [
            Happening(**self._said(patient, from_at), kind=kind, until_at=until_at)
            for kind, from_at, until_at in new.happenings
        ]

    def _is_known(self, said: Known) -> bool:
        table = schema.KNOWN[Happening].c
        kind = said.kind if isinstance(said, Happening) else ""
        same = (table.patient == said.patient, table.kind == kind, table.from_at == said.from_at)
        return self._connection.execute(select(table.number).where(*same)).first() is not None

    def _said(self, patient: PatientId, from_at: datetime) -> Said:
        who, at = self._registry.who, self._registry.now
        reason = f"imported from {self._source}"
        return Said(patient=patient, from_at=from_at, who=who, said_at=at, role="", reason=reason)

    def _say(self, said: Iterable[Known]) -> None:
        add_known(self._connection, said)

    def _add_home(self, new: Newcomer) -> str:
        home = self._mint()
        self._add(schema.HOME, home=home, zone=self._zone, label=f"{self._source}: {new.label}")
        return home

    def _find(self, table: Table, key: str, **same: object) -> str | None:
        wanted = select(table.c[key]).where(*(table.c[name] == value for name, value in same.items()))
        found = self._connection.execute(wanted).scalar()
        return None if found is None else str(found)

    def _add(self, table: Table, **values: object) -> None:
        self._connection.execute(insert(table).values(values))

    def _mint(self) -> str:
        return self._registry.mint()
