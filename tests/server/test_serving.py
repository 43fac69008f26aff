from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from brokers import wait_until
from contract_samples import STATUS
from nacl.signing import SigningKey
from pages import AT, SmallTown
from shipped_rules import few_shipped_rules
from sqlalchemy import Engine, text
from working_desk import DAY, SERVER_KEY, Clock, Desk, StubbornLedger

from server.adapters.signature import verify
from server.adapters.store.database import open_database
from server.adapters.store.register import version_in
from server.feed import Feed
from server.ledger.audit import Noted
from server.ledger.port import LedgerError
from server.serving import BATCH_MAX, STATUSES_MAX, Worker
from vitals.identity import Epoch, HubId
from vitals.topics import Leaf

# --- What is acknowledged is written ----------------------------------------------------------------------------------


def test_a_letter_is_acknowledged_and_receipted_when_it_is_written_and_not_before(desk: Desk) -> None:
    desk.worker.start()
    desk.ledger.door.clear()
    desk.hear(*desk.weighings(3))
    assert desk.ledger.is_at_the_door.wait(5)
    time.sleep(0.2)
    assert (desk.acknowledged, desk.published, desk.rows()) == ([], [], 0)
    desk.ledger.door.set()
    wait_until(lambda: len(desk.acknowledged) == 3, "all are acknowledged")
    assert desk.rows() == 3
    wait_until(lambda: desk.published, "the receipt")
    assert desk.published[-1][0] == f"nara/v1/{desk.town.home}/{desk.town.hub}/{Leaf.RECEIPT}"
    assert desk.receipts()[-1].held[0].upto == 3
    assert desk.commits >= 1


def test_what_comes_again_is_acknowledged_and_receipted_again_and_written_once(desk: Desk) -> None:
    desk.worker.start()
    payload = desk.weighings(1)[0]
    for times in (1, 2):
        desk.hear(payload)
        wait_until(lambda times=times: len(desk.acknowledged) == times, "it is acknowledged")  # type: ignore[misc]
    wait_until(lambda: len(desk.published) == 2, "two receipts")
    assert desk.rows() == 1


def test_a_thousand_letters_are_one_transaction_and_what_is_beyond_is_the_next(desk: Desk) -> None:
    desk.hear(*desk.weighings(BATCH_MAX + 500))
    desk.worker.start()
    wait_until(lambda: len(desk.acknowledged) == BATCH_MAX + 500, "all are acknowledged")
    assert [len(page.journal) for page in desk.ledger.pages] == [BATCH_MAX, 500]


def test_what_waits_is_taken_at_once_however_little_it_is(desk: Desk) -> None:
    desk.worker.start()
    began = time.monotonic()
    for number, payload in enumerate(desk.weighings(20), start=1):
        desk.hear(payload)
        wait_until(lambda number=number: len(desk.acknowledged) == number, "it is acknowledged")  # type: ignore[misc]
    assert time.monotonic() - began < 8, "waiting a second for more would make it twenty"


# --- When the store fails ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "recalling"), [(1, 0), (3, 0), (1, 1), (2, 3)])
def test_when_the_store_fails_it_is_tried_until_it_works_and_nobody_is_answered_before(
    desk: Desk, before: int, recalling: int
) -> None:
    """The pipeline that failed remembers what was never written; it must not judge the second time."""
    desk.worker.start()
    desk.ledger.fails_before, desk.ledger.fails_recalling = before, recalling
    desk.hear(*desk.weighings(5))
    wait_until(lambda: len(desk.acknowledged) == 5, "all are acknowledged")
    assert desk.rows() == 5
    wait_until(lambda: desk.published, "the receipt")
    assert desk.receipts()[-1].held[0].upto == 5


@pytest.mark.parametrize("recalling", [0, 2])
def test_what_was_written_though_the_store_said_no_is_not_written_twice(desk: Desk, recalling: int) -> None:
    desk.worker.start()
    desk.ledger.fails_after, desk.ledger.fails_recalling = 1, recalling
    desk.hear(*desk.weighings(5))
    wait_until(lambda: len(desk.acknowledged) == 5, "all are acknowledged")
    assert desk.rows() == 5
    wait_until(lambda: desk.published, "the receipt")
    assert desk.receipts()[-1].held[0].upto == 5


def test_a_database_that_somebody_else_holds_is_waited_for(desk: Desk) -> None:
    with desk.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")  # the connection goes back, and the ledger gets it
    other = open_database(str(desk.engine.url))
    with other.connect() as holder:
        holder.execute(text("BEGIN IMMEDIATE"))
        desk.worker.start()
        desk.hear(*desk.weighings(2))
        time.sleep(0.5)
        assert desk.acknowledged == []
        holder.rollback()
    other.dispose()
    wait_until(lambda: len(desk.acknowledged) == 2, "both are acknowledged")
    assert desk.rows() == 2


