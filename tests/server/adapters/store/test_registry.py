from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from pages import AT, LONG_AGO, MINUTE, SmallTown
from sqlalchemy import Engine, func, select

from server.adapters.store import schema
from server.adapters.store.chain import COMMANDS, read_chain
from server.adapters.store.register import read_register, register_version
from server.adapters.store.registry import Registry, RegistryError
from server.ledger.audit import is_whole
from vitals.identity import DeviceId, HomeId, HubId, PatientId, is_id

NOBODY = "nobodyaaaaaaaaaa"


@pytest.fixture
def town(engine: Engine) -> SmallTown:
    return SmallTown(engine)


def audited(engine: Engine) -> list[tuple[str, tuple[str, ...], str]]:
    with engine.connect() as connection:
        rows = read_chain(connection, COMMANDS)
    assert is_whole(rows)
    assert all(row.noted.who == "command:tester" and row.at == AT for row in rows)
    return [(row.noted.what, row.noted.patients, row.noted.detail) for row in rows]


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(schema.METADATA.tables[table])).scalar_one()


def test_every_change_is_audited_from_the_first_row_on(town: SmallTown) -> None:
    assert audited(town.engine) == [
        ("account_added", (), "anna"),
        ("home_added", (), town.home),
        ("hub_added", (), town.hub),
        ("device_added", (), town.scale),
        ("patient_added", (town.patient,), ""),
        ("device_assigned", (town.patient,), f"{town.scale} slot None"),
    ]


def test_every_change_raises_the_version_by_one(town: SmallTown) -> None:
    with town.engine.connect() as connection:
        assert register_version(connection) == 6
    town.registry.add_home("sjöberg", "Europe/Stockholm")
    with town.engine.connect() as connection:
        assert register_version(connection) == 7


@pytest.mark.decision("A5")
def test_every_id_is_random_and_says_nothing_of_anybody(engine: Engine) -> None:
    registry = Registry(engine, os.urandom, AT, "command:tester")
    homes = {registry.add_home("lindqvist", "Europe/Stockholm") for _ in range(20)}
    assert len(homes) == 20
    assert all(map(is_id, homes))


def refused_commands(town: SmallTown) -> dict[str, Callable[[], object]]:
    registry, nobody = town.registry, NOBODY
    return {
        "there is no home": lambda: registry.add_hub(HomeId(nobody), "kitchen", bytes(32)),
        "there is no home ": lambda: registry.add_device(HomeId(nobody), "standard-scale", "AA", "scale"),
        "there is no hub": lambda: registry.move_hub(HubId(nobody), town.home, bytes(32)),
        "there is no device": lambda: registry.assign(DeviceId(nobody), None, town.patient, AT),
        "does not belong to the home": lambda: registry.assign(town.scale, None, PatientId(nobody), AT),
        "there is no account": lambda: town.add_patient("194303189818", contact="eva"),
        "in the register already": lambda: town.add_patient("194303189817"),
        "in the register already ": lambda: registry.add_account("anna", "Anna Berg", "nurse", "$argon2id$"),
    }


@pytest.mark.parametrize("why", ["there is no home", "there is no home ", "there is no hub", "there is no device",
                                 "does not belong to the home", "there is no account", "in the register already",
                                 "in the register already "])  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_leaves_no_trace(town: SmallTown, why: str) -> None:
    tables = ("home", "hub", "hub_home", "device", "patient", "membership", "assignment", "account", "audit")
    before = [count(town.engine, table) for table in tables]
    with pytest.raises(RegistryError, match=why.strip()):
        refused_commands(town)[why]()
    assert [count(town.engine, table) for table in tables] == before
    with town.engine.connect() as connection:
        assert register_version(connection) == 6


