"""The table of invitations: who was invited by which code, until when, and what came of it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, MetaData, Table, Text

from server.adapters.store.columns import Instant


def invitation(metadata: MetaData) -> Table:
    """Describe the table. Of a code only its key's public half is kept: who reads this cannot join with it."""
    return Table(
        "invitation",
        metadata,
        Column("code_key", LargeBinary, primary_key=True),
        Column("home", ForeignKey("home.home"), nullable=False),
        Column("label", Text, nullable=False),
        Column("ends_at", Instant, nullable=False),
        Column("proof", LargeBinary, nullable=False),
        Column("used_at", Instant),
        Column("hub", ForeignKey("hub.hub")),
        Column("keys_hash", LargeBinary),
        Column("bundle", Text),
    )
