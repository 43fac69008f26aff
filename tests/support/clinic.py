"""A small clinic before its screens: real store, real pipeline thread, real routes; only the line is cut short."""

from __future__ import annotations

import hashlib
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from contract_samples import STATUS
from fastapi import FastAPI
from pages import AT, SmallTown, episode, transition
from shipped_rules import few_shipped_rules, shipped_rules
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import StarletteDeprecationWarning

from server.adapters.mqtt import Letter
from server.adapters.signature import verify
from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.reading import SqlReader
from server.adapters.store.register import version_in
from server.config import read_config
from server.feed import Feed
from server.joining import Clocks, Joining
from server.ledger.page import Page
from server.rules.language.rule_set import RuleSet
from server.rules.transition import EpisodeState, Severity
from server.serving import Worker
from server.web.app import create_app
from server.web.password import hash_password
from server.web.signing_in import SESSION_COOKIE
from server.work import Done, Work

with warnings.catch_warnings():
    # Starlette asks for httpx2 and takes httpx; both are the same to us.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from starlette.testclient import TestClient

Browser = TestClient
DAY = timedelta(days=1)
NURSES = {"eva": "Eva Lind", "bo": "Bo Ek"}
PASSWORD = "enough for a test"
WAITS_S = 8.0


class HandClock:
    """Clinical time, moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.at = now

    def now(self) -> datetime:
        """Give the instant."""
        return self.at


class Clinic:
    """One home with one patient, two nurses, and everything behind their screens."""

    def __init__(self, engine: Engine, folder: Path, rules: RuleSet | None = None) -> None:
        self.engine = engine
        self.clock = HandClock(AT + timedelta(minutes=5))
        self.town = SmallTown(engine)
        for staff, name in NURSES.items():
            self.town.registry.add_account(staff, name, "nurse", hashed())
        self.reader = SqlReader(engine)
        self.feed = Feed()
        self.worker = Worker(
            ledger=SqlLedger(engine),
            verify=verify,
            sign=self.town.letters.sign,
            clock=self.clock,
            publish=lambda _topic, _payload: None,
            register_version=lambda: version_in(engine),
            register_changed=lambda: None,
            feed=self.feed,
            committed=lambda: None,
            rules=rules or few_shipped_rules(),
        )
        self.later = timedelta()
        """How far the clock that codes end by is ahead of the machine's."""
        clocks = Clocks(real=lambda: real_now() + self.later, clinical=self.clock.now)
        config = read_config({"NARA_DATA": str(folder)})
        self.joining = Joining(config, engine, clocks, is_clock_trusted=False)
        self.app: FastAPI = create_app(self.reader, self.reader, self.worker, self.feed, self.joining, shipped_rules())

    def hears(self, payload: bytes, topic: str | None = None) -> None:
        """Hear a letter from the line; returns when it is written and acknowledged."""
        written = threading.Event()
        where = topic or self.town.letters.topic
        self.worker.heard(Letter(topic=where, payload=payload, is_retained=False, acknowledge=written.set))
        assert written.wait(WAITS_S), "the pipeline did not write"

    def takes(self, work: Work, now: datetime) -> Done:
        """Let the pipeline take a batch itself; only while the worker has not begun."""
        pipeline = self.worker._pipeline
        assert pipeline is not None
        return pipeline.take(work, now)

    def looks_at_the_register(self) -> None:
        """Let the pipeline look for changes now; by itself it does so once a second."""
        self.worker._looked_s = float("-inf")

    def weighs(self, grams: int, measured_at: datetime) -> None:
        """Let the patient step on the scale."""
        self.clock.at = max(self.clock.at, measured_at)
        self.hears(self.town.letters.weighing(grams, measured_at))

    def gains(self, grams: int = 3_000) -> int:
        """Let the patient gain weight in two days; gives the alert's number."""
        self.weighs(80_000, AT - 2 * DAY)
        self.weighs(80_000 + grams, AT)
        return max(each.alert.alert for row in self.reader.worklist(self.clock.at) for each in row.alerts)

    def goes_silent(self) -> None:
        """Let three days pass without a weight, with the hub in contact."""
        self.clock.at = AT + 3 * DAY
        letters = self.town.letters
        status = replace(
            STATUS, hub=letters.hub, sent_at=self.clock.at, queue_depth=0, oldest_unsettled_at=None, devices=()
        )
        self.hears(letters.status(status), topic=letters.topic.replace("record", "status"))

    def is_so(self, rule: str, state: EpisodeState, severity: Severity = Severity.MEDIUM, **more: Any) -> None:
        """Let something be so of the patient that has no alert."""
        made = episode(patient=self.town.patient, rule=rule)
        told = replace(made.told, **({"end_s": None, "ending": None} | more))
        made = replace(made, state=state, told=told)
        change = transition(made, to_state=state, severity=severity, at=self.clock.at, measured_at=self.clock.at)
        SqlLedger(self.engine).write(Page(episodes={made.name: made}, transitions=[change]))

    def renames(self, **words: str) -> None:
        """Change the patient's name or own words, whatever the office would say of them."""
        with self.engine.begin() as connection:
            connection.execute(update(schema.PATIENT).values(**words))

    def rows_of(self, table: str, **where: object) -> list[dict[str, Any]]:
        """Read rows of a table of the store."""
        chosen = schema.METADATA.tables[table]
        wanted = select(chosen).where(*(chosen.c[name] == value for name, value in where.items()))
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]

    @contextmanager
    def browser(self, staff: str | None = "eva", language: str = "sv") -> Iterator[Browser]:
        """Open a browser; who is named has signed in before."""
        with Browser(self.app, base_url="http://127.0.0.1", follow_redirects=False) as client:
            client.cookies.set("nara_language", language)
            if staff is not None:
                token = f"the session of {staff}"
                with suppress(IntegrityError):  # it stands from another browser of the same person
                    self.reader.begin(hashlib.sha256(token.encode()).digest(), staff, real_now() + DAY)
                client.cookies.set(SESSION_COOKIE, token)
            yield client


@cache
def hashed() -> str:
    """Hash the nurses' password once; Argon2 is slow by design."""
    return hash_password(PASSWORD)


def real_now() -> datetime:
    """Give the machine's time, which sessions go by."""
    return datetime.now(UTC)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; fails when it does not become so."""
    pause = threading.Event()
    until = real_now() + timedelta(seconds=WAITS_S)
    while not is_so():
        assert real_now() < until, "it did not become so"
        pause.wait(0.01)
