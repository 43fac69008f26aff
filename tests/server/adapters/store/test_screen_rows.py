"""Rows of the patients' screens come back as they were written; test_screen_ledger.py does so in both databases."""

from __future__ import annotations

from typing import Any, cast

import pytest
from said import look, saying
from sqlalchemy import RowMapping

from server.adapters.store import screen_rows
from server.patients.hours import Hours, parse_exceptions, parse_hours
from server.patients.saying import Saying
from server.patients.unit import Line, Unit


def row(values: dict[str, Any]) -> RowMapping:
    """Read what was written, as a row."""
    return cast("RowMapping", values)


@pytest.mark.parametrize(
    "said", [saying(1), saying(2, about="dizziness", code="never", words="å", is_acute=True, measured_at=None, say={})]
)
def test_what_was_said_comes_back(said: Saying) -> None:
    assert screen_rows.saying(row(screen_rows.saying_values(said))) == said


def test_a_look_comes_back() -> None:
    assert screen_rows.look(row(screen_rows.look_values(look(3)))) == look(3)


@pytest.mark.parametrize("outside", [None, Line(name="Jouren", telephone="010-1")])
def test_a_unit_comes_back_with_its_hours(outside: Line | None) -> None:
    hours = Hours(
        weekly=parse_hours(["mon-fri 08:00-16:30"]).weekly, exceptions=parse_exceptions(["2026-12-24 closed"])
    )
    unit = Unit(
        unit="rosen",
        name="Rosens vårdcentral",
        zone="Europe/Stockholm",
        reader="eva",
        telephone="010-123 45 67",
        hours=hours,
        outside=outside,
    )
    assert screen_rows.unit(row(screen_rows.unit_values(unit))) == unit