def test_a_screen_can_see_that_the_rules_do_not_run_while_the_store_fails(desk: Desk) -> None:
    desk.worker.start()
    first = desk.worker.last_run_at()
    wait_until(lambda: desk.worker.last_run_at() > first, "they run when nothing comes, too", 5)
    desk.ledger.fails_before = 10_000
    desk.hear(*desk.weighings(1))
    time.sleep(0.3)
    failing = desk.worker.last_run_at()
    time.sleep(1.3)
    assert desk.worker.last_run_at() == failing
    desk.ledger.fails_before = 0
    wait_until(lambda: desk.worker.last_run_at() > failing, "they run again")


# --- What the pipeline cannot take ------------------------------------------------------------------------------------


def choke_on(word: bytes) -> Callable[[bytes, bytes, bytes], bool]:
    """Judge signatures, and fall over one record, as a fault of ours might."""

    def judge(key: bytes, signed: bytes, signature: bytes) -> bool:
        if word in signed:
            raise ZeroDivisionError("a fault of ours")
        return verify(key, signed, signature)

    return judge


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_one_letter_that_the_pipeline_fails_at_stops_no_other_and_stays_with_its_hub(
    sqlite: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(sqlite, choke_on(b'"value":66666'))
    poison = desk.town.letters.weighing(66_666, AT - DAY, number=99)
    payloads = desk.weighings(6)
    desk.hear(*payloads[:3], poison, *payloads[3:])
    desk.worker.start()
    wait_until(lambda: len(desk.acknowledged) == 6, "the others are acknowledged")
    assert poison not in desk.acknowledged
    assert desk.rows() == 6
    assert "a fault of ours" in caplog.text
    desk.hear(poison, *desk.weighings(1))
    wait_until(lambda: len(desk.acknowledged) == 7, "and so is what comes later")
    assert not any(receipt.holds(Epoch("0123456789abcdef"), 99) for receipt in desk.receipts())
    desk.worker.stop()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_pipeline_that_fails_at_nothing_at_all_ends_so_that_somebody_starts_the_server_again(desk: Desk) -> None:
    desk.worker.start()
    del desk.clock.at  # the fault
    wait_until(lambda: not desk.worker.is_alive, "the thread has ended")
    with pytest.raises(LedgerError, match="the server ends"):
        asyncio.run(desk.worker.note(Noted(who="anna", what="worklist_seen")))


def test_heartbeats_are_left_out_when_too_much_waits_and_records_never(desk: Desk) -> None:
    status = desk.town.letters.status(STATUS)
    topic = f"nara/v1/{desk.town.home}/{desk.town.hub}/{Leaf.STATUS}"
    for _ in range(STATUSES_MAX + 10):
        desk.worker.heard(desk.letter(status, topic))
    assert desk.worker._waiting.qsize() == STATUSES_MAX
    desk.hear(*desk.weighings(3))
    assert desk.worker._waiting.qsize() == STATUSES_MAX + 3


# --- The register -----------------------------------------------------------------------------------------------------


def test_the_broker_hears_of_a_new_hub_before_the_pipeline_does_and_then_its_letters_are_taken(desk: Desk) -> None:
    desk.worker.start()
    key = SigningKey(bytes([7] * 32))
    hub = desk.town.registry.add_hub(desk.town.home, "bedroom", bytes(key.verify_key))
    wait_until(lambda: desk.told_the_broker, "the broker is told")
    wait_until(lambda: desk.worker._pipeline and hub in desk.worker._pipeline._register.hubs, "the pipeline knows")
    time.sleep(1.2)
    assert desk.told_the_broker == 1


def test_a_broker_that_could_not_be_told_is_told_again(desk: Desk) -> None:
    desk.broker_fails = 1
    desk.worker.start()
    desk.town.registry.add_hub(desk.town.home, "bedroom", bytes(32))
    wait_until(lambda: desk.told_the_broker == 2, "the broker is told again")
    time.sleep(1.2)
    assert desk.told_the_broker == 2
    assert desk.worker.is_alive


def test_a_register_that_changes_while_the_server_starts_is_not_missed(sqlite: Engine) -> None:
    """Between the pipeline's reading of the register and the worker's reading of its version."""

    town = SmallTown(sqlite)
    ledger = StubbornLedger(sqlite)
    read_it = ledger.register
    changed: list[HubId] = []

    def register_and_change() -> object:
        read = read_it()
        if not changed:
            changed.append(town.registry.add_hub(town.home, "bedroom", bytes(32)))
        return read

    ledger.register = register_and_change  # type: ignore[method-assign, assignment]  # the moment in between
    told = threading.Event()
    worker = Worker(
        ledger=ledger,
        verify=verify,
        sign=lambda signed: SERVER_KEY.sign(signed).signature,
        clock=Clock(),
        publish=lambda _topic, _payload: None,
        register_version=lambda: version_in(sqlite),
        register_changed=told.set,
        feed=Feed(),
        committed=lambda: None,
        rules=few_shipped_rules(),
    )
    worker.start()
    assert told.wait(5)
    worker.stop()
