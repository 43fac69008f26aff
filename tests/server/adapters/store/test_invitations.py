from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from pages import AT, SmallTown
from sqlalchemy import Engine, func, select

from server.adapters.store import invitations, schema
from server.adapters.store.chain import COMMANDS, read_chain
from server.adapters.store.invitations import Invited, TakenError, Use, find, keep, take_in
from server.adapters.store.register import read_register
from server.adapters.store.registry import RegistryError
from server.ledger.port import LedgerError
from vitals.identity import HomeId, HubId, mint_id

LATER = AT + timedelta(minutes=5)


@pytest.fixture
def town(engine: Engine) -> SmallTown:
    return SmallTown(engine)


def invited(town: SmallTown, mark: int = 1) -> Invited:
    return Invited(
        code_key=bytes([mark]) * 32,
        home=HomeId(town.home),
        label="hall",
        ends_at=AT + timedelta(minutes=30),
        proof=bytes(32),
    )


def use() -> Use:
    return Use(hub=HubId(mint_id(os.urandom)), keys_hash=os.urandom(32), bundle='{"home":"x"}')


def hubs(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(schema.HUB)).scalar_one()


def audited(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        return [(row.noted.what, row.noted.detail) for row in read_chain(connection, COMMANDS)][-1:]


def test_an_invitation_is_found_as_it_was_kept_and_no_other(town: SmallTown) -> None:
    keep(town.registry, invited(town))
    assert find(town.engine, bytes([1]) * 32) == invited(town)
    assert find(town.engine, bytes([2]) * 32) is None
    assert audited(town.engine) == [("hub_invited", f"invitation 0101010101010101 to {town.home}")]


def test_nobody_is_invited_to_a_home_that_is_not_there(town: SmallTown) -> None:
    with pytest.raises(RegistryError, match="there is no home"):
        keep(town.registry, replace(invited(town), home=HomeId("nobodyaaaaaaaaaa")))


def test_who_is_taken_in_stands_in_the_register_and_the_invitation_is_used_up(town: SmallTown) -> None:
    keep(town.registry, invited(town))
    mine = use()
    take_in(town.registry, invited(town), b"k" * 32, mine, LATER)
    assert find(town.engine, bytes([1]) * 32) == replace(invited(town), use=mine)
    with town.engine.connect() as connection:
        entry = read_register(connection).hubs[mine.hub]
    assert (entry.home, entry.keys) == (town.home, {town.home: b"k" * 32})
    assert audited(town.engine) == [("hub_joined", f"{mine.hub} by invitation 0101010101010101")]


def test_a_second_who_comes_with_a_used_code_leaves_nothing_behind(town: SmallTown) -> None:
    keep(town.registry, invited(town))
    mine = use()
    take_in(town.registry, invited(town), b"k" * 32, mine, LATER)
    before, said = hubs(town.engine), audited(town.engine)
    with pytest.raises(TakenError):
        take_in(town.registry, invited(town), b"l" * 32, use(), LATER)
    assert (hubs(town.engine), audited(town.engine)) == (before, said)
    found = find(town.engine, bytes([1]) * 32)
    assert found is not None
    assert found.use == mine


def test_a_database_that_is_not_there_is_said_not_to_answer(town: SmallTown) -> None:
    with town.engine.begin() as connection:
        schema.INVITATION.drop(connection)
    with pytest.raises(LedgerError, match="the database does not answer"):
        find(town.engine, bytes(32))


def test_the_audit_names_an_invitation_by_what_opens_nothing() -> None:
    assert invitations.name_of(bytes(range(32))) == "invitation 0001020304050607"
