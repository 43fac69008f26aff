"""Reading the register from SQL."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, select

from server.adapters.store import schema, screen_rows
from server.adapters.store.database import transaction
from server.patients.register import Assignment, HubEntry, Membership, PatientEntry, Period, Register
from vitals.fields import Json
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
    looks_after = {row.patient: row.unit for row in connection.execute(select(schema.PATIENT_UNIT))}
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
            PatientId(row.patient): patient_entry(row, looks_after.get(row.patient))
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
        units={row["unit"]: screen_rows.unit(row) for row in connection.execute(select(schema.UNIT)).mappings()},
        staff={row.staff: row.full_name for row in connection.execute(select(schema.ACCOUNT))},
    )


def patient_entry(row: Row[Any], unit: str | None = None) -> PatientEntry:
    """Read a patient, and the short name of the unit that looks after the patient."""
    return PatientEntry(
        patient=PatientId(row.patient),
        zone=row.zone,
        plan_from=row.plan_from,
        contact=row.contact,
        unit=unit,
        care_level=row.care_level,
    )


def version_in(engine: Engine) -> int:
    """Give the version of the register in a database; raises LedgerError."""
    with transaction(engine) as connection:
        return register_version(connection)


def standing_in(engine: Engine, home: HomeId) -> Json:
    """Tell the zone of a home and the devices that stand there, as a hub's bundle does; raises LedgerError."""
    device = schema.DEVICE.c
    wanted = select(device.address, device.device, device.family).where(device.home == home).order_by(device.device)
    with transaction(engine) as connection:
        zone = connection.execute(select(schema.HOME.c.zone).where(schema.HOME.c.home == home)).scalar_one()
        return {"zone": zone, "devices": [dict(row) for row in connection.execute(wanted).mappings()]}
