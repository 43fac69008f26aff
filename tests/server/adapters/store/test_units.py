"""Units are kept, changed and audited, and look after people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pages import SmallTown
from sqlalchemy import Engine, select

from server.adapters.store import schema
from server.adapters.store.chain import COMMANDS, read_chain
from server.adapters.store.register import read_register
from server.adapters.store.registry import RegistryError
from server.adapters.store.units import keep_unit, read_units
from server.patients.hours import parse_hours
from server.patients.unit import Unit

ROSEN = Unit(
    unit="rosen",
    name="Rosens vårdcentral",
    zone="Europe/Stockholm",
    reader="anna",
    telephone="010-123 45 67",
    hours=parse_hours(["mon-fri 08:00-16:30"]),
)
VIK = replace(ROSEN, unit="vik", name="Viks vårdcentral")


@pytest.fixture
def town(engine: Engine) -> SmallTown:
    """A register with one patient."""
    return SmallTown(engine)


def looks_after(town: SmallTown) -> dict[str, str]:
    """Tell which unit looks after whom."""
    with town.engine.connect() as connection:
        return {row.patient: row.unit for row in connection.execute(select(schema.PATIENT_UNIT))}


def last_audited(town: SmallTown) -> tuple[str, tuple[str, ...], str]:
    """Tell what was written in the audit last."""
    with town.engine.connect() as connection:
        noted = read_chain(connection, COMMANDS)[-1].noted
    return noted.what, noted.patients, noted.detail


def test_the_first_unit_takes_in_everybody_and_the_next_nobody(town: SmallTown) -> None:
    assert keep_unit(town.registry, ROSEN) == 1
    assert last_audited(town) == ("unit_set", (), "rosen Rosens vårdcentral, read by anna")
    assert keep_unit(town.registry, VIK) == 0
    assert keep_unit(town.registry, replace(ROSEN, name="Ny")) == 0
    assert read_units(town.engine) == {"rosen": replace(ROSEN, name="Ny"), "vik": VIK}
    assert looks_after(town) == {town.patient: "rosen"}


def test_the_pipelines_register_knows_units_names_and_whom_they_look_after(town: SmallTown) -> None:
    keep_unit(town.registry, ROSEN)
    with town.engine.connect() as connection:
        register = read_register(connection)
    assert register.units == {"rosen": ROSEN}
    assert register.staff == {"anna": "Anna Berg"}
    assert register.patients[town.patient].unit == "rosen"


def test_a_new_patient_belongs_to_the_only_unit_or_to_the_one_that_is_said(town: SmallTown) -> None:
    keep_unit(town.registry, ROSEN)
    second = town.add_patient("191212121212")
    keep_unit(town.registry, VIK)
    third, fourth = town.add_patient("191212121220"), town.add_patient("191212121238", unit="vik")
    assert looks_after(town) == {town.patient: "rosen", second: "rosen", fourth: "vik"}
    assert third not in looks_after(town), "of two units nobody guesses one"
    with pytest.raises(RegistryError, match="no unit nowhere"):
        town.add_patient("191212121246", unit="nowhere")


def test_what_is_wrong_is_refused_and_nothing_is_kept(town: SmallTown) -> None:
    for wrong, said in (
        (replace(ROSEN, reader="nobody"), "no account nobody"),
        (replace(ROSEN, telephone="112!"), "no telephone number"),
    ):
        with pytest.raises(RegistryError, match=said):
            keep_unit(town.registry, wrong)
    assert read_units(town.engine) == {}


def test_who_is_responsible_the_level_and_the_unit_can_be_changed_and_it_is_audited(town: SmallTown) -> None:
    keep_unit(town.registry, ROSEN)
    keep_unit(town.registry, VIK)
    town.registry.add_account("bo", "Bo Ek", "nurse", "-")
    town.registry.set_patient(town.patient, contact="bo", care_level=3, unit="vik")
    assert last_audited(town) == ("patient_set", (town.patient,), "contact bo, care_level 3, unit vik")
    town.registry.set_patient(town.patient, unit="rosen")
    with town.engine.connect() as connection:
        row = connection.execute(select(schema.PATIENT)).one()
    assert (row.contact, row.care_level, looks_after(town)) == ("bo", 3, {town.patient: "rosen"})


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "nothing is to be changed"),
        ({"contact": "nobody"}, "no account nobody"),
        ({"unit": "nowhere"}, "no unit nowhere"),
    ],
)
def test_a_change_to_what_is_not_there_is_refused(town: SmallTown, said: dict[str, str], why: str) -> None:
    with pytest.raises(RegistryError, match=why):
        town.registry.set_patient(town.patient, contact=said.get("contact"), unit=said.get("unit"))
    with pytest.raises(RegistryError, match="no patient"):
        town.registry.set_patient(town.patient.replace(town.patient[0], "2"), care_level=1)  # type: ignore[arg-type]  # nobody
