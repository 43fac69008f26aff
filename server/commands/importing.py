"""``nara import``: an observation log becomes history, of people of its own or of people in care."""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.adapters.log_folder import log_files
from server.adapters.store.database import Database, migrate, open_database
from server.adapters.store.import_books import ImportBooks, hub_of
from server.adapters.store.import_registry import enrol
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import Registry, RegistryError
from server.adapters.store.tenure import TakenError, tenure
from server.commands.importing_for_care import ForCare
from server.commands.newcomers import Newcomers, ages_of, label_of, log_rows
from server.commands.office import Office, in_office
from server.commands.progress import Progress
from server.commands.rule_situation import known_now
from server.commands.subparsers import Subparsers
from server.commands.telling import read_rules, rules_at_work
from server.commands.words_at_work import words_of
from server.exchange.arriving import LogRow
from server.exchange.closing import closed
from server.exchange.foretelling import as_json, as_text
from server.exchange.history import BEFORE, HERE, KEPT, History, Outcome, Places, Source
from server.exchange.rows import Words
from server.rules.backtest.table import LogError
from server.rules.language.rule_set import RuleSet
from vitals.identity import PatientId, mint_epoch
from vitals.observation_log import COLUMNS, LogFile

AT_ONCE: Final = 1_000
"""So many rows are one transaction."""
_SOURCE: Final = re.compile(r"[a-z0-9][a-z0-9 _-]{1,39}")
_ZONE: Final = "Europe/Stockholm"


