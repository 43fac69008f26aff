"""What rules must know of patients is kept: groups, plan, agreed weights, own settings, profiles, events, requests."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from server.adapters.store.columns import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_GROUP = "heart-failure"
_WHO = "migration:0005"
_WHY = "everybody who was enrolled before groups were kept"


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    _create(
        "known_group",
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("is_in", sa.Boolean(), nullable=False),
    )
    _create(
        "known_plan",
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("is_unsteady", sa.Boolean(), nullable=False),
    )
    _create(
        "known_weight",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=True),
    )
    _create(
        "known_setting",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("setting", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
    )
    _create(
        "known_profile",
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
    )
    _create(
        "known_event",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("until_at", Instant(), nullable=True),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=True),
    )
    _create(
        "known_request",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
    )
    _put_everybody_in_the_group()


def _create(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        *columns,
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["patient"], ["patient.patient"], name=op.f(f"fk_{name}_patient")),
        sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_patient", name, ["patient"], unique=False)


def _put_everybody_in_the_group() -> None:
    """Whom the program followed until now, it followed for heart failure: from when they first belonged to a home."""
    membership = sa.table("membership", sa.column("patient", sa.Text()), sa.column("from_at", Instant()))
    since = sa.select(membership.c.patient, sa.func.min(membership.c.from_at, type_=Instant()).label("from_at"))
    texts = [sa.column(name, sa.Text()) for name in ("patient", "group", "who", "role", "reason")]
    instants = [sa.column(name, Instant()) for name in ("from_at", "said_at")]
    group = sa.table("known_group", *texts, *instants, sa.column("is_in", sa.Boolean()))
    now, connection = datetime.now(UTC), op.get_bind()
    said = {"group": _GROUP, "is_in": True, "who": _WHO, "role": "", "reason": _WHY, "said_at": now}
    for row in connection.execute(since.group_by(membership.c.patient)).all():
        connection.execute(sa.insert(group).values(patient=row.patient, from_at=row.from_at, **said))
