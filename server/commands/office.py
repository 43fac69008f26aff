"""Where a command works: the settings, the open database, and the register with who is acting."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from server.adapters.store.accounts import password_hashes
from server.adapters.store.database import Database, DriverError, migrate, open_database
from server.adapters.store.registry import Registry, RegistryError
from server.commands.proving_people import prove
from server.config import ConfigError, ServerConfig, read_config
from server.ledger.port import LedgerError

Command = Callable[["Office", argparse.Namespace], int]


class Office:
    """The settings and the store, opened when a command needs them."""

    def __init__(self, config: ServerConfig) -> None:
        """Open the database, and bring it to our schema."""
        self.config = config
        config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.engine: Database = open_database(config.database_url)
        migrate(self.engine)

    def prove(self, people: Sequence[str]) -> bool:
        """Ask each of these for the password at a terminal; tells if they were asked; raises RegistryError."""
        with self.engine.connect() as connection:
            hashes = password_hashes(connection)
        return prove(people, hashes)

    def registry(self) -> Registry:
        """Give the register to write in; what is done is noted under the name of who runs the command."""
        return Registry(self.engine, os.urandom, datetime.now(UTC), f"command:{getpass.getuser()}")


def in_office(command: Command) -> Callable[[argparse.Namespace], int]:
    """Let a command work in an office; what is wrong with settings, store or input is said in one line, status 2."""

    def run(arguments: argparse.Namespace) -> int:
        try:
            office = Office(read_config())
            try:
                return command(office, arguments)
            finally:
                office.engine.dispose()
        except (ConfigError, LedgerError, RegistryError, OSError, ValueError) as problem:
            sys.stderr.write(f"nara: {problem}\n")
        except DriverError as problem:
            sys.stderr.write(f"nara: the database does not answer: {problem.orig}\n")
        return 2

    return run