DESCRIPTION: Final = """\
Take an observation log (docs/exchange.md) in as history. Every row goes through
the gate of live records and is kept; what no rule will use is counted by its
reason. The same row is taken in once, however often the command runs.

Without --map: people of its own, in a database that no hub belongs to. Nobody
is joined with a patient who is there, and no alert is raised of the past.

With --map: into the care of people who are here, or beside them. The server is
stopped meanwhile; hubs keep what they measure. A dry run may be made while it
runs. The map is a file of CSV with a line for each of the log's people:

    patient_id,patient,born,certain
    anna,k2xvq7mwn4hzt3sd,1943-03-18,
    bo,new,1951-09-02,

patient is an id (nara patient list) or new; born must be the register's date
of birth; certain says how you know that it is the same person, where the
weights of log and patient are far apart. All of the log comes in, or nothing.

Med --map blir loggen historik hos personer som redan följs här, eller hos nya.
Provkör först med --dry-run: den visar vems raderna blir och vilka kort som
ändras, och skriver ingenting. Servern ska stå still när det görs på riktigt."""
EXAMPLES: Final = """\
examples:
  nara import --log cohort --source cohort-7 --by anna --refused refused.csv
  nara import --log old-app --source old-app --by anna --map people.csv --dry-run
  nara import --log old-app --source old-app --by anna --map people.csv"""


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to ``nara``."""
    come = subparsers.add_parser(
        "import",
        help="take an observation log in as history",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    come.add_argument("--log", metavar="DIR", type=Path, required=True, help="the folder of an observation log")
    come.add_argument("--source", metavar="NAME", required=True, help="where it comes from; stands before every label")
    come.add_argument(
        "--by", metavar="PERSON", required=True, help="who answers for it and for its people: a user name"
    )
    come.add_argument(
        "--map", metavar="FILE", type=Path, help="who each of the log's people is here: then into people's care"
    )
    come.add_argument("--dry-run", action="store_true", help="say what would be, and write nothing")
    come.add_argument("--db", metavar="URL", help="another database than the server's")
    come.add_argument("--refused", metavar="FILE", type=Path, help="list every row that no rule will use, with why")
    come.add_argument("--zone", default=_ZONE, help="the zone of the people, and of times without one (%(default)s)")
    come.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of what is said (%(default)s)")
    come.add_argument("--json", action="store_true", help="print the counts as one JSON object")
    come.set_defaults(func=in_office(_import))


def _import(office: Office, arguments: argparse.Namespace) -> int:
    if _SOURCE.fullmatch(arguments.source) is None:
        raise RegistryError(
            "a source is named by small letters and digits, such as cohort-7: it goes before every label"
        )
    try:
        zone = ZoneInfo(arguments.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise RegistryError(f"there is no zone {arguments.zone}") from None
    registry, reading = office.registry(), read_rules()
    rules, words = rules_at_work(office), words_of(reading)
    if rules is None:
        raise RegistryError("the rules cannot be loaded, so nobody can say what is so of anybody: nara rules check")
    try:
        if arguments.map is not None:
            return _for_care(office, arguments, rules, words, zone)
        with ExitStack() as held:
            engine = _database(office, arguments, registry, held)
            coming = Coming(
                engine=engine,
                registry=Registry(engine, os.urandom, registry.now, registry.who),
                rules=rules,
                words=words,
                zone=zone,
                source=arguments.source,
                by=arguments.by,
                refused=_refused(arguments.refused, held),
            )
            coming.take(arguments.log)
    except (LogError, TakenError) as problem:
        raise RegistryError(str(problem)) from None
    _say(coming.counts, coming.people, is_json=arguments.json)
    return 0


def _for_care(office: Office, arguments: argparse.Namespace, rules: RuleSet, words: Words, zone: ZoneInfo) -> int:
    """Bring a log to people in care by its map; a dry run that finds somebody who may be another ends with 1."""
    with ExitStack() as held:
        engine = office.engine
        if arguments.db is not None:
            engine = open_database(arguments.db)
            held.callback(engine.dispose)
            migrate(engine)
        registry = office.registry()
        coming = ForCare(
            engine=engine,
            registry=Registry(engine, os.urandom, registry.now, registry.who),
            rules=rules,
            words=words,
            zone=zone,
            source=arguments.source,
            by=arguments.by,
            log=arguments.log,
            map_path=arguments.map,
        )
        if arguments.dry_run:
            foretold, outcomes = coming.foretell()
        else:
            held.enter_context(tenure(engine, office.config.data))
            foretold, outcomes = coming.take()
        list_refused(_refused(arguments.refused, held), outcomes)
        if arguments.json:
            print(json.dumps(as_json(foretold), ensure_ascii=False))
        else:
            print("\n".join(as_text(foretold, arguments.lang)))
    return 1 if foretold.doubts else 0


def _database(office: Office, arguments: argparse.Namespace, registry: Registry, held: ExitStack) -> Database:
    """Give the database to import into, held alone; a dry run has one that is gone afterwards."""
    if not arguments.dry_run and arguments.db is None:
        held.enter_context(tenure(office.engine, office.config.data))
        return office.engine
    folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
    engine = open_database(f"sqlite:///{folder / 'dry.db'}" if arguments.dry_run else arguments.db)
    held.callback(engine.dispose)
    migrate(engine)
    if arguments.dry_run:
        Registry(engine, os.urandom, registry.now, registry.who).add_account(arguments.by, arguments.by, "nurse", "-")
    held.enter_context(tenure(engine, folder))
    return engine


def _refused(path: Path | None, held: ExitStack) -> TextIO | None:
    if path is None:
        return None
    out = held.enter_context(path.open("w", encoding="utf-8", newline=""))
    csv.writer(out, lineterminator="\n").writerow(["reason", "line", *COLUMNS[LogFile.MEASUREMENTS]])
    return out


@dataclass(kw_only=True)
class Coming:
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


def _say(counts: Mapping[str, int], people: int, *, is_json: bool) -> None:
    told = {"patients": people, "rows": sum(counts.values()), **dict(sorted(counts.items()))}
    if is_json:
        print(json.dumps(told))
        return
    width = max(map(len, told))
    for name, count in told.items():
        print(f"{name.ljust(width)}  {count:>10}")
