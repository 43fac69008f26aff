"""``nara import``: an observation log becomes history, of people of its own or of people in care."""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.adapters.store.database import Database, migrate, open_database
from server.adapters.store.registry import Registry, RegistryError
from server.adapters.store.tenure import TakenError, tenure
from server.commands.importing_apart import Apart, list_refused
from server.commands.importing_for_care import ForCare
from server.commands.incoming import Incoming
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers
from server.commands.telling import read_rules, rules_at_work
from server.commands.words_at_work import words_of
from server.exchange.foretelling import as_json, as_text
from server.rules.backtest.table import LogError
from vitals.observation_log import COLUMNS, LogFile

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
    try:
        with ExitStack() as held:
            refused = _refused(arguments.refused, held)
            if arguments.map is not None:
                return _for_care(
                    _incoming(office, arguments, zone, _of_care(office, arguments, held)), arguments, refused
                )
            return _apart(_incoming(office, arguments, zone, _database(office, arguments, held)), arguments, refused)
    except (LogError, TakenError) as problem:
        raise RegistryError(str(problem)) from None


def _incoming(office: Office, arguments: argparse.Namespace, zone: ZoneInfo, engine: Database) -> Incoming:
    registry, rules = office.registry(), rules_at_work(office)
    if rules is None:
        raise RegistryError("the rules cannot be loaded, so nobody can say what is so of anybody: nara rules check")
    return Incoming(
        log=arguments.log,
        source=arguments.source,
        by=arguments.by,
        engine=engine,
        registry=Registry(engine, os.urandom, registry.now, registry.who),
        rules=rules,
        words=words_of(read_rules()),
        zone=zone,
    )


def _apart(coming: Incoming, arguments: argparse.Namespace, refused: TextIO | None) -> int:
    """Bring a log in as that of people of its own."""
    apart = Apart(coming=coming, refused=refused)
    apart.take()
    _say(apart.counts, apart.people, is_json=arguments.json)
    return 0


def _for_care(coming: Incoming, arguments: argparse.Namespace, refused: TextIO | None) -> int:
    """Bring a log to people in care by its map; a dry run that finds somebody who may be another ends with 1."""
    care = ForCare(coming=coming, map_path=arguments.map)
    foretold, outcomes = care.foretell() if arguments.dry_run else care.take()
    list_refused(refused, outcomes)
    if arguments.json:
        print(json.dumps(as_json(foretold), ensure_ascii=False))
    else:
        print("\n".join(as_text(foretold, arguments.lang)))
    return 1 if foretold.doubts else 0


def _of_care(office: Office, arguments: argparse.Namespace, held: ExitStack) -> Database:
    """Give the database of the people in care, held alone; a dry run leaves it to the server, and as it is."""
    engine = office.engine if arguments.db is None else open_database(arguments.db)
    if arguments.db is not None:
        held.callback(engine.dispose)
    if not arguments.dry_run:
        if arguments.db is not None:
            migrate(engine)
        held.enter_context(tenure(engine, office.config.data))
    return engine


def _database(office: Office, arguments: argparse.Namespace, held: ExitStack) -> Database:
    """Give the database to import into, held alone; a dry run has one that is gone afterwards."""
    if not arguments.dry_run and arguments.db is None:
        held.enter_context(tenure(office.engine, office.config.data))
        return office.engine
    folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
    engine = open_database(f"sqlite:///{folder / 'dry.db'}" if arguments.dry_run else arguments.db)
    held.callback(engine.dispose)
    migrate(engine)
    if arguments.dry_run:
        registry = office.registry()
        Registry(engine, os.urandom, registry.now, registry.who).add_account(arguments.by, arguments.by, "nurse", "-")
    held.enter_context(tenure(engine, folder))
    return engine


def _refused(path: Path | None, held: ExitStack) -> TextIO | None:
    if path is None:
        return None
    out = held.enter_context(path.open("w", encoding="utf-8", newline=""))
    csv.writer(out, lineterminator="\n").writerow(["reason", "line", *COLUMNS[LogFile.MEASUREMENTS]])
    return out


def _say(counts: Mapping[str, int], people: int, *, is_json: bool) -> None:
    told = {"patients": people, "rows": sum(counts.values()), **dict(sorted(counts.items()))}
    if is_json:
        print(json.dumps(told))
        return
    width = max(map(len, told))
    for name, count in told.items():
        print(f"{name.ljust(width)}  {count:>10}")
