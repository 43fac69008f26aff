"""Reading the register from SQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from server.adapters.store import schema
from server.ledger.port import LedgerError
from server.patients.register import Assignment, HubEntry, Membership, PatientEntry, Period, Register
from vitals.identity import DeviceId, HomeId, HubId, PatientId

VERSION: Final = "register_version"


def register_version(connection: Connection) -> int:
    """Give the version of the register, which rises with every change."""
    found = connection.execute(select(schema.SETTING.c.value).where(schema.SETTING.c.name == VERSION)).scalar()
    return 0 if found is None else int(found)


def read_register(connection: Connection) -> Register:
    """Read everything the pipeline needs to know of homes, hubs, devices and people."""
    keys: dict[HubId, dict[HomeId, bytes]] = {}
    for row in connection.execute(select(schema.HUB_HOME)):
        keys.setdefault(HubId(row.hub), {})[HomeId(row.home)] = row.signing_key
    assignments: dict[DeviceId, list[Assignment]] = {}
    for row in connection.execute(select(schema.ASSIGNMENT).order_by(schema.ASSIGNMENT.c.from_at)):
        assignments.setdefault(DeviceId(row.device), []).append(
            Assignment(
                device=DeviceId(row.device),
                user_slot=row.user_slot,
                patient=PatientId(row.patient),
                period=Period(from_at=row.from_at, to_at=row.to_at),
            )
        )
    return Register(
        version=register_version(connection),
        homes={HomeId(row.home): row.zone for row in connection.execute(select(schema.HOME))},
        hubs={
            HubId(row.hub): HubEntry(
                hub=HubId(row.hub),
                home=HomeId(row.home),
                keys=keys[HubId(row.hub)],
            )
            for row in connection.execute(select(schema.HUB))
        },
        devices={DeviceId(row.device): HomeId(row.home) for row in connection.execute(select(schema.DEVICE))},
        patients={
            PatientId(row.patient): PatientEntry(
                patient=PatientId(row.patient), zone=row.zone, plan_from=row.plan_from, contact=row.contact
            )
            for row in connection.execute(select(schema.PATIENT))
        },
        memberships=tuple(
            Membership(
                patient=PatientId(row.patient),
                home=HomeId(row.home),
                period=Period(from_at=row.from_at, to_at=row.to_at),
            )
            for row in connection.execute(select(schema.MEMBERSHIP))
        ),
        assignments=assignments,
    )


def version_in(engine: Engine) -> int:
    """Give the version of the register in a database; raises LedgerError."""
    try:
        with engine.connect() as connection:
            return register_version(connection)
    except (DBAPIError, NoFreeConnection) as problem:
        raise LedgerError(f"the database does not answer: {getattr(problem, 'orig', problem)}") from problem
