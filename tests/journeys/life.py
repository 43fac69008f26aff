"""Life in the street: the devices say what the plan tells, to hubs that may be dead, and time never stands still."""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from server.adapters.store import schema
from server.adapters.store.database import open_database
from simulator.hub import HubSilentError
from tests.journeys.book import Book
from tests.journeys.plan import Sending
from tests.journeys.street import Street
from tests.journeys.verdict import Said, Truth, read_truth, violations

NUDGE = timedelta(seconds=15)
"""Longer than a hub waits before it sends again (edge.uplink)."""
NUDGE_EVERY_S = 0.25
HEALS_WITHIN_S = 120.0
HEARTBEAT = timedelta(seconds=301)
SOON = timedelta(hours=20)
"""So much sooner than a hub counts as offline can the clock be stepped in one leap: in life it is heard on the way."""


class Disturber(Protocol):
    """Whoever does harm; sendings are counted from 0."""

    def before(self, number: int) -> None:
        """Do what is due before a sending."""

    def during(self, number: int) -> contextlib.AbstractContextManager[None]:
        """Let fall, while a device speaks, what is to fall now."""

    def lets_it_settle(self, number: int) -> bool:
        """Tell whether all may come to rest after a sending."""


class Life:
    """One life of the street; ``book`` says at its end what the devices said."""

    def __init__(self, street: Street, disturber: Disturber | None = None) -> None:
        """Take a street that runs, and who disturbs it, if anybody does."""
        self.street = street
        self.book = Book()
        self._disturber = disturber
        self._untold: dict[str, list[Sending]] = defaultdict(list)

    def live(self, plan: Iterable[Sending]) -> None:
        """Let everything happen, in order of time."""
        for number, sending in enumerate(plan):
            self._hear_on_the_way(sending.at)
            self.street.clock.step(sending.at)
            if self._disturber is None:
                self._happens(sending)
                continue
            self._disturber.before(number)
            with self._disturber.during(number):
                self._happens(sending)
            if self._disturber.lets_it_settle(number) and self.street.can_receive():
                self.wait_for_receipts()

    def end(self, *others: Said) -> Truth:
        """Heal, stop and judge: gives what the server holds, in which nothing may differ from the book.

        ``others`` were said outside the plan, and must be there once each.
        """
        self.heal()
        self.street.stop()
        truth = read_truth(self.street.server)
        hubs = {label: hub.hub for label, hub in self.street.hubs.items()}
        assert [said for said in others if len(truth.journal[said]) != 1] == []
        planned = replace(truth, journal={said: rows for said, rows in truth.journal.items() if said not in others})
        assert violations(planned, self.book, hubs) == []
        assert self.street.faults() == []
        return truth

    def heal(self) -> None:
        """Mend and start everything, let the devices say what they still have, and wait until all of it is received."""
        self.street.start()
        for hub in self.street.hubs.values():
            if hub.line is not None and not hub.line.is_up:
                hub.line.mend()
            hub.hurry()
        self._tell()
        assert not any(self._untold.values())
        if not self.wait_for_receipts(nudges=10_000):
            depths = {label: hub.queue_depth() for label, hub in self.street.hubs.items()}
            raise AssertionError(f"not all was received in {HEALS_WITHIN_S:.0f} s: {depths}")
        self._wait_for_heartbeats(self.street.clock.now)

    def wait_for_receipts(self, nudges: int = 24) -> bool:
        """Wait until every hub that can send has nothing left; tells whether it came to that.

        Time goes on meanwhile, for a hub sends again only after a while: six minutes, if nothing else is asked for.
        """
        until, nudged_s = time.monotonic() + HEALS_WITHIN_S, time.monotonic()
        while any(self._waits(label) for label in self.street.hubs):
            if time.monotonic() > until or not nudges:
                return False
            if time.monotonic() - nudged_s > NUDGE_EVERY_S:
                nudges, nudged_s = nudges - 1, time.monotonic()
                self.street.clock.step(self.street.clock.now + NUDGE)
            time.sleep(0.005)
        return True

    def _hear_on_the_way(self, at: datetime) -> None:
        """Let no hub that is heard seem silent only because the clock leaps a day."""
        while at - self.street.clock.now > SOON and self._disturber is None and self._is_whole():
            self.street.clock.step(self.street.clock.now + SOON / 2)
            self._wait_for_heartbeats(self.street.clock.now)

    def _happens(self, sending: Sending) -> None:
        """Let a device want to say something; a device without memory says it now or never."""
        self._untold[sending.home].append(sending)
        self._tell()
        if not sending.is_stored and sending in self._untold[sending.home]:
            self._untold[sending.home].remove(sending)

    def _tell(self) -> None:
        """Let every device that has something to say, say it to its hub, if that hears."""
        for label, untold in self._untold.items():
            while untold and self._say(label, untold[0]):
                untold.pop(0)

    def _say(self, label: str, sending: Sending) -> bool:
        """Say one thing; tells whether the device is done with it."""
        hub = self.street.hubs[label]
        try:
            hub.queue_depth()  # it listens
        except (OSError, HubSilentError):
            return False
        self.book.said(sending, self.street.clock.now)
        try:
            kept = hub.indicate(sending.address, sending.characteristic, sending.payload)
        except (OSError, HubSilentError):
            return not sending.is_repeated
        assert kept is not None
        self.book.kept(sending, hub.hub, *kept)
        return True

    def _waits(self, label: str) -> bool:
        hub = self.street.hubs[label]
        if hub.line is not None and not hub.line.is_up:
            return False
        with contextlib.suppress(OSError, HubSilentError):
            return hub.process.pid is not None and hub.queue_depth() > 0
        return False

    def _is_whole(self) -> bool:
        """Tell whether everything lives and has a line."""
        hubs = self.street.hubs.values()
        live = all(hub.process.pid is not None and (hub.line is None or hub.line.is_up) for hub in hubs)
        return live and self.street.can_receive()

    def _wait_for_heartbeats(self, since: datetime) -> None:
        """Wait until the server knows of every hub that it has nothing left to send."""
        engine = open_database(f"sqlite:///{self.street.server / 'nara.db'}")
        hubs = {hub.hub for hub in self.street.hubs.values()}
        column = schema.HUB_STATUS.c
        until = time.monotonic() + HEALS_WITHIN_S
        try:
            while True:
                self.street.clock.step(self.street.clock.now + HEARTBEAT)
                with engine.connect() as connection:
                    heard = connection.execute(select(column.hub).where(column.empty_at > since)).scalars().all()
                if hubs <= set(heard):
                    return
                assert time.monotonic() < until, f"no heartbeat of {hubs - set(heard)}"
                time.sleep(0.1)
        finally:
            engine.dispose()
