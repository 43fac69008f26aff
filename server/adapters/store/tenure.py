"""One server at a time: its pipeline is the only writer of clinical tables, and remembers what it wrote."""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, func, select

_LOCK: Final = 6173
"""The number of PostgreSQL's advisory lock; migrations have the one before it."""
_FREE_WITHIN_S: Final = 3.0
"""What a server that was killed a moment ago held is free as soon as the kernel has put it away."""


class TakenError(Exception):
    """Another server is at work here; the text says where."""


@contextlib.contextmanager
def tenure(engine: Engine, folder: Path) -> Iterator[None]:
    """Be the only server with this database and this folder; raises TakenError.

    However the server ends, the kernel or the database lets go of both at once. If PostgreSQL itself is started again
    meanwhile, it forgets: then only the folder keeps another server out.
    """
    with contextlib.ExitStack() as held:
        _wait_for(lambda: _take_file(folder / "serving.lock", held), f"the folder {folder}")
        database = engine.url.database or ""
        if engine.dialect.name == "postgresql":
            connection = held.enter_context(engine.connect())
            connection.detach()  # what goes back to the pool would stay open, and keep the lock
            _wait_for(lambda: _take_in_postgres(connection), f"the database {database}")
        elif database not in {"", ":memory:"}:
            _wait_for(lambda: _take_file(Path(f"{database}.serving"), held), f"the database {database}")
        yield


def _wait_for(take: Callable[[], bool], where: str) -> None:
    until = time.monotonic() + _FREE_WITHIN_S
    while not take():
        if time.monotonic() > until:
            raise TakenError(f"another server is at work with {where}: stop it first, or give this one its own")
        time.sleep(0.1)


def _take_file(path: Path, held: contextlib.ExitStack) -> bool:
    """Lock a file; it stays where it is, for a lock on a file that is gone would keep nobody out."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return False
    held.enter_context(file)
    return True


def _take_in_postgres(connection: Connection) -> bool:
    """Lock in PostgreSQL for as long as the connection lives, outside any transaction."""
    is_taken = bool(connection.execute(select(func.pg_try_advisory_lock(_LOCK))).scalar())
    connection.commit()
    return is_taken
