"""Enrolment of a log's people: what the register is to say of them, planned first, so that a dry run can look at it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from server.adapters.store import schema
from server.adapters.store.known_rows import add_known
from server.exchange.history import Places
from server.patients.known import Known
from server.patients.register import Assignment, Membership, PatientEntry, Period, Register
from vitals.identity import HomeId, PatientId


@dataclass(slots=True)
class Enrolment:
    """What the register will say of a log's people; nothing is written before ``write``.

    ``places`` tells where the rows of each patient and device belong, ``known`` is what is said of people for the
    rules, ``tenants`` who measures in which home from when to when, and with which of its devices.
    """

    places: dict[tuple[str, str, bool], Places] = field(default_factory=dict)
    known: list[Known] = field(default_factory=list)
    tenants: list[tuple[PatientId, HomeId, Period]] = field(default_factory=list)
    new: dict[PatientId, PatientEntry] = field(default_factory=dict)
    rows: list[tuple[Table, dict[str, Any]]] = field(default_factory=list)

    def write(self, connection: Connection) -> None:
        """Write it: what is new, and that somebody who is here belongs to home and devices from an earlier row on."""
        for table, values in self.rows:
            connection.execute(insert(table).values(values))
        for patient, home, period in self.tenants:
            devices = select(schema.DEVICE.c.device).where(schema.DEVICE.c.home == home)
            for table, of in (
                (schema.MEMBERSHIP, schema.MEMBERSHIP.c.home == home),
                (schema.ASSIGNMENT, schema.ASSIGNMENT.c.device.in_(devices)),
            ):
                later = table.update().where(table.c.patient == patient, of, table.c.from_at > period.from_at)
                connection.execute(later.values(from_at=period.from_at))
        add_known(connection, self.known)

    def within(self, register: Register) -> Register:
        """Give the register as the gate is to see it for the rows of this log: the map says whose they are.

        Somebody who is here belongs, for these rows alone, to the home that stands for the log: the register has a
        patient in one home at a time.
        """
        homes = {HomeId(row["home"]): row["zone"] for table, row in self.rows if table is schema.HOME}
        mine = {place.known.device: place for place in self.places.values()}
        patients = {(patient, home): period for patient, home, period in self.tenants}
        members = [each for each in register.memberships if (each.patient, each.home) not in patients]
        assigned = {
            device: (
                Assignment(device=device, user_slot=None, patient=place.known.patient, period=Period(from_at=first)),
            )
            for device, place in mine.items()
            if place.known.patient is not None
            and (first := patients[place.known.patient, place.home].from_at) is not None
        }
        return replace(
            register,
            homes={**register.homes, **homes},
            devices={**register.devices, **{device: place.home for device, place in mine.items()}},
            patients={**register.patients, **self.new},
            memberships=[
                *members,
                *(Membership(patient=who, home=home, period=period) for (who, home), period in patients.items()),
            ],
            assignments={**register.assignments, **assigned},
            _by_home={},
            _by_patient={},
            _devices_of={},
        )
