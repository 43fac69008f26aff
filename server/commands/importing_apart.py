"""History apart: a log becomes that of people of its own, in a database that no hub belongs to, portion by portion."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TextIO

from server.adapters.log_folder import log_files
from server.adapters.store.import_books import ImportBooks
from server.adapters.store.import_registry import enrol
from server.adapters.store.ledger import SqlLedger
from server.commands.incoming import Incoming
from server.commands.newcomers import Newcomers, label_of, log_rows
from server.commands.progress import Progress
from server.commands.rule_situation import known_now
from server.exchange.arriving import LogRow
from server.exchange.closing import closed
from server.exchange.history import BEFORE, HERE, KEPT, History, Outcome, Places
from vitals.identity import PatientId
from vitals.observation_log import LogFile

AT_ONCE: Final = 1_000
"""So many rows are one transaction."""


@dataclass(kw_only=True)
class Apart:
    """One log on its way in: its people first, then its rows, a thousand in a transaction, then the audit."""

    coming: Incoming
    refused: TextIO | None = None
    counts: Counter[str] = field(default_factory=Counter)
    people: int = 0

    def take(self) -> None:
        """Take it in; raises LogError, RegistryError, LedgerError. What was taken in until then stays."""
        coming, newcomers = self.coming, self._people()
        places = enrol(coming.registry, coming.source, coming.zone.key, coming.by, newcomers)
        known = {place.known.patient for place in places.values() if place.known.patient is not None}
        self.people = len(known)
        ledger = SqlLedger(coming.engine)
        history = History(ImportBooks(coming.engine), coming.words, coming.gate(ledger, ledger.register()))
        progress, done = Progress("importing", newcomers.rows), 0
        with log_files(coming.log) as files:
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

    def _people(self) -> Newcomers:
        ages = self.coming.ages()
        with log_files(self.coming.log) as files:
            newcomers = Newcomers(files, ages, self.coming.zone, self.coming.words.events)
            newcomers.see(log_rows(files[LogFile.MEASUREMENTS]))
        return newcomers

    def _close(self, ledger: SqlLedger, people: set[PatientId]) -> int:
        """Close what is so of them now, by the rules at work: no card is of the past. Gives how many that were."""
        rules, now = self.coming.rules, self.coming.registry.now
        found = known_now(ledger, rules, now)
        page = closed(rules, found.situation.records, found.episodes, people, now)
        if not page.is_empty():
            ledger.write(page)
        return len(page.closings)

    def _note(self, patients: tuple[str, ...], closings: int) -> None:
        rows = dict(sorted(self.counts.items()))
        told = {"source": self.coming.source, "by": self.coming.by, "rows": rows, "closed_as_history": closings}
        with self.coming.registry.change("log_imported", patients, json.dumps(told, ensure_ascii=False)):
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
