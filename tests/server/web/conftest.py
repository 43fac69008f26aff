"""The clinic that the screens' tests look at: on SQLite; what the store reads is tested on both databases elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clinic import Clinic
from databases import SqliteFiles

from server.adapters.store.database import open_database


@pytest.fixture
def clinic(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Clinic]:
    """A clinic at work."""
    engine = open_database(sqlite_files.new_database(tmp_path / "nara.db"))
    made = Clinic(engine, tmp_path)
    made.worker.start()
    yield made
    made.worker.stop()
    engine.dispose()
