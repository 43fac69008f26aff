"""Keeping units in SQL, and whom each looks after."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, insert, select

from server.adapters.store import schema, screen_rows
from server.adapters.store.database import transaction
from server.adapters.store.registry import Registry, RegistryError, require
from server.adapters.store.upsert import upsert
from server.patients.unit import Unit


def keep_unit(registry: Registry, unit: Unit) -> int:
    """Write a unit down, new or changed; raises RegistryError.

    The first unit there is takes in everybody who has none; gives how many those were.
    """
    if faults := unit.faults():
        raise RegistryError("; ".join(faults))
    with registry.change("unit_set", detail=f"{unit.unit} {unit.name}, read by {unit.reader}") as connection:
        require(connection, schema.ACCOUNT, unit.reader)
        is_first = not units_in(connection)
        upsert(connection, schema.UNIT, [screen_rows.unit_values(unit)])
        everybody = connection.execute(select(schema.PATIENT.c.patient)).scalars().all() if is_first else []
        if everybody:
            connection.execute(insert(schema.PATIENT_UNIT), [{"patient": who, "unit": unit.unit} for who in everybody])
        return len(everybody)


def read_units(engine: Engine) -> dict[str, Unit]:
    """Read every unit, by its short name; raises LedgerError."""
    with transaction(engine) as connection:
        return units_in(connection)


def units_in(connection: Connection) -> dict[str, Unit]:
    """Read every unit, within a transaction."""
    wanted = select(schema.UNIT).order_by(schema.UNIT.c.unit)
    return {row["unit"]: screen_rows.unit(row) for row in connection.execute(wanted).mappings()}
