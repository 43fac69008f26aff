"""The tables of which rules run, and who stands behind them. Rows are only ever added, but for a request's answer."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from server.adapters.store.columns import Instant


def tables(metadata: MetaData) -> tuple[Table, Table, Table, Table, Table]:
    """Describe all of them: texts, approvals, pilots, requests, activations."""
    return _text(metadata), _approval(metadata), _pilot(metadata), _request(metadata), _activation(metadata)


def _text(metadata: MetaData) -> Table:
    """Describe the texts of rule files, each once, by the SHA-256 of its bytes."""
    return Table(
        "rule_text",
        metadata,
        Column("digest", Text, primary_key=True),
        Column("text", LargeBinary, nullable=False),
    )


def _approval(metadata: MetaData) -> Table:
    """Describe who has approved what: a person approves one logic for one use once."""
    return Table(
        "rule_approval",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("piece", Text, nullable=False),
        Column("version", Text, nullable=False),
        Column("logic", Text, nullable=False),
        Column("use", Text, nullable=False),
        Column("who", ForeignKey("account.staff"), nullable=False),
        Column("part", Text, nullable=False),
        Column("at", Instant, nullable=False),
        UniqueConstraint("piece", "logic", "use", "who"),
    )


def _pilot(metadata: MetaData) -> Table:
    """Describe in which units rules are tried out; the last row of a rule and a unit holds."""
    return Table(
        "rule_pilot",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("rule", Text, nullable=False),
        Column("unit", ForeignKey("unit.unit"), nullable=False),
        Column("is_in", Boolean, nullable=False),
        Column("who", Text, nullable=False),
        Column("at", Instant, nullable=False),
    )


def _request(metadata: MetaData) -> Table:
    """Describe what commands ask of the pipeline; ``files`` are digests of texts by their paths."""
    return Table(
        "rule_request",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("files", JSON, nullable=False),
        Column("pilots", JSON, nullable=False),
        Column("instead_of", Integer),
        Column("is_accepted", Boolean, nullable=False),
        Column("who", Text, nullable=False),
        Column("asked_at", Instant, nullable=False),
        Column("answer", Text),
        Column("done_at", Instant),
    )


def _activation(metadata: MetaData) -> Table:
    """Describe what has come to run; the last row runs."""
    return Table(
        "rule_activation",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("rules_hash", Text, nullable=False),
        Column("engine_version", Text, nullable=False),
        Column("files", JSON, nullable=False),
        Column("pilots", JSON, nullable=False),
        Column("effect", JSON, nullable=False),
        Column("who", Text, nullable=False),
        Column("at", Instant, nullable=False),
    )
