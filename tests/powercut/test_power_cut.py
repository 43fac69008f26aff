from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from small_hub import PlacedCipher

from edge.adapters import outbox as shipped_outbox
from edge.adapters.card_file import Connection
from edge.adapters.outbox import Outbox
from edge.enrolled import EnrolledDevice
from edge.events import Waiting
from tests.powercut.hub_life import CUTS_IN_A_LIFE, BrokenPromiseError, HubLife
from vitals.fields import Json

CUTS = 2_000
CUTS_LONG = 1_000_000
FOUND_WITHIN = 3_000
PORTIONS = 4
MOVES = 200


def survive(first_seed: int, cuts: int, opened: Callable[[Connection], Outbox] | None = None) -> int:
    checked = 0
    for seed in range(first_seed, first_seed + cuts // CUTS_IN_A_LIFE):
        life = HubLife(seed) if opened is None else HubLife(seed, opened)
        try:
            life.live()
        except BrokenPromiseError as problem:
            problem.add_note(f"seed {seed}")
            raise
        checked += life.checked
    return checked


@pytest.mark.decision("H2", "H7")
@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_no_power_cut_loses_doubles_or_changes_a_record(portion: int) -> None:
    assert survive(portion * CUTS, CUTS // PORTIONS) > CUTS // PORTIONS


@pytest.mark.timeout(60)
def test_no_power_cut_during_or_after_the_move_to_a_newer_schema_does_either() -> None:
    lives = [HubLife(seed, begins_old=True) for seed in range(500_000, 500_000 + MOVES)]
    for life in lives:
        life.live(4)
    assert sum(life.checked for life in lives) > MOVES


class ForgetfulEnrolment(Outbox):
    """Keeps the device in a transaction of its own, before the record that it was paired."""

    def put(self, body: Json, *, is_dated: bool, enrols: EnrolledDevice | None = None) -> Waiting:
        if enrols is not None:
            self.adopt_device(enrols)
        return super().put(body, is_dated=is_dated)


@pytest.mark.timeout(60)
def test_a_device_that_is_kept_apart_from_its_record_is_found() -> None:
    with pytest.raises(BrokenPromiseError, match="the card enrols"):
        survive(0, FOUND_WITHIN, lambda connection: ForgetfulEnrolment(connection, PlacedCipher()))


@pytest.mark.long
@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("portion", range(10))
def test_none_of_a_million_power_cuts_does(portion: int) -> None:
    cuts = CUTS_LONG // 10
    assert survive(1_000_000 + portion * cuts, cuts) > cuts


def with_pragmas(monkeypatch: pytest.MonkeyPatch, *pragmas: str) -> None:
    monkeypatch.setattr(shipped_outbox, "PRAGMAS", tuple(f"PRAGMA {pragma}" for pragma in pragmas))


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "pragmas",
    [
        ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=EXTRA"),
        ("locking_mode=EXCLUSIVE", "synchronous=OFF", "journal_mode=WAL"),
        ("locking_mode=EXCLUSIVE", "synchronous=NORMAL", "journal_mode=WAL"),
    ],
    ids=["synchronous after journal_mode", "synchronous OFF", "synchronous NORMAL"],
)
def test_settings_that_lose_records_are_found(monkeypatch: pytest.MonkeyPatch, pragmas: tuple[str, ...]) -> None:
    with_pragmas(monkeypatch, *pragmas)
    with pytest.raises(BrokenPromiseError, match=r"lost|cannot be read|the card enrols"):
        survive(0, FOUND_WITHIN)


class HastyConnection:
    """Puts off every COMMIT until the next transaction begins, so that ``put`` returns before its record is durable."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_due = False

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Any:
        if sql == "COMMIT":
            self._is_due = True
            return []
        if self._is_due and sql.startswith("BEGIN"):
            self._connection.execute("COMMIT")
            self._is_due = False
        return self._connection.execute(sql, parameters)


@pytest.mark.timeout(60)
def test_a_put_that_returns_before_its_commit_is_found() -> None:
    with pytest.raises(BrokenPromiseError, match="lost"):
        survive(0, FOUND_WITHIN, lambda connection: Outbox(HastyConnection(connection), PlacedCipher()))
