"""What commands say of patients, written into the register with its audit row; and all that was said of one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from server.adapters.store import schema
from server.adapters.store.database import transaction
from server.adapters.store.known_rows import add_known, known_in
from server.adapters.store.registry import Registry, require
from server.patients.known import Knowledge, Known
from server.patients.register import PatientEntry
from vitals.identity import PatientId


def keep_known(registry: Registry, said: Sequence[Known], what: str, detail: str) -> None:
    """Add what was said of one patient, all of it or nothing; raises RegistryError if there is no such patient."""
    (patient,) = {each.patient for each in said}
    with registry.change(what, (patient,), detail) as connection:
        require(connection, schema.PATIENT, patient)
        add_known(connection, said)


def read_known(engine: Engine, patient: PatientId) -> tuple[PatientEntry, Knowledge]:
    """Read everything that was ever said of a patient; raises RegistryError, LedgerError."""
    with transaction(engine) as connection:
        row = require(connection, schema.PATIENT, patient)
        person = PatientEntry(
            patient=patient,
            zone=row.zone,
            plan_from=row.plan_from,
            contact=row.contact,
            care_level=row.care_level,
        )
        return person, known_in(connection, None, [patient])


def names_of_staff(engine: Engine) -> dict[str, str]:
    """Give the full names of everybody who may sign in, by user name; raises LedgerError."""
    with transaction(engine) as connection:
        found = connection.execute(schema.ACCOUNT.select())
        return {row.staff: row.full_name for row in found}
