"""The part of the ledger that knows which rules run, what is asked of them, and who stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from server.adapters.store import rule_rows, schema
from server.adapters.store.database import transaction
from server.adapters.store.known_ledger import KnownLedger
from server.rules.activation.activation import Activation, ActivationRequest, Pilots
from server.rules.activation.approval import Given


class RuleLedger(KnownLedger):
    """What is read of the rules at work; each method raises LedgerError when the database is not to be had."""

    def activation(self) -> Activation | None:
        """Give what runs; None if nothing ever has."""
        table = schema.RULE_ACTIVATION
        with transaction(self._engine) as connection:
            wanted = select(table).order_by(table.c.number.desc()).limit(1)
            found = [rule_rows.activation(*each) for each in _with_texts(connection, wanted)]
        return found[0] if found else None

    def activation_requests(self) -> Sequence[ActivationRequest]:
        """Give the activations that commands have asked for and that were not answered, the oldest first."""
        table = schema.RULE_REQUEST
        with transaction(self._engine) as connection:
            wanted = select(table).where(table.c.answer.is_(None)).order_by(table.c.number)
            return [rule_rows.request(*each) for each in _with_texts(connection, wanted)]

    def approvals(self) -> Sequence[Given]:
        """Give every approval, the oldest first."""
        table = schema.RULE_APPROVAL
        with transaction(self._engine) as connection:
            wanted = select(table).order_by(table.c.number)
            return [rule_rows.approval(row) for row in connection.execute(wanted).mappings()]

    def pilots(self) -> Pilots:
        """Give in which units rules are tried out now."""
        with transaction(self._engine) as connection:
            return rule_rows.pilots(connection)


def _with_texts(connection: Connection, wanted: Select[Any]) -> list[tuple[RowMapping, dict[str, bytes]]]:
    """Read rows that speak of files, each with the texts of all of them."""
    rows = connection.execute(wanted).mappings().all()
    texts = rule_rows.texts_of(connection, (digest for row in rows for digest in row["files"].values()))
    return [(row, texts) for row in rows]
