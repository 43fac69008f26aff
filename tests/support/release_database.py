"""Writes the database fixture of a release: ``python tests/support/release_database.py``, once, as it is tagged.

A small life with something in most tables. It is SQL in text, so that a later reader sees what a release had.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from small_server import SmallServer, at, close, moment, take, undated

from server.adapters.store.database import migrate, open_database
from server.ledger.audit import Noted
from vitals.version import __version__

ROOT: Final = Path(__file__).parents[2]
RELEASED: Final = ROOT / "tests/server/adapters/store/released"


def live(server: SmallServer) -> None:
    """Weigh, gain, be silent, send again, send nonsense; let nurse Eva take one alert and close it."""
    home = server.home
    server.takes(home.weighs(80.0, at(0)), home.beats(at(0, "08:00")))
    server.takes(home.weighs(83.0, at(2)))
    server.takes(deeds=[take(1, 1)])
    server.takes(deeds=[close(1, 2, note="phoned")], noted=[Noted(who="eva", what="patient_seen")])
    again = replace(moment(at(3)), device_time=datetime(2026, 3, 5, 7, 0))
    server.takes(home.weighs(83.1, again, at(3)), home.weighs(83.1, again, at(3, "09:00")))
    server.takes(home.weighs(900.0, at(3)), home.weighs(83.0, undated(5, boot_id="0" * 16), at(3)))
    server.takes(home.beats(at(6, "12:30")))


def main() -> None:
    """Write the fixture of this version."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "nara.db"
        engine = open_database(f"sqlite:///{path}")
        migrate(engine)
        live(SmallServer(engine))
        engine.dispose()
        with closing(sqlite3.connect(path)) as connection:
            text = "\n".join(connection.iterdump())
    (RELEASED / f"{__version__}.sql").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
