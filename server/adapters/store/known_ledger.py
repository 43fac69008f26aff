"""The part of the ledger that knows what was said of patients."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from server.adapters.store.database import transaction
from server.adapters.store.known_rows import first_weights_in, known_in
from server.adapters.store.screen_ledger import ScreenLedger
from server.patients.known import Knowledge, Weighed
from server.patients.register import PatientEntry
from vitals.identity import PatientId


class KnownLedger(ScreenLedger):
    """What the pipeline reads of what is known; each method raises LedgerError when the database is not to be had."""

    def known(self, since: datetime, patients: Collection[PatientId] | None = None) -> Knowledge:
        """Give what was said of these patients, or of everybody, but for what was over before an instant."""
        with transaction(self._engine) as connection:
            return known_in(connection, since, patients)

    def first_weights(self, people: Sequence[PatientEntry]) -> list[tuple[PatientId, Weighed]]:
        """Give the weights of these patients' first days."""
        with transaction(self._engine) as connection:
            return first_weights_in(connection, people)
