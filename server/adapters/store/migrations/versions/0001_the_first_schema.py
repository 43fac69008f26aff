"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.adapters.store.columns import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    op.create_table(
        "account",
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("staff", name=op.f("pk_account")),
    )
    op.create_table(
        "alert",
        sa.Column("alert", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("episode", sa.Text(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("alert", name=op.f("pk_alert")),
        sa.UniqueConstraint("episode", name=op.f("uq_alert_episode")),
    )
    op.create_index("ix_alert_patient", "alert", ["patient"], unique=False)
    op.create_index("ix_alert_state", "alert", ["state"], unique=False)
    op.create_table(
        "alert_event",
        sa.Column("alert", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("alert", "version", name=op.f("pk_alert_event")),
    )
    op.create_table(
        "audit",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("patients", sa.JSON(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("row_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name=op.f("pk_audit")),
    )
    op.create_table(
        "contact",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("hour_at", Instant(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("hub", "hour_at", name=op.f("pk_contact")),
    )
    op.create_table(
        "episode",
        sa.Column("episode", sa.Text(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_day", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("end_day", sa.Integer(), nullable=True),
        sa.Column("end_s", sa.BigInteger(), nullable=True),
        sa.Column("closed_s", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("episode", name=op.f("pk_episode")),
    )
    op.create_index("ix_episode_patient", "episode", ["patient"], unique=False)
    op.create_table(
        "gap",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("to_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("hub", "from_at", name=op.f("pk_gap")),
    )
    op.create_table(
        "held",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("above", sa.JSON(), nullable=False),
        sa.Column("latest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hub", "epoch", name=op.f("pk_held")),
    )
    op.create_table(
        "home",
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("home", name=op.f("pk_home")),
    )
    op.create_table(
        "hub_status",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.Column("empty_at", Instant(), nullable=True),
        sa.Column("status", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("hub", name=op.f("pk_hub_status")),
    )
    op.create_table(
        "journal",
        sa.Column("arrival", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("measured_at", Instant(), nullable=True),
        sa.Column("heard_at", Instant(), nullable=True),
        sa.Column("boot_id", sa.Text(), nullable=False),
        sa.Column("monotonic_ms", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("natural_key", sa.Text(), nullable=True),
        sa.Column("duplicate_of", sa.BigInteger(), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("arrival", name=op.f("pk_journal")),
        sa.UniqueConstraint("hub", "epoch", "sequence", name=op.f("uq_journal_hub_epoch_sequence")),
    )
    op.create_index(
        "ix_journal_attempt_failed",
        "journal",
        ["device", "measured_at"],
        unique=False,
        sqlite_where=sa.text("kind = 'attempt_failed'"),
        postgresql_where=sa.text("kind = 'attempt_failed'"),
    )
    op.create_index("ix_journal_boot", "journal", ["hub", "boot_id"], unique=False)
    op.create_index(
        "ix_journal_natural_key",
        "journal",
        ["natural_key"],
        unique=False,
        sqlite_where=sa.text("natural_key IS NOT NULL"),
        postgresql_where=sa.text("natural_key IS NOT NULL"),
    )
    op.create_index(
        "ix_journal_undated",
        "journal",
        ["hub"],
        unique=False,
        sqlite_where=sa.text("disposition = 'undated'"),
        postgresql_where=sa.text("disposition = 'undated'"),
    )
    op.create_index(
        "ix_journal_waiting",
        "journal",
        ["arrival"],
        unique=False,
        sqlite_where=sa.text("disposition IN ('unclaimed', 'undated')"),
        postgresql_where=sa.text("disposition IN ('unclaimed', 'undated')"),
    )
    op.create_table(
        "observation",
        sa.Column("arrival", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vital", sa.Text(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("measured_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("arrival", "vital", name=op.f("pk_observation")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_observation_patient_measured_at", "observation", ["patient", "measured_at"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("arrival", sa.BigInteger(), nullable=True),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "redating",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("arrival", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_redating")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "transition",
        sa.Column("episode", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("measured_at", Instant(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("arrivals", sa.JSON(), nullable=False),
        sa.Column("say", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("episode", "number", name=op.f("pk_transition")),
    )
    op.create_table(
        "device",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["home"], ["home.home"], name=op.f("fk_device_home")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_device")),
    )
    op.create_table(
        "hub",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["home"], ["home.home"], name=op.f("fk_hub_home")),
        sa.PrimaryKeyConstraint("hub", name=op.f("pk_hub")),
    )
    op.create_table(
        "patient",
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("personnummer", sa.Text(), nullable=False),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("care_level", sa.Integer(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("matters", sa.Text(), nullable=False),
        sa.Column("plan_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["account.staff"], name=op.f("fk_patient_contact")),
        sa.PrimaryKeyConstraint("patient", name=op.f("pk_patient")),
        sa.UniqueConstraint("personnummer", name=op.f("uq_patient_personnummer")),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["account.staff"], name=op.f("fk_session_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_table(
        "assignment",
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("user_slot", sa.Integer(), nullable=True),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("to_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["device"], ["device.device"], name=op.f("fk_assignment_device")),
        sa.ForeignKeyConstraint(["patient"], ["patient.patient"], name=op.f("fk_assignment_patient")),
        sa.PrimaryKeyConstraint("assignment", name=op.f("pk_assignment")),
    )
    op.create_table(
        "hub_home",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["home"], ["home.home"], name=op.f("fk_hub_home_home")),
        sa.ForeignKeyConstraint(["hub"], ["hub.hub"], name=op.f("fk_hub_home_hub")),
        sa.PrimaryKeyConstraint("hub", "home", name=op.f("pk_hub_home")),
    )
    op.create_table(
        "membership",
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("to_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["home"], ["home.home"], name=op.f("fk_membership_home")),
        sa.ForeignKeyConstraint(["patient"], ["patient.patient"], name=op.f("fk_membership_patient")),
        sa.PrimaryKeyConstraint("patient", "from_at", name=op.f("pk_membership")),
    )
