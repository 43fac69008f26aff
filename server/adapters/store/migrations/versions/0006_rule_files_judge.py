"""Episodes are kept as rule files tell them, with what nurses closed, when hubs were heard, and the tree of why."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from server.adapters.store.columns import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WEIGHED = "weight-gain-2kg-3-days"


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    for name in ("raised_s", "asked_until_s", "covered_until_s", "level_top", "level_bottom"):
        op.add_column("episode", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("episode", sa.Column("ending", sa.Text(), nullable=True))
    op.add_column("transition", sa.Column("why", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("known_request", sa.Column("record", sa.BigInteger(), nullable=True))
    op.add_column("question", sa.Column("usual_g", sa.BigInteger(), nullable=True))
    op.create_table(
        "closing",
        sa.Column("episode", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("episode", "at", name=op.f("pk_closing")),
    )
    op.create_table(
        "stretch",
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("second_at", Instant(), nullable=True),
        sa.Column("to_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("patient", "from_at", name=op.f("pk_stretch")),
    )
    _tell_anew()
    for name in ("start_day", "end_day", "level", "closed_s"):
        op.drop_column("episode", name)
    op.create_index("ix_episode_state", "episode", ["state"])


def _tell_anew() -> None:
    """Write the episodes of the two first rules, which the program held itself, as rule files would tell them."""
    integers = ("start_s", "raised_s", "end_s", "closed_s", "level", "level_top", "level_bottom")
    texts = ("episode", "patient", "rule", "ending")
    numbers = [sa.column(name, sa.BigInteger()) for name in integers]
    episode = sa.table("episode", *numbers, *(sa.column(name, sa.Text()) for name in texts))
    closing = sa.table("closing", *(sa.column(name, sa.Text()) for name in texts[:3]), sa.column("at", Instant()))
    connection, was = op.get_bind(), episode.c
    ended = sa.case((was.end_s.is_(None), None), (was.closed_s == was.end_s, "closed"), else_="cleared")
    connection.execute(sa.update(episode).values(raised_s=was.start_s, ending=ended))
    weighed = sa.update(episode).where(was.rule == _WEIGHED)
    connection.execute(weighed.values(level_top=was.level, level_bottom=1))
    for row in connection.execute(sa.select(episode).where(was.closed_s.is_not(None))).all():
        values = {"episode": row.episode, "patient": row.patient, "rule": row.rule}
        at = datetime.fromtimestamp(row.closed_s, UTC)
        connection.execute(sa.insert(closing).values(**values, at=at))
