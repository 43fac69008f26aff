"""Every table of the server, once; those of whose a measurement is stand in ``whose_schema``."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from server.adapters.store import invitation_schema, known_schema, screen_schema, whose_schema
from server.adapters.store.columns import Instant

METADATA = whose_schema.METADATA
DEMO = "demo"  # the setting of a database that the demo made
SETTING = Table("setting", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

HOME = Table(
    "home",
    METADATA,
    Column("home", Text, primary_key=True),
    Column("zone", Text, nullable=False),
    Column("label", Text, nullable=False),
)
HUB = Table(
    "hub",
    METADATA,
    Column("hub", Text, primary_key=True),
    Column("home", ForeignKey("home.home"), nullable=False),
    Column("label", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
)
HUB_HOME = Table(
    "hub_home",
    METADATA,
    Column("hub", ForeignKey("hub.hub"), primary_key=True),
    Column("home", ForeignKey("home.home"), primary_key=True),
    Column("from_at", Instant, nullable=False),
    Column("signing_key", LargeBinary, nullable=False),
)
INVITATION = invitation_schema.invitation(METADATA)
DEVICE = Table(
    "device",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("home", ForeignKey("home.home"), nullable=False),
    Column("family", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("label", Text, nullable=False),
)
PATIENT = Table(
    "patient",
    METADATA,
    Column("patient", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("personnummer", Text, nullable=False, unique=True),
    Column("born", Date, nullable=False),
    Column("zone", Text, nullable=False),
    Column("care_level", Integer, nullable=False),
    Column("contact", ForeignKey("account.staff"), nullable=False),
    Column("matters", Text, nullable=False),
    Column("plan_from", Date, nullable=False),
)
MEMBERSHIP = Table(
    "membership",
    METADATA,
    Column("patient", ForeignKey("patient.patient"), primary_key=True),
    Column("from_at", Instant, primary_key=True),
    Column("home", ForeignKey("home.home"), nullable=False),
    Column("to_at", Instant),
)
ASSIGNMENT = Table(
    "assignment",
    METADATA,
    Column("assignment", Integer, primary_key=True),
    Column("device", ForeignKey("device.device"), nullable=False),
    Column("user_slot", Integer),
    Column("patient", ForeignKey("patient.patient"), nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("to_at", Instant),
)
ACCOUNT = Table(
    "account",
    METADATA,
    Column("staff", Text, primary_key=True),
    Column("full_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
)
SESSION = Table(
    "session",
    METADATA,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("staff", ForeignKey("account.staff"), nullable=False),
    Column("expires_at", Instant, nullable=False),
)
JOURNAL = Table(
    "journal",
    METADATA,
    Column("arrival", BigInteger, primary_key=True, autoincrement=False),
    Column("received_at", Instant, nullable=False),
    Column("home", Text, nullable=False),
    Column("hub", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("device", Text),
    Column("measured_at", Instant),
    Column("heard_at", Instant),
    Column("boot_id", Text, nullable=False),
    Column("monotonic_ms", BigInteger, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("natural_key", Text),
    Column("duplicate_of", BigInteger),
    Column("disposition", Text, nullable=False),
    Column("reason", Text),
    UniqueConstraint("hub", "epoch", "sequence"),
)
Index("ix_journal_natural_key", JOURNAL.c.natural_key, sqlite_where=JOURNAL.c.natural_key.is_not(None),
      postgresql_where=JOURNAL.c.natural_key.is_not(None))  # fmt: skip
Index("ix_journal_undated", JOURNAL.c.hub, sqlite_where=JOURNAL.c.disposition == "undated",
      postgresql_where=JOURNAL.c.disposition == "undated")  # fmt: skip
Index("ix_journal_boot", JOURNAL.c.hub, JOURNAL.c.boot_id)
Index("ix_journal_attempt_failed", JOURNAL.c.device, JOURNAL.c.measured_at,
      sqlite_where=JOURNAL.c.kind == "attempt_failed", postgresql_where=JOURNAL.c.kind == "attempt_failed")  # fmt: skip
Index("ix_journal_waiting", JOURNAL.c.arrival, sqlite_where=JOURNAL.c.disposition.in_(["unclaimed", "undated"]),
      postgresql_where=JOURNAL.c.disposition.in_(["unclaimed", "undated"]))  # fmt: skip
HELD = Table(
    "held",
    METADATA,
    Column("hub", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    Column("upto", BigInteger, nullable=False),
    Column("above", JSON, nullable=False),
    Column("latest", BigInteger, nullable=False),
)
QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("fingerprint", LargeBinary, primary_key=True),
    Column("arrival", BigInteger),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("times", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("why", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
OBSERVATION = Table(
    "observation",
    METADATA,
    Column("arrival", BigInteger, primary_key=True, autoincrement=False),
    Column("vital", Text, primary_key=True),
    Column("patient", Text, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("measured_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("device", Text, nullable=False),
    Column("flags", JSON, nullable=False),
    Index("ix_observation_patient_measured_at", "patient", "measured_at"),
    sqlite_with_rowid=False,
)
"""On SQLite the rows stand in their key's own tree: a row touches two pages instead of four, and every page that a
commit touches is written whole, twice."""
REDATING = Table(
    "redating", METADATA, Column("number", Integer, primary_key=True), Column("arrival", BigInteger, nullable=False)
)
"""The records that were dated afterwards, in that order."""
HUB_STATUS = Table(
    "hub_status",
    METADATA,
    Column("hub", Text, primary_key=True),
    Column("heard_at", Instant, nullable=False),
    Column("empty_at", Instant),
    Column("status", JSON, nullable=False),
)
CONTACT = Table(
    "contact",
    METADATA,
    Column("hub", Text, primary_key=True),
    Column("hour_at", Instant, primary_key=True),
    Column("heard_at", Instant, nullable=False),
)
GAP = Table(
    "gap",
    METADATA,
    Column("hub", Text, primary_key=True),
    Column("from_at", Instant, primary_key=True),
    Column("to_at", Instant, nullable=False),
)
EPISODE = Table(
    "episode",
    METADATA,
    Column("episode", Text, primary_key=True),
    Column("patient", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("start_s", BigInteger, nullable=False),
    Column("raised_s", BigInteger),
    Column("asked_until_s", BigInteger),
    Column("covered_until_s", BigInteger),
    Column("end_s", BigInteger),
    Column("ending", Text),
    Column("level_top", BigInteger),
    Column("level_bottom", BigInteger),
    Index("ix_episode_patient", "patient"),
    Index("ix_episode_state", "state"),
)
CLOSING = Table(
    "closing",
    METADATA,
    Column("episode", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("patient", Text, nullable=False),
    Column("rule", Text, nullable=False),
)
"""When nurses closed what was so: it binds the truth, which may be judged anew (decision D1)."""
STRETCH = Table(
    "stretch",
    METADATA,
    Column("patient", Text, primary_key=True),
    Column("from_at", Instant, primary_key=True),
    Column("second_at", Instant),
    Column("to_at", Instant, nullable=False),
)
"""When a patient's hub was in contact, with nothing left to send, as the rules were told."""
TRANSITION = Table(
    "transition",
    METADATA,
    Column("episode", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("patient", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("measured_at", Instant, nullable=False),
    Column("is_late", Boolean, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("arrivals", JSON, nullable=False),
    Column("say", JSON, nullable=False),
    Column("why", JSON(none_as_null=True)),
)
ALERT = Table(
    "alert",
    METADATA,
    Column("alert", BigInteger, primary_key=True, autoincrement=False),
    Column("episode", Text, nullable=False, unique=True),
    Column("patient", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("condition", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Index("ix_alert_state", "state"),
    Index("ix_alert_patient", "patient"),
)
ALERT_EVENT = Table(
    "alert_event",
    METADATA,
    Column("alert", BigInteger, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("act", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("detail", JSON, nullable=False),
)
AUDIT = Table(
    "audit",
    METADATA,
    Column("chain", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("patients", JSON, nullable=False),
    Column("detail", Text, nullable=False),
    Column("before", LargeBinary, nullable=False),
    Column("row_hash", LargeBinary, nullable=False),
)
UNIT, PATIENT_UNIT, SAYING, LOOK = screen_schema.tables(METADATA)
KNOWN = known_schema.tables(METADATA)
