"""``nara rules shadow-report`` on a database in which a rule in shadow ran."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from rule_pieces import decided
from small_server import BEFORE, SmallServer

from server.adapters.rule_folder import read_files, shipped_folder
from server.adapters.store.database import open_database
from server.ledger.page import Page
from server.rules.activation.activation import adoption
from server.rules.language.reading import DIARIES
from tests.server.adapters.store.test_shadow_reading import GAIN, OVERNIGHT, gains_slowly, with_a_shadow
from tests.server.commands.conftest import Run

REPORT = ("rules", "shadow-report", "--until", "2026-03-10", "--days", "14")


def files() -> dict[str, bytes]:
    """Give the files of the rules that run."""
    return {path: text for path, text in read_files(shipped_folder()).items() if not path.endswith(DIARIES)}


@pytest.fixture
def anna(data: Path) -> str:
    """Let Anna gain overnight, and more the day after, in the folder in which the commands work."""
    engine = open_database(f"sqlite:///{data / 'nara.db'}")
    server = SmallServer(engine, with_a_shadow())
    gains_slowly(server)
    server.ledger.write(Page(activations=[adoption(decided(files(), files()), {}, BEFORE)]))
    engine.dispose()
    return server.anna


def test_the_shadow_came_a_day_before_what_nurses_saw_and_that_it_was_looked_at_is_noted(
    run: Run, anna: str, tmp_path: Path
) -> None:
    status, said, complaint = run(*REPORT, "--lang", "en")
    assert (status, complaint) == (0, "")
    lines = said.splitlines()
    assert lines[0] == "2026-02-24 to 2026-03-10 (UTC): 1 patients, 8 patient-days."
    shadow = next(line for line in lines if line.startswith(OVERNIGHT))
    assert "1 (1.0 d)" in shadow
    assert f"    {anna} 1" in lines
    assert any(line.startswith(GAIN) for line in lines)
    with closing(sqlite3.connect(tmp_path / "data" / "nara.db")) as store:
        last = store.execute(
            "SELECT what, patients FROM audit WHERE chain = 'commands' ORDER BY number DESC LIMIT 1"
        ).fetchone()
    assert last == ("shadow_reported", json.dumps([anna]))


def test_machines_get_the_same_of_one_rule(run: Run, anna: str) -> None:
    told = json.loads(run(*REPORT, OVERNIGHT, "--json")[1])
    assert [(each["rule"], each["by_patient"], each["earlier_days"]) for each in told["shadows"]] == [
        (OVERNIGHT, {anna: 1}, [1.0])
    ]
    assert [(each["rule"], each["closed"]["open"]) for each in told["live"]] == [(GAIN, 1)]


def test_what_is_asked_wrongly_is_misuse(run: Run, anna: str) -> None:
    assert anna
    for words, complaint in (
        ((OVERNIGHT.removesuffix("t"),), f"did you mean {OVERNIGHT}?"),
        ((GAIN,), "there is no rule in shadow"),
        (("--days", "0"), "--days must be 1 or more"),
        (("--until", "then"), "is no time"),
    ):
        status, said, problem = run("rules", "shadow-report", *words)
        assert (status, said) == (2, "")
        assert complaint in problem


def test_before_any_rules_run_there_is_nothing_to_tell(run: Run) -> None:
    status, _, complaint = run("rules", "shadow-report")
    assert (status, "no rules run yet" in complaint) == (2, True)
