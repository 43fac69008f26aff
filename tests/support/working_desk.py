"""The pipeline's thread at work on a real store, and all that it says to line, broker and web."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from brokers import wait_until
from nacl.signing import SigningKey
from pages import AT, SmallTown
from shipped_rules import few_shipped_rules
from sqlalchemy import Engine, func, select

from server.adapters.mqtt import Letter
from server.adapters.signature import verify
from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.register import version_in
from server.alerts.alert import StaffId
from server.alerts.worklist import Take
from server.feed import Feed
from server.ledger.page import Memory, Page
from server.ledger.port import LedgerError
from server.serving import Worker
from vitals.receipt import Receipt
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
        self._verify = verify_with
        self.worker = self.again()

    def again(self) -> Worker:
        """Make a worker as the next process would have it, on the same store."""
        return Worker(
            ledger=self.ledger,
            verify=self._verify,
            sign=lambda signed: SERVER_KEY.sign(signed).signature,
            clock=self.clock,
            publish=lambda topic, payload: self.published.append((topic, payload)),
            register_version=lambda: version_in(self.engine),
            register_changed=self._tell_the_broker,
            feed=Feed(),
            committed=self._commit,
            rules=few_shipped_rules(),
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
            for topic, payload in self.published
            if topic.endswith(Leaf.RECEIPT)
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


def take(alert: int, version: int = 1, who: str = "anna") -> Take:
    """Take an alert as a nurse who saw it in a version."""
    return Take(alert=alert, version=version, who=StaffId(who))
