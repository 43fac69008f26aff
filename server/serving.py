"""The server at work: one thread that reads the line and writes the store, beside the web."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from server.adapters.clock import Clock
from server.adapters.mqtt import Letter
from server.alerts.alert import Act, AlertEvent, AlertState
from server.alerts.worklist import Conflict, Deed
from server.ledger.audit import Noted
from server.ledger.port import Ledger, LedgerError
from server.patients.arrival import Arrival, VerifyWith
from server.pipeline import Pipeline
from server.web.port import News
from server.work import Done, Work
from vitals.topics import Leaf, Topic
from vitals.wire import Signer, encode_receipt

LOG = logging.getLogger("nara.pipeline")
BATCH_MAX: Final = 1_000
IDLE_S: Final = 1.0
_RETRY_FIRST_S: Final = 0.5
_RETRY_LONGEST_S: Final = 10.0

Future = asyncio.Future[AlertEvent | Conflict | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """Something the web asks for, and who waits for the answer."""

    what: Deed | Noted
    answer: Callable[[AlertEvent | Conflict | None], None]


@dataclass(frozen=True, slots=True)
class Stepped:
    """The simulator has stepped the clock; it is told when everything before is done."""

    quiet: Callable[[], None]


@dataclass(slots=True)
class Batch:
    """What was waiting, sorted by who waits for it."""

    letters: list[Letter] = field(default_factory=list)
    deeds: list[Asked] = field(default_factory=list)
    notes: list[Asked] = field(default_factory=list)
    steps: list[Stepped] = field(default_factory=list)


class Feed:
    """Tells every open page what changes. Lives in the web's event loop; the pipeline's thread only throws into it."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: set[asyncio.Queue[News]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def subscribe(self) -> asyncio.Queue[News]:
        """Begin to hear."""
        self._loop = asyncio.get_running_loop()
        listener: asyncio.Queue[News] = asyncio.Queue(maxsize=1_000)
        self._listeners.add(listener)
        return listener

    def unsubscribe(self, queue: asyncio.Queue[News]) -> None:
        """Hear no more."""
        self._listeners.discard(queue)

    def tell(self, news: list[News]) -> None:
        """Tell everybody, from any thread."""
        if news and self._loop is not None and self._listeners:
            self._loop.call_soon_threadsafe(self._spread, news)

    def _spread(self, news: list[News]) -> None:
        for listener in self._listeners:
            for each in news:
                if not listener.full():  # a page that does not read will ask for the whole list when it wakes up
                    listener.put_nowait(each)


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
    ) -> None:
        """Take the store, the keys, the clock, the line out, and whom to tell."""
        self._ledger, self._verify, self._sign, self._clock = ledger, verify, sign, clock
        self._publish = publish
        self._register_version = register_version
        self._register_changed = register_changed
        self._feed = feed
        self._committed = committed
        self._waiting: queue.SimpleQueue[Letter | Asked | Stepped | None] = queue.SimpleQueue()
        self._pipeline = Pipeline(ledger, verify, clock.now())
        self._version = register_version()
        self._looked_s = time.monotonic()
        self._last_run_at = datetime.now(UTC)
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="pipeline", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch in hand and stop; what waits stays at the broker."""
        self._is_stopping = True
        self._waiting.put(None)
        self._thread.join(timeout=10)

    @property
    def is_alive(self) -> bool:
        """Tell whether the thread runs; once it has died, no screen tells the truth any more."""
        return self._thread.is_alive()

    def heard(self, letter: Letter) -> None:
        """Take a message, from any thread."""
        self._waiting.put(letter)

    def stepped(self, quiet: Callable[[], None]) -> None:
        """Take a step of the simulated clock, from any thread."""
        self._waiting.put(Stepped(quiet))

    async def act(self, deed: Deed) -> AlertEvent | Conflict:
        """Do something to an alert; returns when it is written."""
        answer = await self._ask(deed)
        assert answer is not None  # noqa: S101  (for the type checker: a deed always has an answer)
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

    async def _ask(self, what: Deed | Noted) -> AlertEvent | Conflict | None:
        loop = asyncio.get_running_loop()
        future: Future = loop.create_future()

        def answer(said: AlertEvent | Conflict | None) -> None:
            loop.call_soon_threadsafe(lambda: None if future.done() else future.set_result(said))

        self._waiting.put(Asked(what, answer))
        return await future

    def _run(self) -> None:
        while not self._is_stopping:
            batch = self._gather()
            done = self._write(batch)
            self._last_run_at = datetime.now(UTC)
            self._answer(batch, done)

    def _gather(self) -> Batch:
        """Take what is waiting, up to a thousand; wait for the first up to a second, and for no other."""
        batch = Batch()
        try:
            self._sort(self._waiting.get(timeout=IDLE_S), batch)
            for _ in range(BATCH_MAX - 1):
                self._sort(self._waiting.get_nowait(), batch)
        except queue.Empty:
            pass
        return batch

    @staticmethod
    def _sort(what: Letter | Asked | Stepped | None, batch: Batch) -> None:
        match what:
            case Letter():
                batch.letters.append(what)
            case Asked(what=Noted()):
                batch.notes.append(what)
            case Asked():
                batch.deeds.append(what)
            case Stepped():
                batch.steps.append(what)
            case None:
                pass

    def _write(self, batch: Batch) -> Done:
        """Write until it is written: nothing is acknowledged before, and nobody is told."""
        wait_s = _RETRY_FIRST_S
        while True:
            now = self._clock.now()
            try:
                return self._pipeline.take(self._work(batch, now), now)
            except LedgerError as problem:
                LOG.error("could not write, trying again in %.1f s: %s", wait_s, problem)  # noqa: TRY400  (says it all)
            time.sleep(wait_s)
            wait_s = min(wait_s * 2, _RETRY_LONGEST_S)
            self._start_over()

    def _start_over(self) -> None:
        """Take up what was written, for the pipeline's memory may be ahead of it."""
        try:
            self._pipeline = Pipeline(self._ledger, self._verify, self._clock.now())
        except LedgerError as problem:
            LOG.error("the store is not there: %s", problem)  # noqa: TRY400  (says it all)

    def _work(self, batch: Batch, now: datetime) -> Work:
        return Work(
            arrivals=[
                Arrival(topic=each.topic, payload=each.payload, received_at=now, is_retained=each.is_retained)
                for each in batch.letters
            ],
            deeds=[each.what for each in batch.deeds if not isinstance(each.what, Noted)],
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
        self._version = version
        self._register_changed()
        return True

    def _answer(self, batch: Batch, done: Done) -> None:
        for letter in batch.letters:
            letter.acknowledge()
        for home, receipt in done.receipts:
            self._publish(str(Topic(home, receipt.hub, Leaf.RECEIPT)), encode_receipt(receipt, self._sign))
        for asked, answer in zip(batch.deeds, done.answers, strict=True):
            asked.answer(answer)
        for asked in batch.notes:
            asked.answer(None)
        self._feed.tell([_news(event) for event in done.alert_events])
        if batch.letters:
            self._committed()
        for step in batch.steps:
            step.quiet()


def _news(event: AlertEvent) -> News:
    after = event.after
    return News(
        patient=after.patient,
        alert=after.alert,
        version=after.version,
        is_open=after.state is not AlertState.CLOSED,
        is_new=event.act in {Act.OPENED, Act.REOPENED},
    )
