"""The server in the simulation: the product's own pipeline on a real SQLite database, killed around its commits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import Engine, StaticPool, create_engine

from server.adapters.store.ledger import SqlLedger
from server.adapters.store.schema import METADATA
from server.ledger.page import Page
from server.patients.arrival import Arrival
from server.pipeline import Pipeline
from server.rules.language.rule_set import RuleSet
from server.work import Work
from tests.simulation.clockwork import HOUR, MINUTE, SECOND, Clockwork
from vitals.topics import Leaf, Topic
from vitals.wire import encode_desired, encode_receipt


class Killed(BaseException):
    """The process is gone."""


class MortalLedger(SqlLedger):
    """Dies now and then, just before or just after a commit."""

    def __init__(self, engine: Engine, dies: Callable[[], bool]) -> None:
        super().__init__(engine)
        self._dies = dies

    def write(self, page: Page) -> None:
        """Write, and live to tell it or not."""
        if self._dies():
            raise Killed
        super().write(page)
        if self._dies():
            raise Killed


class SimServer:
    """A server that is killed, is away for hours, and takes up what it had committed."""

    pipeline_class: type[Pipeline] = Pipeline
    ledger_class: type[MortalLedger] = MortalLedger

    def __init__(self, clockwork: Clockwork, publish: Callable[..., None], rules: RuleSet) -> None:
        self._clockwork, self._rules = clockwork, rules
        self._publish = publish
        self.signing = SigningKey(clockwork.random_bytes(32))
        self.engine = empty_database()
        self._inbox: list[Arrival] = []
        self._pipeline: Pipeline | None = None
        self._is_planned = False
        self.is_kind = False
        self.is_register_changed = False

    def start(self) -> None:
        """Start the process: take up what was committed."""
        ledger = self.ledger_class(self.engine, self._dies)
        self._pipeline = self.pipeline_class(ledger, verify, self._rules, self._clockwork.now)
        self._plan()

    def stay_away(self, for_ms: float) -> None:
        """Be down for a while."""
        if self._pipeline is not None:
            self._pipeline = None
            self._clockwork.after(for_ms, self.start)

    def deliver(self, topic: str, payload: bytes) -> None:
        """Have a message from the broker, which keeps it until it is acknowledged."""
        self._inbox.append(Arrival(topic=topic, payload=payload, received_at=self._clockwork.now))
        self._plan()

    def forget_inbox(self) -> None:
        """The broker has forgotten what was not acknowledged."""
        self._inbox.clear()

    def _plan(self) -> None:
        if self._inbox and self._pipeline is not None and not self._is_planned:
            self._is_planned = True
            self._clockwork.after(self._clockwork.chance.uniform(1, 2 * SECOND), self._work)

    def _work(self) -> None:
        self._is_planned = False
        if self._pipeline is None:
            return
        batch, now = list(self._inbox), self._clockwork.now
        arrivals = [Arrival(topic=each.topic, payload=each.payload, received_at=now) for each in batch]
        work = Work(arrivals=arrivals, is_register_changed=self.is_register_changed)
        try:
            done = self._pipeline.take(work, now)
        except Killed:
            self.stay_away(self._clockwork.chance.choice([SECOND, MINUTE, 5 * HOUR]))
            return
        self.is_register_changed = False
        del self._inbox[: len(batch)]
        for home, receipt in done.receipts:
            payload = encode_receipt(receipt, lambda signed: self.signing.sign(signed).signature)
            self._publish(str(Topic(home, receipt.hub, Leaf.RECEIPT)), payload, retain=True)
        for state in done.desired:
            desired = encode_desired(state, lambda signed: self.signing.sign(signed).signature)
            self._publish(str(Topic(state.home, state.hub, Leaf.DESIRED)), desired, retain=True)
        self._plan()

    def _dies(self) -> bool:
        return not self.is_kind and self._clockwork.chance.random() < 0.01


def empty_database() -> Engine:
    """Give a database in memory with our schema, which takes the place of the one before."""
    engine = _engine()
    engine.dispose()
    METADATA.create_all(engine)
    return engine


@cache
def _engine() -> Engine:
    """One for all stories: SQLAlchemy keeps by the engine what it has put into SQL."""
    return create_engine("sqlite://", poolclass=StaticPool)


def verify(key: bytes, signed: bytes, signature: bytes) -> bool:
    """Judge a signature."""
    try:
        VerifyKey(key).verify(signed, signature)
    except BadSignatureError:
        return False
    return True
