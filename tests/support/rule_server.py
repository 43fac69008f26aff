"""A server as far as rules go: adopts the first, and lets others run when commands ask; of the real parts."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rule_pieces import decided, listed
from sqlalchemy import Engine

from server.adapters.store.database import migrate, open_database
from server.adapters.store.ledger import SqlLedger
from server.commands.rule_situation import known_now
from server.ledger.page import Observation, Page
from server.rules.activation.activation import adoption
from server.rules.activation.answering import Answered, Office, answer
from server.rules.activation.decision import runnable
from server.rules.judging.live import Live
from vitals.identity import DeviceId, PatientId
from vitals.vital import Vital


class RuleServer:
    """Works on the database of the commands; ``files`` are what runs first."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        folder.mkdir(exist_ok=True)
        self.engine: Engine = open_database(f"sqlite:///{folder / 'nara.db'}")
        migrate(self.engine)
        self.ledger = SqlLedger(self.engine)
        self.first = dict(files)
        self.now = datetime.now(UTC)
        self.ledger.write(Page(activations=[adoption(decided(files, files), {}, self.now - timedelta(days=30))]))

    def weighed(self, patient: str, *kilograms: float) -> None:
        """Let a patient have weighed on these days, the last of them today."""
        rows = [
            Observation(
                arrival=number + 1,
                vital=Vital.BODY_WEIGHT,
                patient=PatientId(patient),
                value=round(weight * 1_000),
                measured_at=self.now - timedelta(days=len(kilograms) - 1 - number, hours=3),
                received_at=self.now - timedelta(days=len(kilograms) - 1 - number),
                device=DeviceId("a" * 16),
                flags=(),
            )
            for number, weight in enumerate(kilograms)
        ]
        self.ledger.write(Page(observations=rows))

    def looks(self) -> None:
        """Answer what commands have asked for, as it would be answered between two records."""
        for request in self.ledger.activation_requests():
            running = self.ledger.activation()
            assert running is not None
            rules = runnable(running.files)
            found = known_now(self.ledger, rules, datetime.now(UTC))
            live = Live(rules)
            live.restore(found.episodes)
            live.replay(found.situation.records)
            known = self.ledger.known(found.situation.now)
            office = Office(given=self.ledger.approvals(), listed=listed(self.first), known=known)
            self._keep(answer(request, running, live, found.situation, office))

    def _keep(self, done: Answered) -> None:
        page = Page(activation_requests=[done.request], transitions=[*done.changed.transitions])
        page.activations += [] if done.activation is None else [done.activation]
        page.episodes |= {each.name: each for each in done.changed.moved}
        self.ledger.write(page)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Look again and again, as a server does once a second."""
        is_over = threading.Event()

        def look() -> None:
            while not is_over.wait(0.1):
                self.looks()

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()
