"""What commands say of patients, written into the register with its audit row."""

from __future__ import annotations

from collections.abc import Sequence

from server.adapters.store import schema
from server.adapters.store.known_rows import add_known
from server.adapters.store.registry import Registry, require
from server.patients.known import Known


def keep_known(registry: Registry, said: Sequence[Known], what: str, detail: str) -> None:
    """Add what was said of one patient, all of it or nothing; raises RegistryError if there is no such patient."""
    (patient,) = {each.patient for each in said}
    with registry.change(what, (patient,), detail) as connection:
        require(connection, schema.PATIENT, patient)
        add_known(connection, said)
