from __future__ import annotations

from knowing import happening
from pages import SmallTown
from sqlalchemy import Engine

from server.adapters.store.known_reading import KnownReader
from server.adapters.store.known_registry import keep_known


def test_of_one_patient_every_row_is_given_also_those_that_hold_no_more(engine: Engine) -> None:
    town = SmallTown(engine)
    keep_known(town.registry, [happening("admitted", patient=town.patient)], "event_noted", "admitted")
    keep_known(town.registry, [happening("admitted", patient=town.patient, first=1, is_void=True)], "event_voided", "1")
    found = KnownReader(engine).known(town.patient)
    assert found is not None
    person, known = found
    assert (person.patient, person.zone, person.care_level) == (town.patient, "Europe/Stockholm", 2)
    assert [each.is_void for each in known.happenings] == [False, True]
    assert len(known.groups) == 1


def test_there_is_nothing_of_who_is_nobody(engine: Engine) -> None:
    assert KnownReader(engine).known("nobodyaaaaaaaaaa") is None


def test_everybody_who_may_sign_in_has_a_name(engine: Engine) -> None:
    SmallTown(engine)
    assert KnownReader(engine).staff() == {"anna": "Anna Berg"}
