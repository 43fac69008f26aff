"""History of people in care: a log comes in by a map of its people, all of it in one transaction or none of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from server.adapters.log_folder import log_files
from server.adapters.store import schema
from server.adapters.store.database import transaction
from server.adapters.store.enrolment import Enrolment
from server.adapters.store.import_books import ImportBooks
from server.adapters.store.import_registry import Coming, Newcomer, people_here, plan
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.register import read_register, register_version
from server.adapters.store.registry import RegistryError, require
from server.commands.incoming import Incoming
from server.commands.newcomers import Newcomers, label_of, log_rows
from server.commands.progress import Steps
from server.commands.rule_situation import known_now
from server.exchange.arriving import LogRow, when
from server.exchange.foretelling import Card, Foretold, Told
from server.exchange.history import History, Outcome
from server.exchange.mapping import MapError, Meant, Person, faults, read_map
from server.exchange.news import News
from server.exchange.order import TECHNICIAN
from server.hindsight import Followed, Standing, judge
from server.judgement import reach_of, ruling_of
from server.ledger.page import Page
from server.patients.register import Register
from server.retelling import versions_of
from server.rules.backtest.table import LogError
from vitals.identity import PatientId
from vitals.observation_log import LogFile

AT_MOST: Final = 100_000
"""So many rows come in at one time: they are one transaction, so all of them stand in memory."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A log as it was read, and its map."""

    newcomers: Sequence[Newcomer]
    rows: Sequence[tuple[LogRow, tuple[str, str, bool]]]
    meant: Sequence[Meant]


@dataclass(frozen=True, slots=True)
class _Made:
    """All that an import would write, and what it was worked out on: that version of the register."""

    version: int
    enrolment: Enrolment
    page: Page
    outcomes: Sequence[Outcome]
    told: Foretold


