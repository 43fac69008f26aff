"""Keeping invitations in SQL: each is for one hub in one home, and is used once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from server.adapters.store import schema
from server.adapters.store.database import transaction
from server.adapters.store.registry import Registry, require
from vitals.identity import HomeId, HubId


class TakenError(Exception):
    """Another request was faster: the invitation is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What came of an invitation: the hub, the hash of its two public keys, and the bundle that it was given (JSON)."""

    hub: HubId
    keys_hash: bytes
    bundle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """One invitation: of the code only its key's public half is known; ``proof`` is what the hub will believe."""

    code_key: bytes
    home: HomeId
    label: str
    ends_at: datetime
    proof: bytes
    use: Use | None = None


def keep(registry: Registry, invited: Invited) -> None:
    """Write an invitation down, with its audit row; raises RegistryError for a home that is not there."""
    with registry.change("hub_invited", detail=f"{name_of(invited.code_key)} to {invited.home}") as connection:
        require(connection, schema.HOME, invited.home)
        values = {
            "code_key": invited.code_key,
            "home": invited.home,
            "label": invited.label,
            "ends_at": invited.ends_at,
            "proof": invited.proof,
        }
        connection.execute(insert(schema.INVITATION).values(values))


def find(engine: Engine, code_key: bytes) -> Invited | None:
    """Find an invitation by its code's public key; raises LedgerError."""
    with transaction(engine) as connection:
        row = connection.execute(select(schema.INVITATION).where(schema.INVITATION.c.code_key == code_key)).first()
    if row is None:
        return None
    use = None if row.hub is None else Use(hub=HubId(row.hub), keys_hash=row.keys_hash, bundle=row.bundle)
    return Invited(
        code_key=row.code_key,
        home=HomeId(row.home),
        label=row.label,
        ends_at=row.ends_at,
        proof=row.proof,
        use=use,
    )


def take_in(registry: Registry, invited: Invited, signing_key: bytes, use: Use, used_at: datetime) -> None:
    """Add the hub and use the invitation up, both or neither; raises TakenError if it is used already."""
    table = schema.INVITATION
    with registry.change("hub_joined", detail=f"{use.hub} by {name_of(invited.code_key)}") as connection:
        registry.insert_hub(connection, use.hub, invited.home, invited.label, signing_key)
        values = {"used_at": used_at, "hub": use.hub, "keys_hash": use.keys_hash, "bundle": use.bundle}
        is_free = (table.c.code_key == invited.code_key) & table.c.hub.is_(None)
        if connection.execute(update(table).where(is_free).values(values)).rowcount == 0:
            raise TakenError


def name_of(code_key: bytes) -> str:
    """Name an invitation in the audit, by the beginning of its code's public key.

    >>> name_of(bytes(range(32)))
    'invitation 0001020304050607'
    """
    return f"invitation {code_key[:8].hex()}"
