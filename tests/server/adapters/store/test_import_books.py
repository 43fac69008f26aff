from __future__ import annotations

from small_server import SmallServer, at
from sqlalchemy import Engine

from server.adapters.store.import_books import ImportBooks, hub_of
from server.exchange.had import Had
from server.patients.move import Move
from vitals.identity import is_id


def test_a_source_is_named_as_a_hub_is_and_its_rows_are_known_again(engine: Engine) -> None:
    assert (is_id(hub_of("riket")), hub_of("riket") != hub_of("landet")) == (True, True)
    assert ImportBooks(engine).known(hub_of("riket"), {"0" * 16}) == set()
    assert ImportBooks(engine).firsts([]) == {}


def second(day: int) -> int:
    return int(at(day).timestamp())


def test_what_somebody_has_and_had_is_told_by_its_record_and_nothing_of_who_is_not_asked_about(engine: Engine) -> None:
    server = SmallServer(engine)
    other = server.add_patient(server.home, 2)
    server.takes(server.home.weighs(80.0, at(0)), is_register_changed=True)
    server.takes(server.home.weighs(80.5, at(1)), server.home.answers("breathlessness", "none", server.anna, at(1)))
    server.takes(moves=[Move(record=1, patient=other, who="eva", reason="her sister's")])
    books = ImportBooks(engine, [server.anna, other])
    assert sorted(books.had(server.anna)) == [
        Had("body_weight", 80_000, second(0), 1, stands=False),
        Had("body_weight", 80_500, second(1), 2, stands=True),
        Had("breathlessness", None, second(1), 3, stands=True),
    ]
    assert books.had(other) == [Had("body_weight", 80_000, second(0), 1, stands=True)]
    assert ImportBooks(engine, [other]).had(server.anna) == ()


def test_what_is_nobodys_in_the_home_is_not_somebodys_by_a_log(engine: Engine) -> None:
    server = SmallServer(engine)
    server.takes(server.home.weighs(80.0, at(0)))
    server.takes(moves=[Move(record=1, patient=None, who="eva", reason="a guest")])
    assert {(each.record, each.stands) for each in ImportBooks(engine, [server.anna]).had(server.anna)} == {(1, False)}