def test_a_device_is_one_persons_from_the_instant_it_is_assigned(town: SmallTown) -> None:
    other = town.add_patient("194303189825")
    town.registry.assign(town.scale, None, other, AT)
    with town.engine.connect() as connection:
        found = read_register(connection).assignments[town.scale]
    assert [(each.patient, each.period.from_at, each.period.to_at) for each in found] == [
        (town.patient, LONG_AGO, AT),
        (other, AT, None),
    ]


def test_each_slot_of_a_device_is_assigned_by_itself(town: SmallTown) -> None:
    other = town.add_patient("194303189825")
    cuff = town.registry.add_device(town.home, "standard-cuff", "AA:BB", "cuff")
    for slot, patient in ((1, town.patient), (2, other), (1, other)):
        town.registry.assign(cuff, slot, patient, AT + MINUTE * slot)
    with town.engine.connect() as connection:
        found = read_register(connection).assignments[cuff]
    assert sorted((each.user_slot, each.patient, each.period.to_at is None) for each in found) == sorted(
        [(1, town.patient, False), (1, other, True), (2, other, True)]
    )


@pytest.mark.decision("C3")
def test_a_moved_hub_speaks_with_new_keys_in_its_new_home_and_the_old_key_still_counts_for_the_old(
    town: SmallTown,
) -> None:
    elsewhere = town.registry.add_home("sjöberg", "Europe/Stockholm")
    town.registry.move_hub(town.hub, elsewhere, b"k" * 32)
    with town.engine.connect() as connection:
        register = read_register(connection)
    entry = register.hubs[town.hub]
    assert entry.home == elsewhere
    assert set(entry.keys) == {town.home, elsewhere}
    assert register.key_of(town.hub, elsewhere) == b"k" * 32
    assert register.key_of(town.hub, town.home) not in {None, b"k" * 32}


@pytest.mark.decision("C3")
def test_a_hub_that_was_not_emptied_is_not_moved(town: SmallTown) -> None:
    elsewhere = town.registry.add_home("sjöberg", "Europe/Stockholm")
    with pytest.raises(RegistryError, match="stands in home"):
        town.registry.move_hub(town.hub, town.home, b"k" * 32)
    with town.engine.connect() as connection:
        old_key = read_register(connection).key_of(town.hub, town.home)
    assert old_key is not None
    with pytest.raises(RegistryError, match="still has the keys"):
        town.registry.move_hub(town.hub, elsewhere, old_key)


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_commands_that_run_at_once_take_turns_and_every_one_is_counted(database_url: str, engine: Engine) -> None:
    """Two that both counted from three to four would hide a change from the pipeline."""
    program = """
import os, sys
from datetime import UTC, datetime
from server.adapters.store.database import open_database
from server.adapters.store.registry import Registry
registry = Registry(open_database(sys.argv[1]), os.urandom, datetime.now(UTC), "command:tester")
for number in range(15):
    registry.add_home(f"home {number}", "Europe/Stockholm")
"""
    command = [sys.executable, "-c", program, database_url]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(process.communicate()[1], process.returncode) for process in running] == [("", 0)] * 3
    with engine.connect() as connection:
        rows = read_chain(connection, COMMANDS)
        assert register_version(connection) == 45
    assert [row.number for row in rows] == list(range(1, 46))
    assert is_whole(rows)


def test_the_address_of_a_device_is_kept_in_one_spelling(town: SmallTown) -> None:
    with town.engine.connect() as connection:
        assert connection.execute(select(schema.DEVICE.c.address)).scalar_one() == "AA:BB:CC:00:11:22"


def test_a_plan_begins_on_its_day_and_a_membership_at_its_instant(town: SmallTown) -> None:
    with town.engine.connect() as connection:
        register = read_register(connection)
    entry = register.patients[town.patient]
    assert (entry.plan_from.isoformat(), entry.contact, entry.zone) == ("2026-03-02", "anna", "Europe/Stockholm")
    assert register.members(town.home, LONG_AGO - timedelta(seconds=1)) == frozenset()
    assert register.members(town.home, LONG_AGO) == {town.patient}
