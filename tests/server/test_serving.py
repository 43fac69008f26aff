from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from brokers import wait_until
from contract_samples import STATUS
from databases import SqliteFiles
from nacl.signing import SigningKey
from pages import AT, SmallTown
from sqlalchemy import Engine, func, select, text

from server.adapters.mqtt import Letter
from server.adapters.signature import verify
from server.adapters.store import schema
from server.adapters.store.database import open_database
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.register import version_in
from server.alerts.alert import Act, AlertEvent, AlertState, StaffId
from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.alerts.worklist import Close, Conflict, Take
from server.ledger.audit import Noted
from server.ledger.page import Memory, Page
from server.ledger.port import LedgerError
from server.serving import BATCH_MAX, STATUSES_MAX, Feed, Receipts, Worker
from vitals.identity import Epoch, HomeId, HubId
from vitals.receipt import Held, Receipt
from vitals.topics import Leaf
from vitals.wire import decode_receipt

SERVER_KEY = SigningKey(bytes(32))
DAY = timedelta(days=1)


class StubbornLedger(SqlLedger):
    """The real store; tests may stop it at its door, and let it fail so many times before, or after, a commit."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.door = threading.Event()
        self.door.set()
        self.is_at_the_door = threading.Event()
        self.fails_before = self.fails_after = self.fails_recalling = 0
        self.pages: list[Page] = []

    def write(self, page: Page) -> None:
        """Write, or fail."""
        self.is_at_the_door.set()
        assert self.door.wait(9)
        if self.fails_before:
            self.fails_before -= 1
            raise LedgerError("not today")
        super().write(page)
        self.pages.append(page)
        if self.fails_after:
            self.fails_after -= 1
            raise LedgerError("written, and nobody heard of it")

    def recall(self, since: datetime) -> Memory:
        """Recall, or fail."""
        if self.fails_recalling:
            self.fails_recalling -= 1
            raise LedgerError("not today either")
        return super().recall(since)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = AT

    def now(self) -> datetime:
        """Give the instant."""
        return self.at


class Desk:
    """A worker with a real store, and all that it says to line, broker and web."""

    def __init__(self, engine: Engine, verify_with: Callable[[bytes, bytes, bytes], bool] = verify) -> None:
        self.engine, self.town, self.ledger, self.clock = engine, SmallTown(engine), StubbornLedger(engine), Clock()
        self.acknowledged: list[bytes] = []
        self.published: list[tuple[str, bytes]] = []
        self.commits = 0
        self.told_the_broker = 0
        self.broker_fails = 0
        self.worker = Worker(
            ledger=self.ledger,
            verify=verify_with,
            sign=lambda signed: SERVER_KEY.sign(signed).signature,
            clock=self.clock,
            publish=lambda topic, payload: self.published.append((topic, payload)),
            register_version=lambda: version_in(engine),
            register_changed=self._tell_the_broker,
            feed=Feed(),
            committed=self._commit,
        )

    def letter(self, payload: bytes, topic: str | None = None) -> Letter:
        """Make a letter that writes down when it is acknowledged, and that it is in the store by then."""

        def acknowledge() -> None:
            self.acknowledged.append(payload)

        return Letter(
            topic=topic or self.town.letters.topic, payload=payload, is_retained=False, acknowledge=acknowledge
        )

    def weighings(self, count: int, grams: int = 80_000) -> list[bytes]:
        """Write weighings, a minute apart."""
        return [self.town.letters.weighing(grams, AT - DAY + timedelta(minutes=minute)) for minute in range(count)]

    def hear(self, *payloads: bytes) -> None:
        """Let letters come."""
        for payload in payloads:
            self.worker.heard(self.letter(payload))

    def rows(self) -> int:
        """Count the journal."""
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(schema.JOURNAL)).scalar_one()

    def receipts(self) -> list[Receipt]:
        """Read the receipts."""
        believes = SERVER_KEY.verify_key.verify
        return [
            decode_receipt(payload, lambda signed, signature: bool(believes(signed, signature)))
            for _, payload in self.published
        ]

    def gain(self) -> int:
        """Let the patient gain three kilograms in two days; gives the alert's number."""
        self.hear(
            self.town.letters.weighing(80_000, AT - 2 * DAY),
            self.town.letters.weighing(83_000, AT - timedelta(hours=1)),
        )
        wait_until(lambda: len(self.acknowledged) == 2, "both are written")
        with self.engine.connect() as connection:
            return int(connection.execute(select(schema.ALERT.c.alert)).scalar_one())

    def _commit(self) -> None:
        self.commits += 1

    def _tell_the_broker(self) -> None:
        self.told_the_broker += 1
        if self.broker_fails:
            self.broker_fails -= 1
            raise OSError(28, "No space left on device")


