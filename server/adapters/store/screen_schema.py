"""The tables of the patients' screens: the units that look after people, what people said, and who has seen what."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

from server.adapters.store.columns import Instant


def tables(metadata: MetaData) -> tuple[Table, Table, Table, Table]:
    """Describe all of them: units, whom they look after, what was said, and who looked."""
    return _unit(metadata), _patient_unit(metadata), _saying(metadata), _look(metadata)


def _unit(metadata: MetaData) -> Table:
    """Describe the table of units; ``hours`` is what ``Hours.to_json`` writes."""
    return Table(
        "unit",
        metadata,
        Column("unit", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("zone", Text, nullable=False),
        Column("reader", ForeignKey("account.staff"), nullable=False),
        Column("telephone", Text, nullable=False),
        Column("outside_name", Text),
        Column("outside_telephone", Text),
        Column("hours", JSON, nullable=False),
    )


def _patient_unit(metadata: MetaData) -> Table:
    """Describe which unit looks after whom; who stands in no row is promised nothing."""
    return Table(
        "patient_unit",
        metadata,
        Column("patient", ForeignKey("patient.patient"), primary_key=True),
        Column("unit", ForeignKey("unit.unit"), nullable=False),
    )


def _saying(metadata: MetaData) -> Table:
    """Describe what people said; a button that named nobody is everybody's of the home."""
    return Table(
        "saying",
        metadata,
        Column("record", BigInteger, primary_key=True, autoincrement=False),
        Column("patient", Text, primary_key=True),
        Column("about", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("code", Text),
        Column("words", Text),
        Column("is_acute", Boolean, nullable=False),
        Column("measured_at", Instant),
        Column("received_at", Instant, nullable=False),
        Column("say", JSON, nullable=False),
        Index("ix_saying_patient_received_at", "patient", "received_at"),
    )


def _look(metadata: MetaData) -> Table:
    """Describe who saw a record first as whose it was then."""
    return Table(
        "look",
        metadata,
        Column("record", BigInteger, primary_key=True, autoincrement=False),
        Column("patient", Text, primary_key=True),
        Column("who", Text, nullable=False),
        Column("at", Instant, nullable=False),
        Index("ix_look_patient_at", "patient", "at"),
    )
