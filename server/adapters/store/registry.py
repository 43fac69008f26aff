"""Writing the register in SQL: homes, hubs, devices, people and staff. Every change is audited as it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Row, Table, Text, cast, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.adapters.store import schema, whose_schema
from server.adapters.store.chain import add_link
from server.adapters.store.known_rows import add_known
from server.adapters.store.register import VERSION
from server.adapters.store.upsert import upsert
from server.ledger.audit import Noted
from server.patients.known import DEFAULT_GROUP, Grouping
from server.patients.move import Move
from vitals.identity import DeviceId, HomeId, HubId, PatientId, mint_id


class RegistryError(Exception):
    """What was asked cannot be: an unknown home, a name given twice; the text says which, to who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """What is said of a patient at enrolment; ``contact`` is the staff name of who owns the alerts from then on.

    ``unit`` looks after the patient: None is the only unit there is, or none while there are several. ``groups`` are
    those of ``signals.yaml`` that rules are chosen by.
    """

    name: str
    personnummer: str
    born: date
    zone: str
    care_level: int
    contact: str
    matters: str
    plan_from: date
    unit: str | None = None
    groups: tuple[str, ...] = (DEFAULT_GROUP,)


class Registry:
    """The writer of the register. Each method is one transaction with its audit row, and raises RegistryError."""

    def __init__(self, engine: Engine, random_bytes: Callable[[int], bytes], now: datetime, who: str) -> None:
        """Take a database, a source of ids, the time, and who is acting."""
        self._engine = engine
        self._random_bytes = random_bytes
        self.now = now
        self.who = who

    def mint(self) -> str:
        """Make a new id."""
        return mint_id(self._random_bytes)

    def add_home(self, label: str, zone: str) -> HomeId:
        """Add a home: a group of people who share devices."""
        home = HomeId(mint_id(self._random_bytes))
        with self.change("home_added", detail=home) as connection:
            connection.execute(insert(schema.HOME).values(home=home, zone=zone, label=label))
        return home

    def add_hub(self, home: HomeId, label: str, signing_key: bytes) -> HubId:
        """Add a hub to a home, with the public half of its signing key (32 bytes)."""
        hub = HubId(mint_id(self._random_bytes))
        with self.change("hub_added", detail=hub) as connection:
            require(connection, schema.HOME, home)
            self.insert_hub(connection, hub, home, label, signing_key)
        return hub

    def insert_hub(self, connection: Connection, hub: HubId, home: HomeId, label: str, signing_key: bytes) -> None:
        """Add a hub within a change that is under way."""
        values = {"hub": hub, "home": home, "label": label, "added_at": self.now}
        connection.execute(insert(schema.HUB).values(values))
        here = {"hub": hub, "home": home, "from_at": self.now, "signing_key": signing_key}
        connection.execute(insert(schema.HUB_HOME).values(here))

    def move_hub(self, hub: HubId, home: HomeId, signing_key: bytes, from_at: datetime | None = None) -> None:
        """Hand a hub, provisioned anew, to another home; what it sent for the old one is judged by when it was."""
        with self.change("hub_moved", detail=f"{hub} to {home}") as connection:
            if require(connection, schema.HUB, hub).home == home:
                raise RegistryError(f"hub {hub} stands in home {home} already")
            require(connection, schema.HOME, home)
            had = select(schema.HUB_HOME.c.signing_key).where(schema.HUB_HOME.c.hub == hub)
            if signing_key in connection.execute(had).scalars().all():
                raise RegistryError(
                    f"hub {hub} still has the keys of another home: empty its folder and provision it anew"
                )
            connection.execute(update(schema.HUB).where(schema.HUB.c.hub == hub).values(home=home))
            here = {"hub": hub, "home": home, "from_at": from_at or self.now, "signing_key": signing_key}
            upsert(connection, schema.HUB_HOME, [here])

    def add_device(self, home: HomeId, family: str, address: str, label: str) -> DeviceId:
        """Add a device, known by its Bluetooth address, to a home."""
        device = DeviceId(mint_id(self._random_bytes))
        with self.change("device_added", detail=device) as connection:
            require(connection, schema.HOME, home)
            values = {"device": device, "home": home, "family": family, "address": address.upper(), "label": label}
            connection.execute(insert(schema.DEVICE).values(values))
        return device

    def add_patient(self, new: NewPatient, home: HomeId, from_at: datetime) -> PatientId:
        """Enrol a patient in a home. The contact is compulsory: no alert is ever without an owner."""
        patient = PatientId(mint_id(self._random_bytes))
        with self.change("patient_added", (patient,)) as connection:
            require(connection, schema.HOME, home)
            require(connection, schema.ACCOUNT, new.contact)
            values = asdict(new)
            unit, groups = values.pop("unit") or _only_unit(connection), values.pop("groups")
            connection.execute(insert(schema.PATIENT).values(patient=patient, **values))
            if unit is not None:
                require(connection, schema.UNIT, unit)
                connection.execute(insert(schema.PATIENT_UNIT).values(patient=patient, unit=unit))
            connection.execute(insert(schema.MEMBERSHIP).values(patient=patient, home=home, from_at=from_at))
            add_known(connection, [self._grouping(patient, group, from_at) for group in groups])
        return patient

    def _grouping(self, patient: PatientId, group: str, from_at: datetime) -> Grouping:
        return Grouping(
            patient=patient, group=group, from_at=from_at, who=self.who, said_at=self.now, reason="enrolment"
        )

    def set_patient(
        self,
        patient: PatientId,
        *,
        contact: str | None = None,
        care_level: int | None = None,
        unit: str | None = None,
    ) -> None:
        """Change who is responsible for a patient, the care level (1 to 3) or the unit; what is None stays."""
        values = {"contact": contact, "care_level": care_level}
        said = {name: value for name, value in (values | {"unit": unit}).items() if value is not None}
        if not said:
            raise RegistryError("nothing is to be changed: say what")
        detail = ", ".join(f"{name} {value}" for name, value in said.items())
        with self.change("patient_set", (patient,), detail) as connection:
            require(connection, schema.PATIENT, patient)
            if contact is not None:
                require(connection, schema.ACCOUNT, contact)
            changed = {name: value for name, value in values.items() if value is not None}
            if changed:
                connection.execute(update(schema.PATIENT).where(schema.PATIENT.c.patient == patient).values(changed))
            if unit is not None:
                require(connection, schema.UNIT, unit)
                upsert(connection, schema.PATIENT_UNIT, [{"patient": patient, "unit": unit}])

    def assign(
        self,
        device: DeviceId,
        user_slot: int | None,
        patient: PatientId,
        from_at: datetime,
        *,
        is_shared: bool = False,
    ) -> None:
        """Say that what a device (or one slot of it) measures is a patient's from an instant on.

        It is nobody else's any more, unless they share it: then each reading is told from the others' by its weight.
        """
        if is_shared and user_slot is not None:
            raise RegistryError("one slot of a device is one person's: people share a device as a whole")
        table = schema.ASSIGNMENT
        with self.change("device_assigned", (patient,), f"{device} slot {user_slot}") as connection:
            home = require(connection, schema.DEVICE, device).home
            member = select(schema.MEMBERSHIP).where(
                schema.MEMBERSHIP.c.patient == patient,
                schema.MEMBERSHIP.c.home == home,
                schema.MEMBERSHIP.c.to_at.is_(None),
            )
            if connection.execute(member).first() is None:
                raise RegistryError(f"patient {patient} does not belong to the home of device {device}")
            same_slot = table.c.user_slot.is_(None) if user_slot is None else table.c.user_slot == user_slot
            ends = [table.c.device == device, same_slot, table.c.to_at.is_(None)]
            if is_shared:
                ends.append(table.c.patient == patient)
            connection.execute(update(table).where(*ends).values(to_at=from_at))
            values = {"device": device, "user_slot": user_slot, "patient": patient, "from_at": from_at}
            connection.execute(insert(table).values(values))

    def ask_to_move(self, move: Move) -> int:
        """Ask the server to move a measurement, for it alone writes what is clinical; gives the request's number."""
        with self.change("move_asked", () if move.patient is None else (move.patient,), f"record {move.record}") as it:
            if move.patient is not None:
                require(it, schema.PATIENT, move.patient)
            require(it, schema.JOURNAL, move.record)
            values = {"record": move.record, "patient": move.patient, "who": move.who, "reason": move.reason}
            request = insert(whose_schema.MOVE_REQUEST).values(values | {"asked_at": self.now})
            number: int = it.execute(request.returning(whose_schema.MOVE_REQUEST.c.number)).scalar_one()
            return number

    def said_to(self, request: int) -> str | None:
        """Give what the server said to a request; None while it waits."""
        table = whose_schema.MOVE_REQUEST
        with self._engine.connect() as connection:
            said: str | None = connection.execute(select(table.c.said).where(table.c.number == request)).scalar()
            return said

    def add_account(self, staff: str, full_name: str, role: str, password_hash: str) -> None:
        """Add somebody who may sign in."""
        with self.change("account_added", detail=staff) as connection:
            values = {"staff": staff, "full_name": full_name, "role": role, "password_hash": password_hash}
            connection.execute(insert(schema.ACCOUNT).values(values))

    def mark_as_demo(self) -> None:
        """Let the simulator own this database's clock, for invented people only."""
        with self.change("marked_as_demo") as connection:
            if connection.execute(select(schema.PATIENT.c.patient).limit(1)).first() is not None:
                raise RegistryError("the demo needs an empty database: it would play with the time of real people")
            upsert(connection, schema.SETTING, [{"name": schema.DEMO, "value": "yes"}])

    def note(self, what: str, patients: tuple[str, ...]) -> None:
        """Note that somebody saw something, in the chain of the commands; two at once take turns."""
        with self._engine.begin() as connection:
            upsert(connection, schema.SETTING, [{"name": VERSION, "value": "1"}], {"value": schema.SETTING.c.value})
            add_link(connection, Noted(who=self.who, what=what, patients=patients), self.now)

    @contextmanager
    def change(self, what: str, patients: tuple[str, ...] = (), detail: str = "") -> Iterator[Connection]:
        """Run one change with its audit row, and raise the register's version; two at once take turns."""
        next_version = cast(cast(schema.SETTING.c.value, Integer) + 1, Text)
        try:
            with self._engine.begin() as connection:
                upsert(connection, schema.SETTING, [{"name": VERSION, "value": "1"}], {"value": next_version})
                yield connection
                add_link(connection, Noted(who=self.who, what=what, patients=patients, detail=detail), self.now)
        except IntegrityError as problem:
            raise RegistryError(
                f"that is in the register already, or refers to what is not: {problem.orig}"
            ) from problem


def require(connection: Connection, table: Table, key: str | int) -> Row[Any]:
    """Find a row by its key; raises RegistryError naming what is missing."""
    column = next(iter(table.primary_key))
    found = connection.execute(select(table).where(column == key)).first()
    if found is None:
        raise RegistryError(f"there is no {table.name} {key}")
    return found


def _only_unit(connection: Connection) -> str | None:
    """Give the only unit there is; None if there is none, or more than one."""
    units = connection.execute(select(schema.UNIT.c.unit).limit(2)).scalars().all()
    return units[0] if len(units) == 1 else None