@pytest.fixture
def engine(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Engine]:
    """Give a store in a file."""
    opened = open_database(sqlite_files.new_database(tmp_path / "nara.db"))
    yield opened
    opened.dispose()


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    """Give a worker that has not started."""
    made = Desk(engine)
    yield made
    made.ledger.door.set()
    if made.worker.is_alive:
        made.worker.stop()


def take(alert: int, version: int = 1, who: str = "anna") -> Take:
    return Take(alert=alert, version=version, who=StaffId(who))


# --- What is acknowledged is written ---------------------------------------------------------------------------------


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


# --- When the store fails --------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again after a hundredth of a second instead of a half."""
    monkeypatch.setattr("server.serving._RETRY_FIRST_S", 0.01)


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


def test_a_database_that_somebody_else_holds_is_waited_for(engine: Engine, desk: Desk) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")  # the connection goes back, and the ledger gets it
    other = open_database(str(engine.url))
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


# --- What the pipeline cannot take -----------------------------------------------------------------------------------


def choke_on(word: bytes) -> Callable[[bytes, bytes, bytes], bool]:
    """Judge signatures, and fall over one record, as a fault of ours might."""

    def judge(key: bytes, signed: bytes, signature: bytes) -> bool:
        if word in signed:
            raise ZeroDivisionError("a fault of ours")
        return verify(key, signed, signature)

    return judge


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_one_letter_that_the_pipeline_fails_at_stops_no_other_and_stays_with_its_hub(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(engine, choke_on(b'"value":66666'))
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


# --- What the web asks for -------------------------------------------------------------------------------------------


def test_deeds_are_answered_in_their_order_when_they_are_written(desk: Desk) -> None:
    desk.worker.start()
    alert = desk.gain()
    desk.ledger.door.clear()
    desk.hear(*desk.weighings(1))

    async def act() -> list[AlertEvent | Conflict]:
        desk.ledger.is_at_the_door.clear()
        answers = asyncio.gather(
            desk.worker.act(take(alert)), desk.worker.act(take(alert, who="eva")), desk.worker.act(take(alert + 1))
        )
        await asyncio.sleep(0.2)
        assert not answers.done()
        desk.ledger.door.set()
        return list(await answers)

    first, second, third = asyncio.run(act())
    assert isinstance(first, AlertEvent)
    assert (first.act, first.who, first.after.state) == (Act.TAKEN, "anna", AlertState.TAKEN)
    assert isinstance(second, Conflict)
    assert second.now is not None
    assert second.now.owner == "anna"
    assert isinstance(third, Conflict)
    assert third.now is None


def test_a_deed_is_done_once_though_the_store_fails_on_the_way(desk: Desk) -> None:
    desk.worker.start()
    alert = desk.gain()
    desk.ledger.fails_before = 2
    taken = asyncio.run(desk.worker.act(take(alert)))
    assert isinstance(taken, AlertEvent)
    closing = Close(
        alert=alert, version=2, who=StaffId("anna"), cause=OutcomeCause.EXPECTED, action=OutcomeAction.PHONE_ADVICE
    )
    closed = asyncio.run(desk.worker.act(closing))
    assert isinstance(closed, AlertEvent)
    with desk.engine.connect() as connection:
        acts = connection.execute(select(schema.ALERT_EVENT.c.act).order_by(schema.ALERT_EVENT.c.version)).scalars()
        assert list(acts) == ["opened", "taken", "closed"]


def test_a_note_is_in_the_chain_when_it_is_answered(desk: Desk) -> None:
    desk.worker.start()
    asyncio.run(desk.worker.note(Noted(who="anna", what="worklist_seen", patients=(desk.town.patient,))))
    with desk.engine.connect() as connection:
        wanted = select(schema.AUDIT.c.what, schema.AUDIT.c.patients).where(schema.AUDIT.c.chain == "pipeline")
        assert [tuple(row) for row in connection.execute(wanted)] == [("worklist_seen", [desk.town.patient])]


def test_who_has_gone_away_is_not_answered_and_stops_nobody(desk: Desk) -> None:
    desk.worker.start()
    desk.ledger.door.clear()

    async def lose_patience() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(desk.worker.note(Noted(who="anna", what="worklist_seen")), 0.2)

    asyncio.run(lose_patience())  # and the loop is closed before the answer comes
    desk.ledger.door.set()
    desk.hear(*desk.weighings(1))
    wait_until(lambda: desk.acknowledged, "the letter is acknowledged")
    assert desk.worker.is_alive


def test_open_pages_are_told_of_a_new_alert_and_of_what_becomes_of_it(desk: Desk) -> None:
    feed = desk.worker._feed
    desk.worker.start()

    async def listen() -> list[tuple[int, bool, bool]]:
        news = feed.subscribe()
        alert = await asyncio.to_thread(desk.gain)
        first = await asyncio.wait_for(news.get(), 5)
        await desk.worker.act(take(alert))
        second = await asyncio.wait_for(news.get(), 5)
        feed.unsubscribe(news)
        assert alert == first.alert == second.alert
        return [(each.version, each.is_new, each.is_open) for each in (first, second)]

    assert asyncio.run(listen()) == [(1, True, True), (2, False, True)]


def test_a_page_that_does_not_read_keeps_nobody_waiting() -> None:
    feed = Feed()

    async def sleep_on() -> int:
        news = feed.subscribe()
        feed.tell([object()] * 3_000)  # type: ignore[list-item]  # whatever it is, it is only passed on
        await asyncio.sleep(0.05)
        return news.qsize()

    assert asyncio.run(sleep_on()) == 1_000
    feed.tell([object()])  # type: ignore[list-item]  # the web has ended; nobody minds


# --- Stopping and stepping -------------------------------------------------------------------------------------------


def test_stopping_finishes_the_batch_in_hand_and_leaves_the_rest_at_the_broker(desk: Desk) -> None:
    desk.hear(*desk.weighings(BATCH_MAX + 10))
    desk.ledger.door.clear()
    desk.worker.start()
    assert desk.ledger.is_at_the_door.wait(5)
    stopping = threading.Thread(target=desk.worker.stop)
    stopping.start()
    time.sleep(0.1)
    desk.ledger.door.set()
    stopping.join(5)
    assert not desk.worker.is_alive
    assert (len(desk.acknowledged), desk.rows()) == (BATCH_MAX, BATCH_MAX)


def test_stopping_does_not_wait_for_a_store_that_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.serving._RETRY_FIRST_S", 60.0)
    desk.worker.start()
    desk.ledger.fails_before = 10_000
    desk.hear(*desk.weighings(2))
    desk.ledger.is_at_the_door.wait(5)
    began = time.monotonic()
    desk.worker.stop()
    assert not desk.worker.is_alive
    assert time.monotonic() - began < 5
    assert (desk.acknowledged, desk.rows()) == ([], 0)


def test_whoever_asks_while_the_server_ends_is_told_that_it_is_not_done(desk: Desk) -> None:
    desk.worker.start()
    desk.ledger.fails_before = 10_000

    async def ask() -> list[object]:
        asked = asyncio.gather(
            desk.worker.note(Noted(who="anna", what="worklist_seen")), desk.worker.act(take(1)), return_exceptions=True
        )
        await asyncio.sleep(0.2)
        await asyncio.to_thread(desk.worker.stop)
        return [*await asked, *await asyncio.gather(desk.worker.act(take(1)), return_exceptions=True)]

    assert [str(answer) for answer in asyncio.run(ask())] == ["the server ends, and this is not written"] * 3


def test_what_still_waits_when_the_server_ends_is_refused_too(desk: Desk) -> None:
    desk.worker.start()
    desk.ledger.door.clear()
    desk.hear(*desk.weighings(1))
    assert desk.ledger.is_at_the_door.wait(5)

    async def ask() -> object:
        asked = asyncio.gather(desk.worker.note(Noted(who="anna", what="worklist_seen")), return_exceptions=True)
        await asyncio.sleep(0.1)
        stopping = asyncio.create_task(asyncio.to_thread(desk.worker.stop))
        await asyncio.sleep(0.1)
        desk.ledger.door.set()
        await stopping
        return (await asyncio.wait_for(asked, 5))[0]

    assert str(asyncio.run(ask())) == "the server ends, and this is not written"
    assert len(desk.acknowledged) == 1


@pytest.mark.decision("H5")
def test_a_step_of_the_simulated_clock_is_answered_when_all_that_came_before_is_done(desk: Desk) -> None:
    told: list[tuple[int, int]] = []
    desk.hear(*desk.weighings(BATCH_MAX + 5))
    desk.worker.stepped(lambda: told.append((len(desk.acknowledged), desk.receipts()[-1].held[0].upto)))
    desk.worker.start()
    wait_until(lambda: told, "the step is answered")
    assert told == [(BATCH_MAX + 5, BATCH_MAX + 5)]


# --- The register ----------------------------------------------------------------------------------------------------


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


def test_a_register_that_changes_while_the_server_starts_is_not_missed(engine: Engine) -> None:
    """Between the pipeline's reading of the register and the worker's reading of its version."""

    town = SmallTown(engine)
    ledger = StubbornLedger(engine)
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
        register_version=lambda: version_in(engine),
        register_changed=told.set,
        feed=Feed(),
        committed=lambda: None,
    )
    worker.start()
    assert told.wait(5)
    worker.stop()


