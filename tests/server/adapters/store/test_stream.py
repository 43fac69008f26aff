"""Every observation comes once in the stream, on both databases, also one that was dated long after it came."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_server import SmallServer, at, undated
from sqlalchemy import Engine

from server.adapters.store.database import open_database
from server.adapters.store.stream import SqlObservationStream
from server.ledger.port import LedgerError
from server.ledger.stream import Cursor, ObservationStream


def drain(stream: ObservationStream, most: int) -> list[int]:
    """Read to the end, keeping the cursor as a sink does; gives the values."""
    values: list[int] = []
    while (portion := stream.read(stream.cursor(), most)) is not None:
        values += [each.value for each in portion.observations]
        stream.taken(portion.after)
    return values


@pytest.mark.parametrize("most", [1, 2, 100])
def test_everything_comes_once_in_the_order_of_arrival(engine: Engine, most: int) -> None:
    server, stream = SmallServer(engine), SqlObservationStream(engine)
    assert drain(stream, most) == []
    server.takes(*(server.home.weighs(80 + day / 10, at(day)) for day in range(7)))
    assert drain(stream, most) == [80_000 + 100 * day for day in range(7)]
    assert drain(stream, most) == []
    server.takes(server.home.weighs(90.0, at(8)))
    assert drain(stream, most) == [90_000]


def test_the_cursor_outlives_the_process(engine: Engine) -> None:
    server = SmallServer(engine)
    server.takes(server.home.weighs(80.0, at(0)))
    drain(SqlObservationStream(engine), 10)
    assert SqlObservationStream(engine).cursor() == Cursor(arrival=1, redating=0)


def test_what_was_dated_after_it_was_passed_comes_then(engine: Engine) -> None:
    server, stream = SmallServer(engine), SqlObservationStream(engine)
    server.takes(server.home.weighs(80.0, undated(5_000_000_000), at(20)))
    server.takes(
        server.home.weighs(81.0, at(1), at(20)), server.home.weighs(81.5, undated(1, boot_id="0" * 16), at(20))
    )
    assert drain(stream, 10) == [81_000, 80_000]
    assert drain(stream, 10) == []


def test_a_database_that_is_not_there_is_a_ledger_error(tmp_path: Path) -> None:
    stream = SqlObservationStream(open_database(f"sqlite:///{tmp_path / 'empty.db'}"))
    with pytest.raises(LedgerError, match="the database does not answer"):
        stream.cursor()
