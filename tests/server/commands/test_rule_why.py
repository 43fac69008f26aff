"""``nara rules why`` on a database in which somebody has gained weight."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from shared_scale import ANNA_KG, KNOWN_ON, SharedScale
from small_server import SmallServer, at

from server.adapters.store.database import open_database
from tests.server.commands.conftest import Run

GAIN = "weight-gain-2kg-3-days"


@pytest.fixture
def anna(data: Path) -> str:
    """Let Anna gain three kilograms in two days, in the folder in which the commands work."""
    engine = open_database(f"sqlite:///{data / 'nara.db'}")
    server = SmallServer(engine)
    server.gains()
    server.takes(
        server.home.answers("chest_pain", "yes", server.anna, at(2, "08:00")), server.home.beats(at(2, "09:00"))
    )
    engine.dispose()
    return server.anna


def test_the_tree_has_every_condition_with_its_answer_its_numbers_and_what_it_rests_on(run: Run, anna: str) -> None:
    status, said, _ = run("rules", "why", anna, GAIN, "--at", "2026-03-04 12:00")
    assert status == 0
    for line in (
        "Snabb viktuppgång (weight-gain-2kg-3-days",
        "En varning pågår sedan",
        "Utlöser när:",
        "skillnad 3,0 kg",
        "Slutar när:",
        "gain: 2 kg (regelns eget värde)",
    ):
        assert line in said, said


@pytest.mark.decision("C4")
def test_of_a_day_with_two_weights_far_apart_it_says_that_it_is_not_settled_whose_they_are(
    run: Run, data: Path
) -> None:
    engine = open_database(f"sqlite:///{data / 'nara.db'}")
    known = SharedScale(engine)
    known.becomes_known()
    known.weighs(ANNA_KG, at(KNOWN_ON))
    known.weighs(ANNA_KG + 2.5, at(KNOWN_ON, "07:30"))
    engine.dispose()
    words = ("rules", "why", known.anna, GAIN, "--at", "2026-03-05 12:00")
    status, said, _ = run(*words)
    assert status == 0
    assert "går inte att avgöra: det är inte avgjort vems vikten är" in said
    assert "räknades inte" in said
    assert "cannot tell: it is not settled whose the weight is" in run(*words, "--lang", "en")[1]


def test_before_it_was_so_it_says_no_and_in_english_too(run: Run, anna: str) -> None:
    _, said, _ = run("rules", "why", anna, GAIN, "--at", "2026-03-03 12:00", "--lang", "en")
    assert "No alert is open." in said
    assert "? weight has risen" in said, "with one weight nobody can tell"


def test_an_answer_is_read_too_and_machines_get_the_same_tree(run: Run, anna: str) -> None:
    told = json.loads(run("rules", "why", anna, "acute-symptoms", "--at", "2026-03-04 12:00", "--json")[1])
    assert (told["rule"], told["raise_when"]["answer"]) == ("acute-symptoms", "yes")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((GAIN, "--at", "yesterday"), "yesterday"),
        (("weight-gain-2kg-3-day",), "did you mean weight-gain-2kg-3-days?"),
        ((GAIN, "--at", "2020-01-01"), "nothing is known"),
    ],
)
def test_what_cannot_be_told_is_said_in_one_line(run: Run, anna: str, words: tuple[str, ...], complaint: str) -> None:
    status, said, told = run("rules", "why", anna, *words)
    assert (status, said) == (2, "")
    assert complaint in told
    assert told.count("\n") == 1


def test_that_somebody_asked_is_audited(run: Run, anna: str, tmp_path: Path) -> None:
    run("rules", "why", anna, GAIN, "--at", "2026-03-04 12:00")
    with closing(sqlite3.connect(tmp_path / "data" / "nara.db")) as database:
        last = database.execute("SELECT what, patients FROM audit WHERE chain = 'commands' ORDER BY number").fetchall()[
            -1
        ]
    assert last == ("rule_explained", json.dumps([anna]))
