from __future__ import annotations

from dataclasses import replace

import pytest
from arriving_people import ANNA, STOCKHOLM, registry
from small_server import SmallServer, at
from sqlalchemy import Engine

from server.adapters.store.import_registry import NOBODY, enrol
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import RegistryError


def test_everybody_has_a_home_devices_and_a_pause_of_their_own(engine: Engine) -> None:
    places = enrol(registry(engine), "riket", STOCKHOLM, "eva", [ANNA, replace(ANNA, label=NOBODY)])
    register = SqlLedger(engine).register()
    (patient,) = register.patients
    mine = places["anna", "scale", False]
    assert (mine.known.patient, register.devices[mine.known.device]) == (patient, mine.home)
    assert register.is_member(patient, mine.home, at(1))
    assert places[NOBODY, "scale", False].known.patient is None
    known = SqlLedger(engine).known(at(0))
    assert [(each.kind, each.from_at, each.until_at) for each in known.happenings] == [
        ("admitted", at(3), at(5)),
        ("plan_paused", at(9), None),
    ]
    assert [each.grams for each in known.weights] == [80_000]


def test_the_same_people_again_are_the_same_and_reach_back_to_an_earlier_row(engine: Engine) -> None:
    writer = registry(engine)
    first = enrol(writer, "riket", STOCKHOLM, "eva", [ANNA])
    earlier = replace(ANNA, from_at=at(-3), happenings=(*ANNA.happenings, ("travelling", at(6), at(8))))
    assert enrol(writer, "riket", STOCKHOLM, "eva", [earlier]) == first
    assert enrol(writer, "landet", STOCKHOLM, "eva", [ANNA]).keys() == first.keys()
    register = SqlLedger(engine).register()
    mine = first["anna", "scale", False]
    assert len(register.patients) == 2
    assert mine.known.patient is not None
    assert register.is_member(mine.known.patient, mine.home, at(-2))
    kinds = [each.kind for each in SqlLedger(engine).known(at(0), [mine.known.patient]).happenings]
    assert kinds == ["admitted", "plan_paused", "travelling"]


def test_a_database_of_people_in_care_takes_nobody(engine: Engine) -> None:
    server = SmallServer(engine)
    with pytest.raises(RegistryError, match="record of people in care"):
        enrol(server.registry, "riket", STOCKHOLM, "eva", [ANNA])
    assert len(server.rows("patient")) == 1
