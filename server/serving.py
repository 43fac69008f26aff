"""The server at work: one thread that reads the line and writes the store, beside the web."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from server.adapters.clock import Clock
from server.adapters.mqtt import Letter
from server.alerts.alert import Act, AlertEvent, AlertState
from server.alerts.worklist import Close, Conflict, Deed, Take
from server.feed import Feed
from server.ledger.audit import Noted
from server.ledger.port import Ledger, LedgerError
from server.patients.arrival import Arrival, VerifyWith
from server.patients.known import Tell, Told
from server.patients.look import Glance, Glanced
from server.patients.move import Move, Moved, NotMoved
from server.pipeline import NOT_LISTED, Pipeline
from server.receipts import Receipts
from server.rules.activation.release import Listed
from server.rules.language.rule_set import RuleSet
from server.waiting import Answer, Asked, Batch, Stepped, Waits
from server.web.port import News
from server.work import Done, Work
from vitals.topics import Leaf, Topic
from vitals.wire import Signer, encode_desired

LOG = logging.getLogger("nara.pipeline")
BATCH_MAX: Final = 1_000
IDLE_S: Final = 1.0
_RETRY_FIRST_S: Final = 0.5
_RETRY_LONGEST_S: Final = 10.0
STATUSES_MAX: Final = 20_000
"""So much may wait before heartbeats are left out: lost ones cost nothing."""


class Worker:
    """The pipeline's thread: takes what is waiting, lets the pipeline write it, and only then answers anybody."""

    def __init__(  # noqa: PLR0913  (one place where concrete things meet)
        self,
        *,
        ledger: Ledger,
        verify: VerifyWith,
        sign: Signer,
        clock: Clock,
        publish: Callable[[str, bytes], None],
        register_version: Callable[[], int],
        register_changed: Callable[[], None],
        feed: Feed,
        committed: Callable[[], None],
        rules: RuleSet,
        listed: Listed = NOT_LISTED,
    ) -> None:
        """Take the store, the keys, the clock, the line out, whom to tell, and the rules. Raises LedgerError."""
        self._ledger, self._verify, self._clock, self._rules, self._listed = ledger, verify, clock, rules, listed
        self._publish, self._sign = publish, sign
        self._receipts = Receipts(publish, sign)
        self._register_version = register_version
        self._register_changed = register_changed
        self._feed = feed
        self._committed = committed
        self._waiting: queue.SimpleQueue[Waits] = queue.SimpleQueue()
        self._version = register_version()  # before the pipeline reads the register: a change in between is seen later
        self._pipeline: Pipeline | None = self._new_pipeline(clock.now())
        self._looked_s = time.monotonic()
        self._last_run_at = datetime.now(UTC)
        self._is_stopping, self._has_ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="pipeline", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch in hand and stop; what waits stays at the broker."""
        self._is_stopping.set()
        self._waiting.put(None)
        self._thread.join(timeout=10)

    @property
    def is_alive(self) -> bool:
        """Tell whether the thread runs; once it has died, no screen tells the truth any more."""
        return self._thread.is_alive()

    def heard(self, letter: Letter) -> None:
        """Take a message, from any thread."""
        if self._waiting.qsize() < STATUSES_MAX or not letter.topic.endswith(f"/{Leaf.STATUS}"):
            self._waiting.put(letter)

    def stepped(self, quiet: Callable[[], None]) -> None:
        """Take a step of the simulated clock, from any thread."""
        self._waiting.put(Stepped(quiet))

    async def act(self, deed: Deed) -> AlertEvent | Conflict:
        """Do something to an alert; returns when it is written."""
        answer = await self._ask(deed)
        assert isinstance(answer, AlertEvent | Conflict)  # noqa: S101  (for the type checker: a deed is answered so)
        return answer

    async def move(self, move: Move) -> Moved | NotMoved:
        """Say whose a measurement is; returns when it is written."""
        answer = await self._ask(move)
        assert isinstance(answer, Moved | NotMoved)  # noqa: S101  (for the type checker: a move is answered so)
        return answer

    async def glance(self, glance: Glance) -> Glanced:
        """Say that a patient's page was seen; returns when it is written."""
        answer = await self._ask(glance)
        assert isinstance(answer, Glanced)  # noqa: S101  (for the type checker: a glance is answered so)
        return answer

    async def tell(self, tell: Tell) -> Told:
        """Say something that the rules must know of a patient; returns when it is written."""
        answer = await self._ask(tell)
        assert isinstance(answer, Told)  # noqa: S101  (for the type checker: a telling is answered so)
        return answer

    async def note(self, noted: Noted) -> None:
        """Add to the audit chain; returns when it is written."""
        await self._ask(noted)

    def now(self) -> datetime:
        """Give clinical time."""
        return self._clock.now()

    def last_run_at(self) -> datetime:
        """Tell when the rules last ran, in real time."""
        return self._last_run_at

    async def _ask(self, what: Deed | Move | Glance | Tell | Noted) -> Answer:
        asked = Asked(what, asyncio.get_running_loop().create_future())
        self._waiting.put(asked)
        if self._has_ended.is_set():
            self._refuse_what_waits()
        return await asked.future

    def _run(self) -> None:
        try:
            while not self._is_stopping.is_set():
                self._deal_with(self._gather())
        finally:
            self._has_ended.set()
            self._refuse_what_waits()

    def _gather(self) -> Batch:
        """Take what is waiting, up to a thousand; wait for the first up to a second, and for no other."""
        batch = Batch()
        with contextlib.suppress(queue.Empty):
            batch.put(self._waiting.get(timeout=IDLE_S))
            for _ in range(BATCH_MAX - 1):
                batch.put(self._waiting.get_nowait())
        return batch

    def _deal_with(self, batch: Batch) -> None:
        try:
            done = self._write(batch)
        except Exception as problem:  # noqa: BLE001  (whatever a letter does to the pipeline, the others go on)
            self._find_the_one(batch, problem)
            return
        if done is None:
            batch.refuse(LedgerError("the server ends, and this is not written"))
            return
        self._last_run_at = datetime.now(UTC)
        self._answer(batch, done)

    def _find_the_one(self, batch: Batch, problem: Exception) -> None:
        """Leave out the one thing that the pipeline fails at, and do the rest; raise if it fails at nothing at all.

        A letter that is left out is not acknowledged: it stays with its hub, which gets no receipt for it.
        """
        self._pipeline = None
        parts = batch.one_by_one()
        if not parts:
            raise problem
        LOG.critical("the pipeline failed at %d: each is tried alone", len(parts), exc_info=problem)
        if len(parts) > 1:
            for part in parts:
                self._deal_with(part)
        else:
            self._deal_with(Batch())
            batch.refuse(problem)

    def _write(self, batch: Batch) -> Done | None:
        """Write until it is written; nobody is answered before. None: the server ends first."""
        wait_s = _RETRY_FIRST_S
        while True:
            now = self._clock.now()
            try:
                if self._pipeline is None:  # what the last one remembers may never have been written
                    self._pipeline = self._new_pipeline(now)
                return self._pipeline.take(self._work(batch, now), now)
            except LedgerError as problem:
                LOG.error("could not write, trying again in %.1f s: %s", wait_s, problem)  # noqa: TRY400  (says it all)
            self._pipeline = None
            if self._is_stopping.wait(wait_s):
                return None
            wait_s = min(wait_s * 2, _RETRY_LONGEST_S)

    def _new_pipeline(self, now: datetime) -> Pipeline:
        return Pipeline(self._ledger, self._verify, self._rules, now, self._listed)

    def _work(self, batch: Batch, now: datetime) -> Work:
        return Work(
            arrivals=[
                Arrival(topic=each.topic, payload=each.payload, received_at=now, is_retained=each.is_retained)
                for each in batch.letters
            ],
            deeds=[each.what for each in batch.deeds if isinstance(each.what, Take | Close)],
            moves=[each.what for each in batch.moves if isinstance(each.what, Move)],
            glances=[each.what for each in batch.glances if isinstance(each.what, Glance)],
            tells=[each.what for each in batch.tells if isinstance(each.what, Tell)],
            noted=[each.what for each in batch.notes if isinstance(each.what, Noted)],
            is_register_changed=self._has_register_changed(),
        )

    def _has_register_changed(self) -> bool:
        """Look once a second whether somebody has changed the register; if so, let the broker know first."""
        if time.monotonic() - self._looked_s < IDLE_S:
            return False
        self._looked_s = time.monotonic()
        version = self._register_version()
        if version == self._version:
            return False
        try:
            self._register_changed()
            self._version = version
        except OSError as problem:
            LOG.error("the broker is not told of the changed register, trying again: %s", problem)  # noqa: TRY400
        return True

    def _answer(self, batch: Batch, done: Done) -> None:
        for letter in batch.letters:
            letter.acknowledge()
        for home, receipt in done.receipts:
            self._receipts.owe(home, receipt)
        self._receipts.pay(is_quiet=bool(batch.steps) or self._waiting.empty())
        for state in done.desired:
            self._publish(str(Topic(state.home, state.hub, Leaf.DESIRED)), encode_desired(state, self._sign))
        asked = [*batch.deeds, *batch.moves, *batch.glances, *batch.tells]
        for each, answer in zip(asked, [*done.answers, *done.moved, *done.glanced, *done.told], strict=True):
            each.answer(answer)
        for each in batch.notes:
            each.answer(None)
        self._feed.tell([_news(event) for event in done.alert_events])
        if batch.letters:
            self._committed()
        for step in batch.steps:
            step.quiet()

    def _refuse_what_waits(self) -> None:
        rest = Batch()
        with contextlib.suppress(queue.Empty):
            while True:
                rest.put(self._waiting.get_nowait())
        rest.refuse(LedgerError("the server ends, and this is not written"))


def _news(event: AlertEvent) -> News:
    after = event.after
    return News(
        patient=after.patient,
        alert=after.alert,
        version=after.version,
        is_open=after.state is not AlertState.CLOSED,
        is_new=event.act in {Act.OPENED, Act.REOPENED},
    )
