"""A real PostgreSQL of the tests' own: Debian's binaries, a temporary folder, a Unix socket, nobody's password.

Every setting that has to do with durability stands at its default: what holds here holds there.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from functools import cache
from itertools import count
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url, text
from used_database import clean, shape_of

from server.adapters.store.database import migrate, open_database

SETTINGS = ("-c", "listen_addresses=", "-c", "recovery_init_sync_method=syncfs")
"""No port; and after a crash one sync of the file system instead of one for each of two thousand files."""
SYSTEM_USER = "nara-test"
ANSWERS_WITHIN_S = 30.0
MISSING = (
    "PostgreSQL 15 or newer is missing, and the store is tested on it as on SQLite:"
    " apt-get install --no-install-recommends postgresql"
)


class Postgres:
    """One cluster. PostgreSQL refuses to run as root, so under root it is an unprivileged user's."""

    def __init__(self) -> None:
        self._binaries = find_binaries()
        self._owner = unprivileged_user() if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="nara-pg-"))
        self._postmaster: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        self._shape: tuple[str, ...] = ()
        self._clean: list[str] = []
        if self._owner is not None:
            shutil.chown(self.folder, self._owner, self._owner)
        form = ["--username", "nara", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        self._run("initdb", "--pgdata", str(self._data), *form)

    def start(self) -> None:
        """Start it and wait until it answers; after a crash it recovers first."""
        with (self.folder / "log").open("ab") as log:
            self._postmaster = subprocess.Popen(
                self._command("postgres", "-D", str(self._data), "-k", str(self.folder), *SETTINGS),
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )
        until = time.monotonic() + ANSWERS_WITHIN_S
        ask = [str(self._binaries / "pg_isready"), "--quiet", "--host", str(self.folder), "--dbname", "postgres"]
        while subprocess.run(ask, check=False).returncode != 0:
            assert self._postmaster.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until, "PostgreSQL does not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill every process of it at once, as when the machine loses power but not its disk's cache."""
        assert self._postmaster is not None
        postmaster = self._postmaster.pid
        os.kill(postmaster, signal.SIGSTOP)  # else it would see its children die and begin to recover
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in [postmaster, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):  # its children end without it, and init may be quick
                os.kill(process, signal.SIGKILL)
        self._postmaster.wait()
        while any(is_running(child) for child in children):
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop it and remove its folder."""
        if self._postmaster is not None and self._postmaster.poll() is None:
            self.kill()
        shutil.rmtree(self.folder)

    def new_database(self, *, is_migrated: bool = True) -> str:
        """Make a database, with our schema or empty; gives its URL."""
        name = f"d{next(self._numbers)}"
        source = self._template() if is_migrated else "template1"
        self._order(f"CREATE DATABASE {name} TEMPLATE {source}")
        return self.url(name)

    def lend(self) -> str:
        """Give the URL of a database with our schema and nothing in it: a new one, or one that is as new."""
        return self._clean.pop() if self._clean else self.new_database()

    def take_back(self, url: str) -> None:
        """Clean what was lent, for the next; drop it if its schema was changed, whoever is still in it."""
        if clean(url, self._shape):
            self._clean.append(url)
            return
        self._order(f"DROP DATABASE {url.partition('?')[0].rpartition('/')[2]} WITH (FORCE)")

    def url(self, database: str) -> str:
        """Give the URL of a database."""
        place = URL.create("postgresql+psycopg", "nara", database=database, query={"host": str(self.folder)})
        return place.render_as_string(hide_password=False)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _template(self) -> str:
        """Migrate one database once; the others are copies of it."""
        if not self._shape:
            self._order("DROP DATABASE IF EXISTS migrated")
            self._order("CREATE DATABASE migrated")
            fresh = open_database(self.url("migrated"))
            migrate(fresh)
            fresh.dispose()
            self._shape = shape_of(self.url("migrated"))
        return "migrated"

    def _order(self, sentence: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(sentence))
        engine.dispose()

    def _command(self, binary: str, *arguments: str) -> list[str]:
        """Run a binary as its owner; it ends when the tests end, however they end."""
        words = ["setpriv", "--pdeathsig", "INT"]
        if self._owner is not None:
            words += ["--reuid", self._owner, "--regid", self._owner, "--clear-groups"]
        return [*words, "--", str(self._binaries / binary), *arguments]

    def _run(self, binary: str, *arguments: str) -> None:
        done = subprocess.run(
            self._command(binary, *arguments), cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def is_running(process: str) -> bool:
    """Tell whether a process runs; one that waits to be buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def find_binaries() -> Path:
    """Find the newest PostgreSQL that Debian has put on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    assert found, MISSING
    assert int(found[-1].parts[-3]) >= 15, MISSING
    return found[-1].parent


def unprivileged_user() -> str:
    """Give a system user to run as, made if it is not there."""
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            capture_output=True,
            text=True,
            check=False,
        )
        is_there_now = made.returncode in {0, 9}  # 9: another test process was faster
        assert is_there_now, f"could not make the user {SYSTEM_USER}: {made.stderr}"
    return SYSTEM_USER


@cache
def reopened(url: str) -> Engine:
    """Open a database as the product does, or open again what was disposed of: then its statements are made already.

    To put a statement into SQL takes longer than the database does, and SQLAlchemy keeps that by the engine. For a
    database that is lent and taken back; whoever has it disposes of it.
    """
    return open_database(url)


class SqliteFiles:
    """SQLite databases in files: one is migrated, the others are copies of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "migrated.db"
        self._numbers = count(1)
        self._free: list[str] = []
        self._before: dict[str, set[threading.Thread]] = {}

    def lend(self) -> str:
        """Give the URL of a database with our schema and nothing in it; another may have stood there before."""
        url = self._free.pop() if self._free else f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"
        self._before[url] = set(threading.enumerate())
        return self.new_database(Path(make_url(url).database or ""))

    def take_back(self, url: str) -> None:
        """Remove what was lent; where a thread that was begun meanwhile lives on, nobody is lent that place again."""
        if not set(threading.enumerate()) <= self._before.pop(url):
            return
        path = Path(make_url(url).database or "")
        for ending in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        self._free.append(url)

    def new_database(self, path: Path) -> str:
        """Make a database with our schema; gives its URL."""
        if not self._template.exists():
            engine = open_database(f"sqlite:///{self._template}")
            migrate(engine)
            engine.dispose()
        shutil.copy(self._template, path)
        return f"sqlite:///{path}"
