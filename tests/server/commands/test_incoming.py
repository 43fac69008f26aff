from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from log_making import LogMaking, shipped
from small_server import STOCKHOLM, SmallServer
from sqlalchemy import Engine

from server.adapters.store.import_books import hub_of
from server.adapters.store.ledger import SqlLedger
from server.commands.incoming import Incoming
from server.commands.words_at_work import words_of
from server.rules.backtest.table import LogError


def coming(engine: Engine, log: Path) -> Incoming:
    server = SmallServer(engine)
    return Incoming(
        log=log,
        source="riket",
        by="eva",
        engine=engine,
        registry=server.registry,
        rules=server.rules,
        words=words_of(shipped()),
        zone=ZoneInfo(STOCKHOLM),
    )


def test_its_people_are_as_old_as_the_log_says(engine: Engine, tmp_path: Path) -> None:
    log = LogMaking().patient(age="81").mornings("2026-03-02", [80.0]).write(tmp_path / "log")
    assert coming(engine, log).ages() == {"anna": 81}


@pytest.mark.parametrize("name", ["measurements.csv", "patients.csv"])
def test_a_table_that_is_not_there_is_named(engine: Engine, tmp_path: Path, name: str) -> None:
    log = LogMaking().patient().mornings("2026-03-02", [80.0]).write(tmp_path / "log")
    (log / name).unlink()
    with pytest.raises(LogError, match=f"there is no {name}"):
        coming(engine, log).ages()


def test_every_run_of_a_source_is_the_same_hub_in_an_epoch_of_its_own(engine: Engine, tmp_path: Path) -> None:
    one = coming(engine, tmp_path)
    ledger = SqlLedger(engine)
    first, second = (one.gate(ledger, ledger.register()) for _ in range(2))
    assert first.hub == second.hub == hub_of("riket")
    assert first.epoch != second.epoch
    assert (first.zone, first.now) == (one.zone, one.registry.now)
    assert first.arrival == ledger.recall(one.registry.now).next_arrival
