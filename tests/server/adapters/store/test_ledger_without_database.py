"""What the pipeline is told when its database is away: one error it knows, and nothing half written."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from contract_samples import BOOT, EPOCH, HUB, PATIENT
from databases import Postgres
from knowing import person
from pages import AT, LONG_AGO, SmallTown, weighings
from shipped_rules import few_shipped_rules
from sqlalchemy import Engine, create_engine, event, func, select, text

from server.adapters.signature import verify
from server.adapters.store import schema
from server.adapters.store.database import migrate, open_database
from server.adapters.store.known_ledger import KnownLedger
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.register import version_in
from server.adapters.store.screen_ledger import ScreenLedger
from server.adapters.store.whose_ledger import WhoseLedger
from server.ledger.page import Page
from server.ledger.port import LedgerError
from server.patients.arrival import Arrival
from server.pipeline import Pipeline
from server.work import Work

ASKED: dict[str, Callable[[SqlLedger], object]] = {
    "write": lambda ledger: ledger.write(weighings(9)),
    "recall": lambda ledger: ledger.recall(LONG_AGO),
    "past_readings": lambda ledger: list(ledger.past_readings(LONG_AGO)),
    "register": SqlLedger.register,
    "held": lambda ledger: ledger.held([(HUB, EPOCH)]),
    "hashes": lambda ledger: ledger.hashes([(HUB, EPOCH, 1)]),
    "firsts": lambda ledger: ledger.firsts(["key"]),
    "undated": lambda ledger: ledger.undated([(HUB, BOOT)]),
    "clocks": lambda ledger: ledger.clocks([(HUB, BOOT)]),
    "alerts_of": lambda ledger: ledger.alerts_of(["episode"]),
    "alerts": lambda ledger: ledger.alerts([1]),
    "journaled": lambda ledger: ledger.journaled([(HUB, EPOCH, 1)]),
    "journal": lambda ledger: ledger.journal([1]),
    "standing": lambda ledger: ledger.standing([1]),
    "said": lambda ledger: ledger.said([1]),
    "desired": lambda ledger: ledger.desired([HUB]),
    "requests": SqlLedger.requests,
    "acted_on": lambda ledger: ledger.acted_on([1], [PATIENT]),
    "recent": lambda ledger: ledger.recent(LONG_AGO),
    "looks": lambda ledger: ledger.looks([1]),
    "look": lambda ledger: ledger.look(1, PATIENT),
    "unseen": lambda ledger: ledger.unseen(PATIENT, LONG_AGO, 9),
    "behind": lambda ledger: ledger.behind(["episode"]),
    "known": lambda ledger: ledger.known(LONG_AGO),
    "first_weights": lambda ledger: ledger.first_weights([person()]),
    "unsettled": lambda ledger: ledger.unsettled([1]),
}


@pytest.fixture(scope="module")
def mortal() -> Iterator[Postgres]:
    """A PostgreSQL that may be killed: nobody else's."""
    cluster = Postgres()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def arrivals(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(select(schema.JOURNAL.c.arrival).order_by(schema.JOURNAL.c.arrival)).scalars())


def test_every_question_has_its_turn() -> None:
    within = {"write_in"}  # it is told in a connection that somebody else has: what write does is that, and its own
    parts = {**vars(WhoseLedger), **vars(ScreenLedger), **vars(KnownLedger), **vars(SqlLedger)}
    methods = {name for name in parts if not name.startswith("_")} - within
    assert set(ASKED) == methods


@pytest.mark.postgres
@pytest.mark.timeout(60)
def test_without_postgresql_every_question_raises_the_error_that_the_pipeline_knows(mortal: Postgres) -> None:
    engine = open_database(mortal.new_database())
    ledger = SqlLedger(engine)
    ledger.write(weighings(1))
    mortal.kill()
    for ask in ASKED.values():
        with pytest.raises(LedgerError, match="database does not answer"):
            ask(ledger)
    with pytest.raises(LedgerError):
        version_in(engine)
    mortal.start()
    ledger.write(weighings(2))
    assert arrivals(engine) == [1, 2], "the ledger that lost its database is as good as new, and nothing came twice"
    engine.dispose()


def test_a_full_disk_writes_nothing_and_says_so(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'nara.db'}")
    migrate(engine)
    ledger = SqlLedger(engine, is_only_writer=True)
    ledger.write(weighings(1))
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(LedgerError, match="full"):
        ledger.write(weighings(*range(2, 2_000)))
    assert arrivals(engine) == [1]
    pages = 100_000
    ledger.write(weighings(2))
    assert arrivals(engine) == [1, 2], "once there is room again, the same ledger writes"
    engine.dispose()


