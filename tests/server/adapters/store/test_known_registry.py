from __future__ import annotations

import pytest
from knowing import OTHER, happening
from pages import SmallTown
from sqlalchemy import Engine

from server.adapters.store.chain import read_chains
from server.adapters.store.known_reading import KnownReader
from server.adapters.store.known_registry import keep_known
from server.adapters.store.register import version_in
from server.adapters.store.registry import RegistryError
from server.ledger.audit import is_whole


def test_what_a_command_says_is_written_with_its_audit_row_and_the_server_hears_of_it(engine: Engine) -> None:
    town = SmallTown(engine)
    before = version_in(engine)
    keep_known(town.registry, [happening("travelling", patient=town.patient)], "event_noted", "travelling")
    assert version_in(engine) == before + 1
    (rows,) = read_chains(engine).values()
    assert is_whole(rows)
    last = rows[-1].noted
    assert (last.who, last.what, last.patients, last.detail) == (
        "command:tester",
        "event_noted",
        (town.patient,),
        "travelling",
    )


def test_nothing_is_said_of_nobody_and_nothing_is_audited(engine: Engine) -> None:
    town = SmallTown(engine)
    before = version_in(engine)
    with pytest.raises(RegistryError, match="there is no patient"):
        keep_known(town.registry, [happening("travelling", patient=OTHER)], "event_noted", "travelling")
    assert version_in(engine) == before
    found = KnownReader(engine).known(town.patient)
    assert found is not None
    assert found[1].happenings == []


def test_a_look_is_audited_and_changes_nothing(engine: Engine) -> None:
    town = SmallTown(engine)
    before = version_in(engine)
    town.registry.note("patient_shown", (town.patient,))
    assert version_in(engine) == before
    (rows,) = read_chains(engine).values()
    assert is_whole(rows)
    assert rows[-1].noted.what == "patient_shown"
