"""Whoever changes the record of who saw and did what is found out, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from contract_samples import PATIENT
from pages import AT, MINUTE
from sqlalchemy import Connection, Engine, delete, insert, select, text, update

from server.adapters.store.chain import COMMANDS, add_link, chain_head, read_chain
from server.adapters.store.schema import AUDIT
from server.ledger.audit import NOTHING_BEFORE, Noted, is_whole

LINKS = 6


@pytest.fixture
def chain(engine: Engine) -> Engine:
    """A database with a chain of six links."""
    with engine.begin() as connection:
        for number in range(1, LINKS + 1):
            noted = Noted(who="anna", what="patient_seen", patients=(PATIENT, "å"), detail=f"row {number}, «å»")
            add_link(connection, noted, AT + number * MINUTE)
    return engine


def verdict(engine: Engine) -> bool:
    with engine.connect() as connection:
        rows = read_chain(connection, COMMANDS)
    return bool(rows) and rows[0].number == 1 and is_whole(rows)


def link(number: int) -> tuple[object, object]:
    return AUDIT.c.chain == COMMANDS, AUDIT.c.number == number


def swap(connection: Connection) -> None:
    """Let two rows change places, each keeping all but its number."""
    for old, new in ((2, 99), (3, 2), (99, 3)):
        connection.execute(update(AUDIT).where(AUDIT.c.number == old).values(number=new))


def slip_in(connection: Connection) -> None:
    """Copy a row to the end under the next number."""
    row = connection.execute(select(AUDIT).where(AUDIT.c.number == 2)).mappings().one()
    connection.execute(insert(AUDIT).values(dict(row) | {"number": LINKS + 1}))


@dataclass
class Tampering:
    """One way of changing the chain."""

    name: str
    do: Callable[[Connection], object] = field(repr=False)


def edit(column: str, value: object, number: int = 3) -> Tampering:
    def change(connection: Connection) -> None:
        connection.execute(update(AUDIT).where(AUDIT.c.number == number).values({column: value}))

    return Tampering(f"{column} of row {number}", change)


TAMPERINGS = [
    edit("who", "eva"),
    edit("what", "worklist_seen"),
    edit("patients", []),
    edit("patients", ["å", PATIENT]),
    edit("detail", "row 3, «a»"),
    edit("at", AT),
    edit("before", NOTHING_BEFORE),
    edit("row_hash", bytes(32)),
    edit("who", "eva", number=1),
    edit("who", "eva", number=LINKS),
    Tampering("a row taken out", lambda connection: connection.execute(delete(AUDIT).where(AUDIT.c.number == 3))),
    Tampering("the first taken out", lambda connection: connection.execute(delete(AUDIT).where(AUDIT.c.number == 1))),
    Tampering("all taken out", lambda connection: connection.execute(delete(AUDIT))),
    Tampering("two change places", swap),
    Tampering("one slipped in", slip_in),
]


def test_a_chain_that_nobody_touched_is_whole_and_reads_as_it_was_written(chain: Engine) -> None:
    assert verdict(chain)
    with chain.connect() as connection:
        rows = read_chain(connection, COMMANDS)
        assert chain_head(connection, COMMANDS) == (LINKS, rows[-1].row_hash)
    assert [row.number for row in rows] == list(range(1, LINKS + 1))
    assert rows[2].noted == Noted(who="anna", what="patient_seen", patients=(PATIENT, "å"), detail="row 3, «å»")
    assert rows[2].at == AT + 3 * MINUTE
    assert rows[0].before == NOTHING_BEFORE


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.name)
def test_every_tampering_is_found(chain: Engine, tampering: Tampering) -> None:
    with chain.begin() as connection:
        tampering.do(connection)
    assert not verdict(chain)


@pytest.mark.decision("G6")
def test_every_writer_has_its_own_chain(chain: Engine) -> None:
    with chain.begin() as connection:
        connection.execute(text("UPDATE audit SET chain = 'other'"))
        assert chain_head(connection, COMMANDS) == (0, NOTHING_BEFORE)
        add_link(connection, Noted(who="eva", what="home_added"), AT)
        assert [len(read_chain(connection, each)) for each in ("other", COMMANDS)] == [LINKS, 1]


def test_an_empty_chain_begins_with_nothing_before(engine: Engine) -> None:
    with engine.connect() as connection:
        assert chain_head(connection, COMMANDS) == (0, NOTHING_BEFORE)
        assert read_chain(connection, COMMANDS) == []
