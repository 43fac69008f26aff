"""Whoever stands in an imported log, written into the register: people of their own, or devices of who is here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, Table, select

from server.adapters.store import schema
from server.adapters.store.enrolment import Enrolment
from server.adapters.store.registry import Registry, RegistryError, require
from server.exchange.arriving import Known as KnownHere
from server.exchange.history import Places
from server.exchange.mapping import Person
from server.exchange.rows import TYPED
from server.patients.known import AgreedWeight, AgreedWhat, Grouping, Happening, Said
from server.patients.register import PatientEntry, Period, Register
from vitals.identity import DeviceId, HomeId, PatientId

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


def refuse_if_at_work(connection: Connection) -> None:
    """Raise RegistryError if hubs belong to this database: then it is the record of people in care."""
    if has_hubs(connection):
        raise RegistryError(
            "hubs belong to this database, so it is the record of people in care: say with --map who each of the log's"
            " people is here, or import into a database of its own (docs/exchange.md)"
        )


def has_hubs(connection: Connection) -> bool:
    """Tell whether hubs belong to a database."""
    return connection.execute(select(schema.HUB.c.hub).limit(1)).first() is not None


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
        planned = plan(connection, registry, Coming(source, zone, contact), listed)
        planned.write(connection)
        return planned.places


@dataclass(frozen=True, slots=True)
class Coming:
    """From where people come, in which zone they live, who answers for them, and which of them are here already."""

    source: str
    zone: str
    contact: str
    here: Mapping[str, PatientId] = field(default_factory=dict)


def people_here(connection: Connection, register: Register, now: datetime) -> dict[PatientId, Person]:
    """Give what the register has of everybody, to hold a map against."""
    wanted = select(schema.PATIENT.c.patient, schema.PATIENT.c.born)
    born = {row.patient: row.born for row in connection.execute(wanted)}
    return {
        who: Person(born=born[who], zone=person.zone, is_followed=register.home_of(who, now) is not None)
        for who, person in register.patients.items()
    }


def plan(connection: Connection, registry: Registry, coming: Coming, newcomers: Iterable[Newcomer]) -> Enrolment:
    """Say what the register must have before a log's rows come in; raises RegistryError for who was somebody else."""
    planner = _Planner(registry, connection, coming)
    for each in newcomers:
        planner.enrol(each)
    return planner.enrolment


