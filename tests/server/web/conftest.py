"""The clinic that the screens' tests look at: on SQLite; what the store reads is tested on both databases elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clinic import Clinic
from sqlalchemy import Engine


@pytest.fixture
def clinic(sqlite: Engine, tmp_path: Path) -> Iterator[Clinic]:
    """A clinic at work."""
    made = Clinic(sqlite, tmp_path)
    made.worker.start()
    yield made
    made.worker.stop()
