from __future__ import annotations

from datetime import date

from arriving_people import ANNA, registry
from small_server import STOCKHOLM, SmallServer, at
from sqlalchemy import Engine

from server.adapters.store.database import transaction
from server.adapters.store.enrolment import Enrolment
from server.adapters.store.import_registry import Coming, people_here, plan
from server.adapters.store.ledger import SqlLedger
from server.exchange.mapping import Person
from vitals.identity import PatientId


def planned(engine: Engine, here: dict[str, PatientId] | None = None) -> Enrolment:
    with transaction(engine) as connection:
        return plan(connection, registry(engine, "ida"), Coming("riket", STOCKHOLM, "ida", here or {}), [ANNA])


def test_the_register_as_planned_is_the_register_as_written(engine: Engine) -> None:
    enrolment = planned(engine)
    ledger = SqlLedger(engine)
    before = ledger.register()
    within = enrolment.within(before)
    with transaction(engine) as connection:
        enrolment.write(connection)
    after = ledger.register()
    (patient,) = after.patients
    mine = enrolment.places["anna", "scale", False]
    for register in (within, after):
        assert register.patients[patient].plan_from == date(2026, 3, 2)
        assert register.devices[mine.known.device] == mine.home
        assert register.is_member(patient, mine.home, at(1))
        assert [each.patient for each in register.assignments[mine.known.device]] == [patient]
    assert before.patients == {}


def test_for_the_gate_somebody_who_is_here_has_the_log_s_devices_and_for_nobody_else(engine: Engine) -> None:
    server = SmallServer(engine)
    enrolment = planned(engine, {"anna": server.anna})
    mine = enrolment.places["anna", "scale", False]
    within = enrolment.within(server.ledger.register())
    assert within.is_member(server.anna, mine.home, at(1))
    assert within.is_member(server.anna, server.home.home, at(1))
    with transaction(engine) as connection:
        enrolment.write(connection)
    after = server.ledger.register()
    assert not after.is_member(server.anna, mine.home, at(1))
    assert [*after.patients] == [server.anna]
    assert after.hubs_of(mine.home) == []


def test_a_map_is_held_against_everybody(engine: Engine) -> None:
    server = SmallServer(engine)
    with transaction(engine) as connection:
        here = people_here(connection, server.ledger.register(), at(0))
    assert here == {server.anna: Person(date(1943, 1, 1), STOCKHOLM, is_followed=True)}
