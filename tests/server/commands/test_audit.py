from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.server.commands.conftest import Run


def test_a_row_that_was_changed_or_taken_out_is_found(run: Run, tmp_path: Path) -> None:
    for label in ("a", "b", "c"):
        run("home", "add", label)
    assert run("audit", "verify") == (0, "commands: 3 rows, whole\n", "")
    database = sqlite3.connect(tmp_path / "data" / "nara.db")
    with database:
        database.execute("UPDATE audit SET who = 'nobody' WHERE number = 2")
    status, said, complaint = run("audit", "verify")
    assert (status, said) == (1, "commands: 3 rows, BROKEN\n")
    assert "restore it from a backup" in complaint
    with database:
        database.execute("DELETE FROM audit WHERE number <= 2")
    database.close()
    assert run("audit", "verify")[0] == 1
