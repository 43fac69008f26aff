"""The tables of whose a measurement is: what was moved, what is asked of the homes, and what the hubs were told."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, MetaData, Table, Text

from server.adapters.store.columns import NAMES, Instant

METADATA = MetaData(naming_convention=NAMES)

WITHDRAWAL = Table(
    "withdrawal",
    METADATA,
    Column("arrival", BigInteger, primary_key=True, autoincrement=False),
    Column("by", BigInteger, nullable=False),
)
"""The observations that no longer stand, by their arrival, and the attribution that took them away."""
ATTRIBUTION = Table(
    "attribution",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("record", BigInteger, nullable=False),
    Column("before", Text),
    Column("patient", Text),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answer", BigInteger),
    Index("ix_attribution_record", "record"),
)
"""Every time that a measurement was moved; the observations it then gave bear its number as their arrival."""
QUESTION = Table(
    "question",
    METADATA,
    Column("record", BigInteger, primary_key=True, autoincrement=False),
    Column("hub", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("usual_g", BigInteger),
)
Index("ix_question_open", QUESTION.c.expires_at, sqlite_where=QUESTION.c.closed_at.is_(None),
      postgresql_where=QUESTION.c.closed_at.is_(None))  # fmt: skip
UNSETTLED = Table(
    "unsettled",
    METADATA,
    Column("record", BigInteger, primary_key=True, autoincrement=False),
    Column("patient", Text, primary_key=True),
    Column("vital", Text, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("measured_at", Instant, nullable=False),
    Index("ix_unsettled_patient", "patient", "measured_at"),
)
"""Of whom a weight may be that is nobody's yet; it is so as long as the journal has it as unclaimed."""
DESIRED_STATE = Table(
    "desired_state",
    METADATA,
    Column("hub", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("document", JSON, nullable=False),
)
MOVE_REQUEST = Table(
    "move_request",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("record", BigInteger, nullable=False),
    Column("patient", Text),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("said", Text),
)
"""What commands ask of the pipeline, which alone writes what is clinical; ``said`` is its answer."""
