"""The audit chains in SQL: where each ends, and adding to one outside the pipeline."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from server.adapters.store import rows, schema
from server.adapters.store.database import transaction
from server.ledger.audit import NOTHING_BEFORE, AuditRow, Noted, link

COMMANDS = "commands"


def chain_head(connection: Connection, chain: str) -> tuple[int, bytes]:
    """Give the number and hash of the last link of a chain."""
    audit = schema.AUDIT.c
    wanted = select(audit.number, audit.row_hash).where(audit.chain == chain).order_by(audit.number.desc()).limit(1)
    last = connection.execute(wanted).first()
    return (0, NOTHING_BEFORE) if last is None else (last.number, last.row_hash)


def add_link(connection: Connection, noted: Noted, at: datetime) -> None:
    """Add to the chain of the commands, in the transaction of what is noted."""
    number, before = chain_head(connection, COMMANDS)
    row = link(number + 1, at, noted, before)
    connection.execute(insert(schema.AUDIT), [rows.audit_values(row, COMMANDS)])


def read_chains(engine: Engine) -> dict[str, list[AuditRow]]:
    """Read every chain, by name; raises LedgerError."""
    with transaction(engine) as connection:
        names = connection.execute(select(schema.AUDIT.c.chain).distinct().order_by(schema.AUDIT.c.chain)).scalars()
        return {name: read_chain(connection, name) for name in names}


def read_chain(connection: Connection, chain: str) -> list[AuditRow]:
    """Read a whole chain, in order."""
    wanted = select(schema.AUDIT).where(schema.AUDIT.c.chain == chain).order_by(schema.AUDIT.c.number)
    return [
        AuditRow(
            number=row["number"],
            at=row["at"],
            noted=Noted(who=row["who"], what=row["what"], patients=tuple(row["patients"]), detail=row["detail"]),
            before=row["before"],
            row_hash=row["row_hash"],
        )
        for row in connection.execute(wanted).mappings()
    ]