class _Planner:
    """Looks up who came before, and plans the rest."""

    def __init__(self, registry: Registry, connection: Connection, coming: Coming) -> None:
        self._registry, self._connection, self._coming = registry, connection, coming
        self.enrolment = Enrolment()

    def enrol(self, new: Newcomer) -> None:
        label = f"{self._coming.source}: {new.label}"
        home = HomeId(self._find(schema.HOME, "home", label=label) or self._add_home(label))
        patient = None if new.label == NOBODY else self._patient(new, home)
        for device_label, is_typed in sorted(new.devices):
            device = DeviceId(self._device(new, home, patient, device_label, is_typed=is_typed))
            self.enrolment.places[new.label, device_label, is_typed] = Places(home, KnownHere(patient, device))

    def _patient(self, new: Newcomer, home: HomeId) -> PatientId:
        here = self._coming.here.get(new.label)
        came = self._find(schema.PATIENT, "patient", personnummer=f"{self._coming.source}:{new.label}")
        if here is not None:
            self._refuse_another(new, home, here, came)
            self.enrolment.tenants.append((here, home, Period(from_at=new.from_at, to_at=new.to_at)))
            self._say_happenings(here, new, until=self._registry.now)
            return here
        if came is not None:
            patient = PatientId(came)
            self._reach_back(patient, home, new)
            self._say_happenings(patient, new)
            return patient
        self._refuse_another(new, home, None, None)
        return self._add_patient(new, home)

    def _refuse_another(self, new: Newcomer, home: HomeId, here: PatientId | None, came: str | None) -> None:
        """Refuse to give the rest of somebody's log to another than the first part of it."""
        assigned = select(schema.ASSIGNMENT.c.patient).join(schema.DEVICE).where(schema.DEVICE.c.home == home)
        before = {*self._connection.execute(assigned).scalars()} | ({came} if came is not None else set())
        others = sorted(before - {here})
        if others:
            raise RegistryError(
                f"{new.label} of {self._coming.source} was {others[0]} when rows came before: if that was wrong, move"
                " those readings first, and give the log under another name of --source"
            )

    def _add_patient(self, new: Newcomer, home: HomeId) -> PatientId:
        coming, patient = self._coming, PatientId(self._registry.mint())
        entry = PatientEntry(patient=patient, zone=coming.zone, plan_from=new.plan_from, contact=coming.contact)
        number = f"{coming.source}:{new.label}"
        values = {"name": f"{new.label} ({coming.source})", "personnummer": number, "born": new.born, "matters": ""}
        told = {"care_level": entry.care_level, "contact": entry.contact, "plan_from": entry.plan_from}
        self._add(schema.PATIENT, patient=patient, zone=entry.zone, **values, **told)
        self._add(schema.MEMBERSHIP, patient=patient, home=home, from_at=new.from_at, to_at=new.to_at)
        self.enrolment.new[patient] = entry
        self.enrolment.tenants.append((patient, home, Period(from_at=new.from_at, to_at=new.to_at)))
        said = self._said(patient, new.from_at)
        self.enrolment.known += [Grouping(**said, group=group) for group in sorted(new.groups)]
        if new.reference_g is not None:
            self.enrolment.known.append(AgreedWeight(**said, what=AgreedWhat.REFERENCE, grams=new.reference_g))
        self._say_happenings(patient, new)
        self.enrolment.known.append(Happening(**self._said(patient, new.last_at), kind=PAUSED))
        return patient

    def _reach_back(self, patient: PatientId, home: HomeId, new: Newcomer) -> None:
        """Let somebody who came before belong to the home, and own the devices, from an earlier row on."""
        member = schema.MEMBERSHIP.c
        was = select(member.from_at, member.to_at).where(member.patient == patient, member.home == home)
        row = self._connection.execute(was).one()
        self.enrolment.tenants.append((patient, home, Period(from_at=min(row.from_at, new.from_at), to_at=row.to_at)))

    def _device(self, new: Newcomer, home: HomeId, patient: PatientId | None, label: str, *, is_typed: bool) -> str:
        family = TYPED if is_typed else IMPORTED
        there = self._find(schema.DEVICE, "device", home=home, label=label, family=family)
        if there is not None:
            return there
        device = self._registry.mint()
        address = f"{self._coming.source}:{new.label}:{label}"
        self._add(schema.DEVICE, device=device, home=home, family=family, address=address, label=label)
        if patient is not None:
            self._add(schema.ASSIGNMENT, device=device, user_slot=None, patient=patient, from_at=new.from_at)
        return device

    def _say_happenings(self, patient: PatientId, new: Newcomer, until: datetime | None = None) -> None:
        """Say what care had noted; of who is here only what has begun by now, and none of it lasts beyond now."""
        for kind, from_at, until_at in new.happenings:
            if until is not None and from_at > until:
                continue
            ends_at = until_at if until is None or until_at is None else min(until_at, until)
            if not self._is_known(patient, kind, from_at):
                self.enrolment.known.append(Happening(**self._said(patient, from_at), kind=kind, until_at=ends_at))

    def _is_known(self, patient: PatientId, kind: str, from_at: datetime) -> bool:
        table = schema.KNOWN[Happening].c
        same = (table.patient == patient, table.kind == kind, table.from_at == from_at)
        return self._connection.execute(select(table.number).where(*same)).first() is not None

    def _said(self, patient: PatientId, from_at: datetime) -> Said:
        who, at = self._registry.who, self._registry.now
        reason = f"imported from {self._coming.source}"
        return Said(patient=patient, from_at=from_at, who=who, said_at=at, role="", reason=reason)

    def _add_home(self, label: str) -> str:
        home = self._registry.mint()
        self._add(schema.HOME, home=home, zone=self._coming.zone, label=label)
        return home

    def _find(self, table: Table, key: str, **same: object) -> str | None:
        wanted = select(table.c[key]).where(*(table.c[name] == value for name, value in same.items()))
        found = self._connection.execute(wanted).scalar()
        return None if found is None else str(found)

    def _add(self, table: Table, **values: object) -> None:
        self.enrolment.rows.append((table, values))
