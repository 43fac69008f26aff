"""Carries the hub's orders to the outbox and the line, and what comes of them back to the hub."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from edge.dating import redated
from edge.events import (
    BeginEpoch,
    Date,
    Dated,
    Event,
    HubTime,
    Keep,
    Kept,
    Key,
    NotKept,
    Order,
    Remember,
    Report,
    Send,
    Settle,
    Started,
    TrustTime,
)
from edge.household import RememberHousehold
from edge.hub import Hub, HubSettings
from edge.ports import Chance, LinePort, OutboxPort, StorageError
from edge.today import REMEMBERED_MAX
from vitals.hub_status import Machine
from vitals.identity import HomeId, mint_epoch
from vitals.topics import Leaf, Topic
from vitals.wire import Signer, encode_record, encode_status


class Conductor:
    """One hub at work: hears an event, and when ``hear`` returns, all that follows from it is done and durable.

    A new epoch begins with every start. A card restored from an old image cannot be told from an ordinary restart, and
    numbers given twice would be lost; with an epoch a start, no number is ever given twice.
    """

    def __init__(
        self,
        *,
        settings: HubSettings,
        home: HomeId,
        outbox: OutboxPort,
        line: LinePort,
        sign: Signer,
        chance: Chance,
        told: Callable[[Event | Order], None] = lambda _: None,
        machine: Callable[[], Machine | None] = lambda: None,
    ) -> None:
        """Take the settings, the ports, the signer, chance, somebody to tell what happens, and the computer's state."""
        self.hub = Hub(settings, chance.jitter)
        self._settings = settings
        self._home = home
        self._outbox = outbox
        self._line = line
        self._sign = sign
        self._random_bytes = chance.random_bytes
        self._told = told
        self._machine = machine

    def start(self, now: HubTime, storage_fault: str | None = None) -> None:
        """Begin an epoch and take up what the outbox holds."""
        self.hear(self._begin_epoch(storage_fault), now)

    def hear(self, event: Event, now: HubTime) -> Key | None:
        """Let the hub hear an event and do all it orders; gives the place of the record it kept, if it kept one.

        Raises StorageError, once all else is done, if the card could not keep what the event told: whoever brought it
        has it still, and brings it again.
        """
        kept: Key | None = None
        unkept: NotKept | None = None
        events: deque[Event] = deque([event])
        while events:
            heard = events.popleft()
            self._told(heard)
            if isinstance(heard, Kept):
                kept = heard.waiting.key
            for order in self.hub.step(heard, now):
                self._told(order)
                if (outcome := self._do(order, now)) is not None:
                    events.append(outcome)
                if isinstance(order, Keep) and isinstance(outcome, NotKept):
                    unkept = outcome
        if unkept is not None:
            raise StorageError(unkept.why)
        return kept

    def _do(self, order: Order, now: HubTime) -> Event | None:
        """Carry out an order; a card that fails is told to the hub, and the rest goes on."""
        try:
            return self._carry_out(order, now)
        except StorageError as problem:
            return NotKept(str(problem), is_record=isinstance(order, Keep))

    def _carry_out(self, order: Order, now: HubTime) -> Event | None:
        match order:
            case Keep(body=body, is_dated=is_dated, enrols=enrols):
                return Kept(self._outbox.put(body, is_dated=is_dated, enrols=enrols), body, enrols)
            case Date(key):
                return self._date(key, now)
            case Send(keys):
                return self._send(keys)
            case Settle(keys):
                self._outbox.settle(keys, now.wall_at)
            case BeginEpoch():
                return self._begin_epoch(self.hub.status(now).storage_fault)
            case Report(status):
                whole = replace(status, machine=self._machine(), has_screen=self._settings.has_screen)
                payload = encode_status(whole, self._sign)
                self._line.publish(self._topic(Leaf.STATUS), payload, retain=True)
            case Remember(desired):
                self._outbox.remember_desired(desired)
            case RememberHousehold(household):
                self._outbox.remember_household(household)
            case TrustTime(at):
                self._outbox.remember_trusted(at)
            case _:  # pragma: no cover
                assert_never(order)
        return None

    def _begin_epoch(self, storage_fault: str | None) -> Started:
        """Begin an epoch, and read what the hub needs to know of the card."""
        epoch = mint_epoch(self._random_bytes)
        self._outbox.begin_epoch(epoch)
        started = Started(
            epoch=epoch,
            waiting=tuple(self._outbox.waiting()),
            desired=self._outbox.desired(),
            storage_fault=storage_fault,
            devices=tuple(self._outbox.devices()),
        )
        if not self._settings.has_screen:
            return started
        recent = tuple(self._outbox.recent(REMEMBERED_MAX))
        return replace(started, recent=recent, household=self._outbox.household())

    def _date(self, key: Key, now: HubTime) -> Event:
        body = self._outbox.body(key)
        shown = self.hub.clocks.shown_by(body["device"], body["boot_id"]) if "device" in body else lambda _: ()
        final = (redated(body, now, self._settings.zone, shown) if now.is_trusted else None) or body
        return Dated(self._outbox.date(key, final), final)

    def _send(self, keys: tuple[Key, ...]) -> Event | None:
        """Publish what can be read; a record that cannot be must not keep back those after it."""
        failed: Event | None = None
        for key in keys:
            try:
                body = self._outbox.body(key)
            except StorageError as problem:
                failed = NotKept(str(problem))
                continue
            payload = encode_record(self._settings.hub, key.epoch, key.sequence, body, self._sign)
            self._line.publish(self._topic(Leaf.RECORD), payload, retain=False)
        return failed

    def _topic(self, leaf: Leaf) -> str:
        return str(Topic(self._home, self._settings.hub, leaf))
