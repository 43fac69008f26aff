"""From the words of the patients' screens to rows of tables, and back."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import RowMapping

from server.adapters.store.rows import RowValues
from server.patients.hours import Hours
from server.patients.look import Look
from server.patients.saying import Saying
from server.patients.unit import Line, Unit
from vitals.identity import PatientId


def saying_values(saying: Saying) -> RowValues:
    """Write what somebody said."""
    return asdict(saying) | {"say": dict(saying.say)}


def saying(row: RowMapping) -> Saying:
    """Read what somebody said."""
    return Saying(
        record=row["record"],
        patient=PatientId(row["patient"]),
        about=row["about"],
        version=row["version"],
        code=row["code"],
        words=row["words"],
        is_acute=row["is_acute"],
        measured_at=row["measured_at"],
        received_at=row["received_at"],
        say=row["say"],
    )


def look_values(look: Look) -> RowValues:
    """Write who saw a record."""
    return asdict(look)


def look(row: RowMapping) -> Look:
    """Read who saw a record."""
    return Look(record=row["record"], patient=PatientId(row["patient"]), who=row["who"], at=row["at"])


def unit_values(unit: Unit) -> RowValues:
    """Write a unit."""
    return {
        "unit": unit.unit,
        "name": unit.name,
        "zone": unit.zone,
        "reader": unit.reader,
        "telephone": unit.telephone,
        "outside_name": None if unit.outside is None else unit.outside.name,
        "outside_telephone": None if unit.outside is None else unit.outside.telephone,
        "hours": unit.hours.to_json(),
    }


def unit(row: RowMapping) -> Unit:
    """Read a unit."""
    outside = None
    if row["outside_telephone"] is not None:
        outside = Line(name=row["outside_name"], telephone=row["outside_telephone"])
    return Unit(
        unit=row["unit"],
        name=row["name"],
        zone=row["zone"],
        reader=row["reader"],
        telephone=row["telephone"],
        hours=Hours.from_json(row["hours"]),
        outside=outside,
    )
