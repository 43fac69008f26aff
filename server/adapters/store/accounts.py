"""As what everybody of the register signs in, and the hashes of their passwords."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from server.adapters.store import schema
from server.exchange.order import Standing

SIGNS_IN: Final = "$argon2id$"
"""So begins the hash of every password; an account with another text in its place lets nobody in."""


def standings(connection: Connection) -> dict[str, Standing]:
    """Give as what everybody of the register signs in, by user name."""
    return {
        row.staff: Standing(row.role, row.password_hash.startswith(SIGNS_IN))
        for row in connection.execute(select(schema.ACCOUNT))
    }


def password_hashes(connection: Connection) -> dict[str, str]:
    """Give the hash of everybody's password, by user name."""
    return {row.staff: row.password_hash for row in connection.execute(select(schema.ACCOUNT))}
