from __future__ import annotations

from datetime import timedelta

from pages import AT, SmallTown
from sqlalchemy import Engine

from server.adapters.store.ledger import SqlLedger
from server.adapters.store.register import read_register, register_version, version_in
from vitals.identity import DeviceId


def test_an_empty_register_is_version_zero_and_has_nobody(engine: Engine) -> None:
    with engine.connect() as connection:
        assert register_version(connection) == 0
        register = read_register(connection)
    assert (register.homes, register.hubs, register.devices, register.patients) == ({}, {}, {}, {})
    assert (list(register.memberships), dict(register.assignments), register.version) == ([], {}, 0)


def test_the_whole_register_is_read_at_one_version(engine: Engine) -> None:
    town = SmallTown(engine)
    unused = town.registry.add_device(town.home, "standard-cuff", "AA", "cuff")
    register = SqlLedger(engine).register()
    assert register.version == version_in(engine) == 7
    assert register.homes == {town.home: "Europe/Stockholm"}
    assert register.devices == {town.scale: town.home, unused: town.home}
    assert register.hubs_of(town.home) == [town.hub]
    assert register.members(town.home, AT) == {town.patient}
    assert [each.patient for each in register.assignments[town.scale]] == [town.patient]
    assert DeviceId(unused) not in register.assignments


def test_assignments_are_read_in_the_order_of_time_whenever_they_were_written(engine: Engine) -> None:
    """Of two that hold, the one that began last counts."""
    town = SmallTown(engine)
    other = town.add_patient("194303189825")
    town.registry.assign(town.scale, 2, other, AT)
    town.registry.assign(town.scale, 1, other, AT - timedelta(days=1))
    found = SqlLedger(engine).register().assignments[town.scale]
    starts = [each.period.from_at for each in found]
    assert starts == sorted(starts)
