"""The tables of what rules must know of patients. Rows are only ever added: the old ones stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, Table, Text

from server.adapters.store.columns import Instant
from server.patients.known import (
    AgreedWeight,
    AskedOf,
    Grouping,
    Happening,
    Known,
    OwnSetting,
    ProfileUse,
    WeighingPlan,
)

TABLE_OF: Final[Mapping[type[Known], str]] = {
    Grouping: "known_group",
    WeighingPlan: "known_plan",
    AgreedWeight: "known_weight",
    OwnSetting: "known_setting",
    ProfileUse: "known_profile",
    Happening: "known_event",
    AskedOf: "known_request",
}
"""In which table each kind stands; its fields are the columns."""


def tables(metadata: MetaData) -> Mapping[type[Known], Table]:
    """Describe all of them, by what their rows say."""
    return {
        Grouping: _table(metadata, Grouping, _text("group"), _flag("is_in")),
        WeighingPlan: _table(metadata, WeighingPlan, _text("days"), _flag("is_unsteady")),
        AgreedWeight: _table(metadata, AgreedWeight, _text("what"), Column("grams", BigInteger)),
        OwnSetting: _table(
            metadata,
            OwnSetting,
            _text("rule"),
            _text("setting"),
            Column("value", BigInteger),
            _text("unit"),
            Column("review_on", Date),
        ),
        ProfileUse: _table(metadata, ProfileUse, _text("profile"), _flag("is_on")),
        Happening: _table(
            metadata, Happening, _text("kind"), Column("until_at", Instant), _flag("is_void"), Column("first", Integer)
        ),
        AskedOf: _table(
            metadata,
            AskedOf,
            _text("rule"),
            _text("measure"),
            Column("until_at", Instant, nullable=False),
            Column("record", BigInteger),
        ),
    }


def _table(metadata: MetaData, kind: type[Known], *columns: Column[Any]) -> Table:
    """Describe one: its own columns, and who said it of whom, from when on, when and why."""
    name = TABLE_OF[kind]
    return Table(
        name,
        metadata,
        Column("number", Integer, primary_key=True),
        Column("patient", ForeignKey("patient.patient"), nullable=False),
        Column("from_at", Instant, nullable=False),
        *columns,
        _text("who"),
        _text("role"),
        _text("reason"),
        Column("said_at", Instant, nullable=False),
        Index(f"ix_{name}_patient", "patient"),
    )


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)