@dataclass(frozen=True, slots=True, kw_only=True)
class ForCare:
    """One log for people in care, and the map that says who they are."""

    coming: Incoming
    map_path: Path

    def foretell(self) -> tuple[Foretold, Sequence[Outcome]]:
        """Say what it would do; nothing is written, and the server may be at work meanwhile.

        Raises LogError, RegistryError, LedgerError, as ``take`` does.
        """
        made = self._make()
        return made.told, made.outcomes

    def take(self) -> tuple[Foretold, Sequence[Outcome]]:
        """Take it in: register, rows, what follows and the audit are one transaction.

        Who calls it holds the database's tenure. Raises RegistryError for somebody who may be another than the map
        says, and for a register that was changed meanwhile: nothing is written then.
        """
        made = self._make()
        if made.told.doubts:
            raise RegistryError("; ".join([*made.told.doubts, "look, or say on the map, under certain, how you know"]))
        people = tuple(sorted({each.patient for each in made.told.people if each.patient is not None}))
        coming = self.coming
        with coming.registry.change("log_imported", people, self._detail(made.told)) as connection:
            if register_version(connection) != made.version + 1:
                raise RegistryError("the register was changed while the log was read: nothing is written, try again")
            made.enrolment.write(connection)
            SqlLedger(coming.engine).write_in(connection, made.page)
        return replace(made.told, is_dry=False), made.outcomes

    def _make(self) -> _Made:
        """Read all of it, and work out what it does; nothing is written."""
        steps, coming = Steps(2), self.coming
        read, now = self._read(), coming.registry.now
        here = {each.label: each.patient for each in read.meant if each.patient is not None}
        with transaction(coming.engine) as connection:
            if require(connection, schema.ACCOUNT, coming.by).role == TECHNICIAN:
                raise RegistryError(f"{coming.by} is a technician: somebody of the care must answer for it (--by)")
            register = read_register(connection)
            self._refuse(read, people_here(connection, register, now))
            known = Coming(coming.source, coming.zone.key, coming.by, here)
            enrolment = plan(connection, coming.registry, known, read.newcomers)
        ledger, within = SqlLedger(coming.engine), enrolment.within(register)
        books = ImportBooks(coming.engine, here.values())
        history = History(books, coming.words, coming.gate(ledger, within))
        rows = [(row, enrolment.places[label]) for row, label in read.rows]
        page, outcomes = history.take(rows, steps("taking rows", len(rows)))
        progress = steps("judging")
        followed = self._judge(ledger, enrolment, within, page)
        progress(1)
        told = self._tell(read, enrolment, outcomes, followed, history, page)
        return _Made(register.version, enrolment, page, outcomes, told)

    def _read(self) -> _Read:
        """Read map and log; raises RegistryError with everything that is wrong with the map, and LogError."""
        try:
            meant = read_map(self.map_path.read_text(encoding="utf-8-sig").splitlines())
        except MapError as problem:
            raise RegistryError(f"the map {self.map_path.name}: {'; '.join(problem.faults)}") from None
        ages = self.coming.ages()
        with log_files(self.coming.log) as files:
            people = Newcomers(files, ages, self.coming.zone, self.coming.words.events)
            rows = [*islice(log_rows(files[LogFile.MEASUREMENTS]), AT_MOST + 1)]
        if len(rows) > AT_MOST:
            raise LogError(f"more than {AT_MOST} rows come in at one time: divide the log by its people")
        people.see(rows)
        born = {each.label: each.born for each in meant if each.born is not None}
        newcomers = [replace(each, born=born.get(each.label, each.born)) for each in people]
        return _Read(newcomers, [(row, label_of(row, people.known)) for row in rows], meant)

    def _refuse(self, read: _Read, here: dict[PatientId, Person]) -> None:
        labels = {each.label for each in read.newcomers if each.label}
        wrong = [*faults(read.meant, labels, here, self.coming.zone.key)]
        if wrong:
            raise RegistryError(f"the map {self.map_path.name}: {'; '.join(wrong)}")

    def _judge(self, ledger: SqlLedger, enrolment: Enrolment, within: Register, page: Page) -> Followed:
        ruling, now = ruling_of(ledger, self.coming.rules), self.coming.registry.now
        since, found = now - reach_of(ruling.rule_set), known_now(ledger, ruling.rule_set, now)
        standing = Standing(
            source=self.coming.source,
            register=within,
            ruling=ruling,
            versions=versions_of([*ruling.rule_set.symptoms.values()]),
            records=found.situation.records,
            episodes=found.episodes,
            next_alert=ledger.recall(now).next_alert,
        )
        mine = {patient for patient, _, _ in enrolment.tenants}
        news = News(
            known=ledger.known(since),
            came=enrolment.known,
            people=[person for who, person in within.patients.items() if who in mine],
            profiles=ruling.rule_set.profiles,
        )
        return judge(ledger, standing, news.records(page.observations, since, now), page, now)

    def _tell(
        self,
        read: _Read,
        enrolment: Enrolment,
        outcomes: Sequence[Outcome],
        followed: Followed,
        history: History,
        page: Page,
    ) -> Foretold:
        """Say of everybody what becomes of the rows, and of every card what becomes of it."""
        who = {label: place.known.patient for (label, *_), place in enrolment.places.items()}
        certain = {each.label: each.certain for each in read.meant}
        told = {
            each.label: Told(
                label=each.label,
                patient=who[each.label],
                is_new=who[each.label] in enrolment.new,
                certain=certain.get(each.label, ""),
            )
            for each in read.newcomers
        }
        labels = {row.line: label for row, (label, *_) in read.rows}
        for outcome in outcomes:
            settled = when(outcome.row, self.coming.zone)
            told[labels[outcome.row.line]].see(outcome.what, None if settled is None else settled.measured_at)
        for each in told.values():
            if each.patient is not None and not each.is_new:
                each.likeness = history.likeness(each.patient, page)
        return Foretold(
            is_dry=True,
            people=[*told.values()],
            cards=[
                Card(
                    alert=event.after.alert,
                    patient=event.after.patient,
                    rule=event.after.rule,
                    severity=event.after.severity.value,
                    act=event.act.value,
                    says=says,
                )
                for event, says in followed.cards
            ],
            missed=len(followed.missed),
            moved=len(followed.moved),
            closed=followed.closed,
        )

    def _detail(self, told: Foretold) -> str:
        """Say in the audit from where it comes, who answers for it, who was meant, and what came of it."""
        said = {
            "source": self.coming.source,
            "by": self.coming.by,
            "map_sha256": hashlib.sha256(self.map_path.read_bytes()).hexdigest(),
            "people": {each.label: each.patient for each in told.people if each.label},
            "new": sorted(each.label for each in told.people if each.is_new),
            "certain": {each.label: each.certain for each in told.people if each.certain},
            "rows": dict(sorted(told.counts.items())),
            "cards": {str(each.alert): each.act for each in told.cards},
            "missed_without_card": told.missed,
            "closed_as_history": told.closed,
        }
        return json.dumps(said, ensure_ascii=False)
