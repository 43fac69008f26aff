from __future__ import annotations

from datetime import timedelta

from small_server import SmallServer, at, close
from sqlalchemy import Engine

from server.adapters.store.remembering import remembered
from server.clerk import observed
from server.ledger.page import Remembered
from server.retelling import measured_before


def test_one_patients_readings_words_contacts_and_closings_are_remembered_and_nobody_elses(engine: Engine) -> None:
    server = SmallServer(engine)
    other = server.add_home()
    server.add_patient(other)
    server.takes(is_register_changed=True)
    server.gains()
    server.takes(other.weighs(70.0, at(2)), server.home.presses(server.anna, at(2, "08:00")))
    server.takes(server.home.beats(at(2, "09:00")))
    server.takes(deeds=[close(1, 1)])
    found = remembered(engine, server.anna, at(0, "00:00"))
    memory, past = server.ledger.recall(at(0, "00:00")), server.ledger.past_readings(at(0, "00:00"))
    assert [each.value for each in found.observations] == [80_000, 83_000]
    mine = [each for each in measured_before(past) if each.patient == server.anna]
    assert [observed(each) for each in found.observations] == mine
    assert found == Remembered(
        found.observations,
        list(memory.sayings),
        [each for each in memory.stretches if each.patient == server.anna],
        list(memory.closings),
        frozenset(),
        (),
    )
    assert remembered(engine, server.anna, at(9)) == Remembered([], [], [], [], frozenset(), ())
    assert len(found.closings) == 1
    assert found.closings[0].at - at(2, "09:00") < timedelta(seconds=1)
