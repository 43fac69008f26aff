from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, Select, text

from server.adapters.store import questions

NOW = datetime(2026, 3, 2, tzinfo=UTC)
GROWS = ("journal", "observation", "transition", "alert_event", "episode", "saying")
"""The tables that grow with every day; what else there is stays as small as the clinic."""
ASKED: dict[str, Select[Any]] = {
    "open alerts": questions.open_alerts(None),
    "open alerts of one": questions.open_alerts("a"),
    "people": questions.people(None),
    "some people": questions.people(["a", "b"]),
    "points": questions.points(["a"], NOW),
    "weights of many": questions.points(["a", "b"], NOW, "body_weight"),
    "values of": questions.values_of([1, 2]),
    "transitions": questions.transitions(["a", "b"]),
    "trees": questions.trees(["a", "b"]),
    "open episodes": questions.open_episodes(),
    "open episodes of one": questions.open_episodes("a"),
    "homes of": questions.homes_of(["a", "b"]),
    "sayings of": questions.sayings_of([1, 2]),
    "attempts failed": questions.attempts_failed("a", NOW),
    "history of a patient": questions.history(patient="a"),
    "history of an alert": questions.history(alert=1),
    "unclaimed": questions.unclaimed(),
    "waiting": questions.waiting("a", NOW),
    "reading": questions.reading(7),
    "belonged": questions.belonged("a", NOW),
    "moves": questions.moves(),
    "moves of one": questions.moves(7),
}


def plan(engine: Engine, asked: Select[Any]) -> list[str]:
    """Ask SQLite how it would find the rows, with the parameters left open as at run time."""
    compiled = asked.compile(engine, compile_kwargs={"render_postcompile": True})
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(bound(compiled)))
        return [row.detail for row in rows]


def bound(compiled: Any) -> list[Any]:
    return [str(compiled.params[name]) for name in compiled.positiontup]


@pytest.mark.parametrize("name", ASKED)
def test_what_the_screens_ask_is_found_by_an_index_however_long_the_journal_grows(sqlite: Engine, name: str) -> None:
    steps = plan(sqlite, ASKED[name])
    assert steps
    scanned = [step for step in steps if step.startswith("SCAN") and step.split()[1] in GROWS]
    assert [step for step in scanned if "ix_journal_waiting" not in step] == []
    sqlite.dispose()


def test_a_question_without_an_index_is_seen(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        connection.execute(text("DROP INDEX ix_journal_waiting"))
    assert any(step.startswith("SCAN journal") for step in plan(sqlite, questions.unclaimed()))
    sqlite.dispose()


@pytest.mark.parametrize("name", ASKED)
def test_every_question_can_be_asked_of_both_databases(engine: Engine, name: str) -> None:
    with engine.connect() as connection:
        assert connection.execute(ASKED[name]).all() in ([], [(0,)])
