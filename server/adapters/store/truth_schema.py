"""The tables of what is true of patients by the rules: episodes, their transitions, and what binds or proves them."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

from server.adapters.store.columns import Instant


def tables(metadata: MetaData) -> tuple[Table, Table, Table, Table]:
    """Describe them: episodes, closings, stretches of contact, transitions."""
    return _episode(metadata), _closing(metadata), _stretch(metadata), _transition(metadata)


def _episode(metadata: MetaData) -> Table:
    """Every episode as it stands last, as the values tell it."""
    return Table(
        "episode",
        metadata,
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


def _closing(metadata: MetaData) -> Table:
    """When nurses closed what was so: it binds the truth, which may be judged anew (decision D1)."""
    return Table(
        "closing",
        metadata,
        Column("episode", Text, primary_key=True),
        Column("at", Instant, primary_key=True),
        Column("patient", Text, nullable=False),
        Column("rule", Text, nullable=False),
    )


def _stretch(metadata: MetaData) -> Table:
    """When a patient's hub was in contact, with nothing left to send, as the rules were told."""
    return Table(
        "stretch",
        metadata,
        Column("patient", Text, primary_key=True),
        Column("from_at", Instant, primary_key=True),
        Column("second_at", Instant),
        Column("to_at", Instant, nullable=False),
    )


def _transition(metadata: MetaData) -> Table:
    """Every change of every episode, as it was said."""
    return Table(
        "transition",
        metadata,
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
