"""Hubs can be invited by a one-time code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.adapters.store.columns import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    op.create_table(
        "invitation",
        sa.Column("code_key", sa.LargeBinary(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("hub", sa.Text(), nullable=True),
        sa.Column("keys_hash", sa.LargeBinary(), nullable=True),
        sa.Column("bundle", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["home"], ["home.home"], name=op.f("fk_invitation_home")),
        sa.ForeignKeyConstraint(["hub"], ["hub.hub"], name=op.f("fk_invitation_hub")),
        sa.PrimaryKeyConstraint("code_key", name=op.f("pk_invitation")),
    )
