"""What the screens and commands read of what is known of one patient."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine, select

from server.adapters.store import schema
from server.adapters.store.known_rows import known_in
from server.adapters.store.register import patient_entry
from server.patients.known import Knowledge
from server.patients.register import PatientEntry


class KnownReader:
    """Reads what was said of one patient, and the names of who said it."""

    def __init__(self, engine: Engine) -> None:
        """Take an open database."""
        self._engine = engine

    def known(self, patient: str) -> tuple[PatientEntry, Knowledge] | None:
        """Give everything that was ever said of a patient for the rules; None if there is no such patient."""
        with self._engine.connect() as connection:
            row = connection.execute(select(schema.PATIENT).where(schema.PATIENT.c.patient == patient)).first()
            if row is None:
                return None
            return patient_entry(row), known_in(connection, None, [patient])

    def staff(self) -> Mapping[str, str]:
        """Give the full names of everybody who may sign in, by user name."""
        with self._engine.connect() as connection:
            return {row.staff: row.full_name for row in connection.execute(select(schema.ACCOUNT))}
