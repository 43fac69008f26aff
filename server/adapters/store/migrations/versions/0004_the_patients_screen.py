"""Units look after people, what people say on their screens is kept, and who has seen what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.adapters.store.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    op.create_table(
        "unit",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("outside_name", sa.Text(), nullable=True),
        sa.Column("outside_telephone", sa.Text(), nullable=True),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["reader"], ["account.staff"], name=op.f("fk_unit_reader")),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_unit")),
    )
    op.create_table(
        "patient_unit",
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["patient"], ["patient.patient"], name=op.f("fk_patient_unit_patient")),
        sa.ForeignKeyConstraint(["unit"], ["unit.unit"], name=op.f("fk_patient_unit_unit")),
        sa.PrimaryKeyConstraint("patient", name=op.f("pk_patient_unit")),
    )
    op.create_table(
        "saying",
        sa.Column("record", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("is_acute", sa.Boolean(), nullable=False),
        sa.Column("measured_at", Instant(), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("say", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("record", "patient", name=op.f("pk_saying")),
    )
    op.create_index("ix_saying_patient_received_at", "saying", ["patient", "received_at"], unique=False)
    op.create_table(
        "look",
        sa.Column("record", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("record", "patient", name=op.f("pk_look")),
    )
    op.create_index("ix_look_patient_at", "look", ["patient", "at"], unique=False)