@pytest.mark.parametrize("question", ASKED)
def test_a_file_that_is_no_database_is_said_to_be_one(tmp_path: Path, question: str) -> None:
    (tmp_path / "nara.db").write_bytes(b"not a database " * 1_000)
    engine = create_engine(f"sqlite:///{tmp_path / 'nara.db'}")
    with pytest.raises(LedgerError, match="not a database"):
        ASKED[question](SqlLedger(engine))
    engine.dispose()


def test_a_pool_without_a_free_connection_is_no_other_error(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'nara.db'}", pool_size=1, max_overflow=0, pool_timeout=0.05)
    migrate(engine)
    with engine.connect(), pytest.raises(LedgerError):
        SqlLedger(engine).recall(LONG_AGO)
    engine.dispose()


@pytest.mark.timeout(60)
def test_readers_read_while_the_writer_writes_and_see_whole_pages_only(engine: Engine) -> None:
    """The writer never waits for a reader that holds its transaction open, and no reader sees half a page."""
    ledger, seen, is_over = SqlLedger(engine), [], threading.Event()
    pair = select(
        select(func.count()).select_from(schema.JOURNAL).scalar_subquery(),
        select(func.count()).select_from(schema.OBSERVATION).scalar_subquery(),
    )

    def read() -> None:
        while not is_over.is_set():
            with engine.connect() as connection:
                seen.append(tuple(connection.execute(pair).one()))

    readers = [threading.Thread(target=read) for _ in range(2)]
    with engine.connect() as patient_reader:
        open_cursor = patient_reader.execute(select(schema.JOURNAL))
        for reader in readers:
            reader.start()
        for page in range(40):
            ledger.write(weighings(*range(page * 10 + 1, page * 10 + 11)))
        open_cursor.close()
    is_over.set()
    for reader in readers:
        reader.join()
    assert all(journal == observations and journal % 10 == 0 for journal, observations in seen)
    assert len(set(seen)) > 2, "the readers read while the writer wrote"
    assert arrivals(engine) == list(range(1, 401))


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(12, marks=pytest.mark.timeout(180)),
        pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(1_800)]),
    ],
)
def test_what_the_pipeline_took_survives_the_death_of_every_postgresql_process(mortal: Postgres, kills: int) -> None:
    """Receipts go out when ``take`` returns: from then on no death of the database may lose what was taken."""
    engine = open_database(mortal.new_database())
    town, chance, taken = SmallTown(engine), Random(kills), 0  # noqa: S311  (a story that can be told again)
    for _ in range(kills):
        pipeline, is_dead = Pipeline(SqlLedger(engine), verify, few_shipped_rules(), AT), threading.Event()

        def write(pipeline: Pipeline = pipeline, is_dead: threading.Event = is_dead) -> None:
            nonlocal taken
            try:
                while not is_dead.is_set():
                    received_at = AT + timedelta(minutes=taken)
                    pipeline.take(work(town, taken, received_at), received_at)
                    taken += 10
            except LedgerError:
                is_dead.set()

        writer = threading.Thread(target=write)
        writer.start()
        time.sleep(chance.uniform(0.05, 0.4))
        mortal.kill()
        writer.join()
        mortal.start()
        there = arrivals(engine)
        assert there == list(range(1, len(there) + 1))
        assert taken <= len(there) <= taken + 10, "what was taken is there; at most the page in flight besides"
        assert len(there) == count_of_observations(engine)
        taken = len(there)
    assert taken > kills * 10
    engine.dispose()


def work(town: SmallTown, taken: int, received_at: datetime) -> Work:
    """Give ten weighings, numbered on from what the store holds already."""
    return Work(
        arrivals=[
            Arrival(
                topic=town.letters.topic,
                payload=town.letters.weighing(80_000, AT - timedelta(days=30) + timedelta(minutes=number), number),
                received_at=received_at,
            )
            for number in range(taken + 1, taken + 11)
        ]
    )


def count_of_observations(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(schema.OBSERVATION)).scalar_one()


def test_an_empty_page_needs_no_database(tmp_path: Path) -> None:
    assert Page().is_empty()
    engine = open_database(f"sqlite:///{tmp_path / 'nara.db'}")
    migrate(engine)
    pipeline = Pipeline(SqlLedger(engine), verify, few_shipped_rules(), AT)
    engine.dispose()
    (tmp_path / "nara.db").write_bytes(b"not a database " * 1_000)
    assert pipeline.take(Work(), AT).receipts == ()
