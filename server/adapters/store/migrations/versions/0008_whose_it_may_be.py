"""Of whom a weight may be that is nobody's yet: of them nothing can be told on its day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.adapters.store.columns import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; there is no way back but a backup. Of what came before nobody knows whose it may have been."""
    op.create_table(
        "unsettled",
        sa.Column("record", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("vital", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("measured_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("record", "patient", name=op.f("pk_unsettled")),
    )
    op.create_index("ix_unsettled_patient", "unsettled", ["patient", "measured_at"])