# --- Receipts --------------------------------------------------------------------------------------------------------


def receipt(epoch: str, upto: int, hub: str = "a" * 16) -> Receipt:
    return Receipt(hub=HubId(hub), held=(Held(epoch=Epoch(epoch * 8), upto=upto, above=()),))


@pytest.mark.decision("A3")
def test_a_receipt_goes_out_at_once_when_nothing_more_waits_and_else_once_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[bytes] = []
    now_s = [100.0]
    monkeypatch.setattr("server.serving.time.monotonic", lambda: now_s[0])
    receipts = Receipts(lambda _topic, payload: sent.append(payload), lambda _signed: bytes(64))
    home = HomeId("h" * 16)
    for upto in range(1, 11):
        now_s[0] += 0.3
        receipts.owe(home, receipt("aa", upto))
        receipts.pay(is_quiet=False)
    assert len(sent) == 3, "three seconds"
    receipts.pay(is_quiet=True)
    assert len(sent) == 4
    receipts.pay(is_quiet=True)
    assert len(sent) == 4
    assert b'"upto":10' in sent[-1]


def test_a_receipt_that_names_another_epoch_replaces_none() -> None:
    sent: list[bytes] = []
    receipts = Receipts(lambda _topic, payload: sent.append(payload), lambda _signed: bytes(64))
    home = HomeId("h" * 16)
    receipts.owe(home, receipt("aa", 1))
    receipts.owe(home, receipt("bb", 1))
    receipts.owe(home, receipt("bb", 2))
    receipts.owe(home, receipt("aa", 7, hub="b" * 16))
    receipts.pay(is_quiet=True)
    assert len(sent) == 3
    assert [each.count(b'"upto":1') for each in sent[:1]] == [1], "epoch aa went out before bb took its place"
