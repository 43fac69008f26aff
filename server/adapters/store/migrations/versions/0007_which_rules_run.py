"""Which rules run is kept to the letter, who stands behind them, where they are tried out, and what is asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.adapters.store.columns import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    op.create_table(
        "rule_text",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rule_text")),
    )
    op.create_table(
        "rule_approval",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("piece", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("logic", sa.Text(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["who"], ["account.staff"], name=op.f("fk_rule_approval_who")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rule_approval")),
        sa.UniqueConstraint("piece", "logic", "use", "who", name=op.f("uq_rule_approval_piece_logic_use_who")),
    )
    op.create_table(
        "rule_pilot",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("is_in", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.unit"], name=op.f("fk_rule_pilot_unit")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rule_pilot")),
    )
    op.create_table(
        "rule_request",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("pilots", sa.JSON(), nullable=False),
        sa.Column("instead_of", sa.Integer(), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rule_request")),
    )
    op.create_table(
        "rule_activation",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rules_hash", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("pilots", sa.JSON(), nullable=False),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rule_activation")),
    )
