"""History apart: a log becomes that of people of its own, in a database that no hub belongs to, portion by portion."""

from __future__ import annotations

import csv
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO
from zoneinfo import ZoneInfo

from server.adapters.log_folder import log_files
from server.adapters.store.database import Database
from server.adapters.store.import_books import ImportBooks, hub_of
from server.adapters.store.import_registry import enrol
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import Registry
from server.commands.newcomers import Newcomers, ages_of, label_of, log_rows
from server.commands.progress import Progress
from server.commands.rule_situation import known_now
from server.exchange.arriving import LogRow
from server.exchange.closing import closed
from server.exchange.history import BEFORE, HERE, KEPT, History, Outcome, Places, Source
from server.exchange.rows import Words
from server.rules.backtest.table import LogError
from server.rules.language.rule_set import RuleSet
from vitals.identity import PatientId, mint_epoch
from vitals.observation_log import LogFile

AT_ONCE: Final = 1_000
"""So many rows are one transaction."""


@dataclass(kw_only=True)
class Apart:
    """One log on its way in: its people first, then its rows, a thousand in a transaction, then the audit."""

    engine: Database
    registry: Registry
    rules: RuleSet
    words: Words
    zone: ZoneInfo
    source: str
    by: str
    refused: TextIO | None = None
    counts: Counter[str] = field(default_factory=Counter)
    people: int = 0

    def take(self, folder: Path) -> None:
        """Take it in; raises LogError, RegistryError, LedgerError. What was taken in until then stays."""
        newcomers = self._people(folder)
        places = enrol(self.registry, self.source, self.zone.key, self.by, newcomers)
        known = {place.known.patient for place in places.values() if place.known.patient is not None}
        self.people = len(known)
        ledger = SqlLedger(self.engine)
        source = Source(
            hub=hub_of(self.source),
            epoch=mint_epoch(secrets.token_bytes),
            arrival=ledger.recall(self.registry.now).next_arrival,
            register=ledger.register(),
            zone=self.zone,
            now=self.registry.now,
        )
        history = History(ImportBooks(self.engine), self.words, source)
        progress, done = Progress("importing", newcomers.rows), 0
        with log_files(folder) as files:
            rows = ((row, places[label_of(row, newcomers.known)]) for row in log_rows(files[LogFile.MEASUREMENTS]))
            for some in _portions(rows):
                page, outcomes = history.take(some)
                if not page.is_empty():
                    ledger.write(page)
                list_refused(self.refused, outcomes)
                done += len(some)
                progress(done)
        self.counts = history.counts
        self._note(tuple(sorted(known)), self._close(ledger, known))

    def _people(self, folder: Path) -> Newcomers:
        with log_files(folder) as files:
            absent = [each.file_name for each in (LogFile.MEASUREMENTS, LogFile.PATIENTS) if each not in files]
            if absent:
                raise LogError(f"there is no {' and no '.join(absent)}")
            ages = ages_of(files[LogFile.PATIENTS])
        with log_files(folder) as files:
            newcomers = Newcomers(files, ages, self.zone, self.words.events)
            newcomers.see(log_rows(files[LogFile.MEASUREMENTS]))
        return newcomers

    def _close(self, ledger: SqlLedger, people: set[PatientId]) -> int:
        """Close what is so of them now, by the rules at work: no card is of the past. Gives how many that were."""
        now = self.registry.now
        found = known_now(ledger, self.rules, now)
        page = closed(self.rules, found.situation.records, found.episodes, people, now)
        if not page.is_empty():
            ledger.write(page)
        return len(page.closings)

    def _note(self, patients: tuple[str, ...], closings: int) -> None:
        rows = dict(sorted(self.counts.items()))
        told = {"source": self.source, "by": self.by, "rows": rows, "closed_as_history": closings}
        with self.registry.change("log_imported", patients, json.dumps(told, ensure_ascii=False)):
            pass


def list_refused(out: TextIO | None, outcomes: Iterable[Outcome]) -> None:
    """List the rows that no rule will use, each with why and its line."""
    if out is not None:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([each.what, each.row.line, *each.row[1:]] for each in outcomes if not is_used(each.what))


def is_used(what: str) -> bool:
    """Tell whether rules may use what became of a row.

    >>> is_used("kept"), is_used("kept_questioned"), is_used("here_before"), is_used("unknown_unit")
    (True, True, True, False)
    """
    return what.startswith(KEPT) or what in {BEFORE, HERE}


def _portions(rows: Iterator[tuple[LogRow, Places]]) -> Iterator[Sequence[tuple[LogRow, Places]]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some
