"""A log that comes in is kept whole, once, by people of its own; no rule says anything of the past."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from arriving_log import DIRT, dirty_log
from leaving_log import few_rules
from log_making import QUESTIONS, LogMaking
from shipped_rules import few_shipped_rules
from small_server import SmallServer, at
from sqlalchemy import Engine, select

from server.adapters.log_folder import log_files
from server.adapters.signature import verify
from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import Registry
from server.adapters.store.tenure import tenure
from server.pipeline import Pipeline
from server.rules.backtest.reading import read_log
from server.rules.backtest.trial import episodes, material
from server.work import Work
from tests.server.commands.conftest import Run

pytestmark = pytest.mark.timeout(120)
ORDER = ("--source", "riket", "--by", "eva")


@pytest.fixture
def registry(engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    monkeypatch.setenv("NARA_DATABASE_URL", database_url)
    monkeypatch.setenv("NARA_RULES", str(few_rules(tmp_path / "rules")))
    made = Registry(engine, bytes, at(0), "test")
    made.add_account("eva", "Eva Lind", "nurse", "$argon2id$")
    return made


def rows(engine: Engine, table: str) -> list[dict[str, Any]]:
    found = schema.METADATA.tables[table]
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(found).order_by(*found.primary_key)).mappings()]


def everything(engine: Engine) -> dict[str, object]:
    """Read every table but those that grow by every command that is run."""
    return {name: rows(engine, name) for name in schema.METADATA.tables if name not in {"audit", "setting", "held"}}


@pytest.mark.usefixtures("registry")
@pytest.mark.decision("B1", "C2")
def test_every_row_is_kept_once_and_what_no_rule_will_use_is_counted_and_listed(
    run: Run, engine: Engine, tmp_path: Path
) -> None:
    log, listed = dirty_log().write(tmp_path / "log"), tmp_path / "refused.csv"
    status, said, complaint = run("import", "--log", str(log), *ORDER, "--json", "--refused", str(listed))
    assert (status, complaint) == (0, "")
    told = json.loads(said)
    assert told == {"patients": 2, "rows": sum(DIRT.values()), **DIRT}
    journal = rows(engine, "journal")
    assert len(journal) == sum(DIRT.values()) - DIRT["here_before"]
    refused = [*csv.DictReader(listed.read_text(encoding="utf-8").splitlines())]
    used = {"kept", "kept_questioned", "here_before"}
    assert Counter(each["reason"] for each in refused) == {why: count for why, count in DIRT.items() if why not in used}
    assert {(each["reason"], each["value"]) for each in refused} >= {("no_value", "NaN"), ("unknown_unit", "12.8")}
    # what nobody can read stands in quarantine with the row as it was
    kept = [each["payload"] for each in rows(engine, "quarantine")]
    assert any(b"soon,never".hex().encode() in payload for payload in kept)
    unset = [each for each in rows(engine, "observation") if each["value"] == 80_400]
    assert [each["measured_at"] for each in unset] == [at(7)]


@pytest.mark.usefixtures("registry")
@pytest.mark.decision("A2")
def test_run_again_it_doubles_nothing_and_takes_in_what_is_new(run: Run, engine: Engine, tmp_path: Path) -> None:
    made = dirty_log()
    log = made.write(tmp_path / "log")
    assert run("import", "--log", str(log), *ORDER)[0] == 0
    before = everything(engine)
    status, said, _ = run("import", "--log", str(log), *ORDER, "--json")
    assert (status, json.loads(said)["here_before"]) == (0, sum(DIRT.values()))
    assert everything(engine) == before
    made.row("2026-03-12T07:00:00", "weight", 80.2).row("2026-02-27T07:00:00", "weight", 80.7).write(tmp_path / "log")
    status, said, _ = run("import", "--log", str(log), *ORDER, "--json")
    assert (json.loads(said)["kept"], json.loads(said)["here_before"]) == (2, sum(DIRT.values()))
    assert {at(10), at(-3)} <= {each["measured_at"] for each in rows(engine, "observation")}


@pytest.mark.usefixtures("registry")
@pytest.mark.decision("C1")
def test_nobody_is_joined_with_somebody_who_is_there(run: Run, engine: Engine, tmp_path: Path) -> None:
    log = LogMaking().patient().mornings("2026-03-02", [80.0] * 3).write(tmp_path / "log")
    for source in ("riket", "landet"):
        assert run("import", "--log", str(log), "--source", source, "--by", "eva")[0] == 0
    people = rows(engine, "patient")
    assert {(each["name"], each["personnummer"]) for each in people} == {
        ("anna (riket)", "riket:anna"),
        ("anna (landet)", "landet:anna"),
    }
    whose = Counter(each["patient"] for each in rows(engine, "observation"))
    assert whose == {each["patient"]: 3 for each in people}


def test_a_database_that_hubs_belong_to_is_refused_and_nothing_is_written(
    run: Run, engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARA_DATABASE_URL", database_url)
    monkeypatch.setenv("NARA_RULES", str(few_rules(tmp_path / "rules")))
    server = SmallServer(engine)
    before = everything(engine)
    log = LogMaking().patient().mornings("2026-03-02", [80.0] * 3).write(tmp_path / "log")
    status, _, complaint = run("import", "--log", str(log), *ORDER)
    assert (status, "record of people in care" in complaint) == (2, True)
    assert everything(engine) == before
    assert server.rows("audit")[-1]["what"] != "log_imported"


def test_with_a_map_a_log_comes_into_care_and_not_while_the_server_is_at_work(
    run: Run, data: Path, engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARA_DATABASE_URL", database_url)
    monkeypatch.setenv("NARA_RULES", str(few_rules(tmp_path / "rules")))
    server = SmallServer(engine)
    log = LogMaking().patient().mornings("2026-03-02", [80.0] * 3).write(tmp_path / "log")
    people = tmp_path / "people.csv"
    people.write_text(f"patient_id,patient,born\nanna,{server.anna},1943-01-01\n", encoding="utf-8")
    order = ("import", "--log", str(log), *ORDER, "--map", str(people))
    before = everything(engine)
    with tenure(engine, data):
        status, said, complaint = run(*order, "--json", "--dry-run")
        assert (status, complaint, json.loads(said)["rows"]) == (0, "", {"kept": 3})
        status, _, complaint = run(*order)
        assert (status, "another server is at work" in complaint) == (2, True)
    assert everything(engine) == before
    listed = tmp_path / "refused.csv"
    status, said, _ = run(*order, "--lang", "en", "--refused", str(listed))
    assert (status, said.splitlines()) == (
        0,
        [
            f"anna → {server.anna}  rows: 3  2026-03-02 – 2026-03-04",
            "        3  come in",
            "No card changes.",
            "All of it is written.",
        ],
    )
    assert len(listed.read_text(encoding="utf-8").splitlines()) == 1
    assert {each["patient"] for each in rows(engine, "observation")} == {server.anna}


@pytest.mark.usefixtures("registry")
def test_a_row_of_somebody_of_whom_no_day_is_known_is_kept_and_counted(
    run: Run, engine: Engine, tmp_path: Path
) -> None:
    made = LogMaking().patient().mornings("2026-03-02", [80.0])
    made.patient("cleo", enrolled="").row("soon", "weight", 70.0, who="cleo", received="never")
    status, said, complaint = run("import", "--log", str(made.write(tmp_path / "log")), *ORDER, "--json")
    assert (status, complaint) == (0, "")
    assert json.loads(said) == {"patients": 1, "rows": 2, "kept": 1, "unknown_patient": 1}
    assert len(rows(engine, "journal")) == 2


@pytest.mark.usefixtures("registry")
def test_a_dry_run_says_what_would_be_and_writes_nothing(run: Run, engine: Engine, tmp_path: Path) -> None:
    log = dirty_log().write(tmp_path / "log")
    before = everything(engine)
    status, said, complaint = run("import", "--log", str(log), *ORDER, "--json", "--dry-run")
    assert (status, complaint) == (0, "")
    assert json.loads(said) == {"patients": 2, "rows": sum(DIRT.values()), **DIRT}
    assert everything(engine) == before


@pytest.mark.usefixtures("registry")
@pytest.mark.decision("A8", "D1")
@pytest.mark.parametrize("days_ago", [0, 20])
def test_no_alert_is_raised_of_the_past_and_what_comes_after_it_is_judged(
    run: Run, engine: Engine, tmp_path: Path, days_ago: int
) -> None:
    weights = [80.0, 80.1, 83.0, 83.2, 80.0, 80.2, 80.0, 80.1, 83.0, 83.2]
    newest = (datetime.now(ZoneInfo("Europe/Stockholm")) - timedelta(hours=8)).date()  # its morning has passed
    first = newest - timedelta(days=days_ago + len(weights) - 1)
    log = LogMaking().patient(enrolled=first.isoformat()).mornings(first.isoformat(), weights).write(tmp_path / "log")
    assert run("import", "--log", str(log), *ORDER)[0] == 0
    told = json.loads(rows(engine, "audit")[-1]["detail"])
    closed = sorted(each["episode"].split(".")[1] for each in rows(engine, "closing"))
    assert (told["closed_as_history"], closed) == (1, ["weight-gain-2kg-3-days"])
    starts = datetime.now(UTC) + timedelta(minutes=5)
    pipeline = Pipeline(SqlLedger(engine), verify, few_shipped_rules(), starts)
    for hours in range(0, 24 * 5, 6):
        pipeline.take(Work(arrivals=[]), starts + timedelta(hours=hours))
    assert rows(engine, "alert") == []
    assert [each["kind"] for each in rows(engine, "known_event")] == ["plan_paused"]


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--by", "nobody"), "there is no account nobody"),
        (("--source", "Å"), "small letters"),
        (("--zone", "Mars/North"), "Mars"),
        (("--log", "nowhere"), "no folder"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run, engine: Engine, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    log = LogMaking().patient().mornings("2026-03-02", [80.0]).write(tmp_path / "log")
    status, _, complaint = run("import", "--log", str(log), *ORDER, *words)
    assert (status, says in complaint) == (2, True), complaint
    assert rows(engine, "patient") == []


@pytest.mark.slow
@pytest.mark.decision("E5")
def test_what_came_in_leaves_again_and_is_judged_as_the_log_it_came_from(
    run: Run, registry: Registry, engine: Engine, tmp_path: Path
) -> None:
    registry.add_account("bo", "Bo Ek", "technician", "$argon2id$")
    weights = [80.0, 80.2, 79.9] * 6 + [81.0, 82.4, 82.6, 82.5, 80.0, 80.1, *[None] * 5, 80.0, 80.1]
    made = LogMaking().patient(copd="1", diuretic_mg="40").mornings("2026-03-02", weights)
    made.patient("bo", weight="").mornings("2026-03-02", [70.0 + 0.1 * day for day in range(28)], who="bo")
    made.row("2026-03-10T07:00:00", "weight", 80.1, received="2026-03-14T18:00:00", device="late")
    made.told("2026-03-29T12:00:00", "absence_announced", "1 days").told("2026-03-05T12:00:00", "diuretic_change", "up")
    came = made.write(tmp_path / "came")
    assert run("import", "--log", str(came), *ORDER)[0] == 0
    left = tmp_path / "left"
    order = ("--decision", "1/26", "--purpose", "a test of logs", "--by", "eva", "--and", "bo")
    assert run("export", "--out", str(left), *order)[0] == 0
    names = {row["patient"]: row["personnummer"].removeprefix("riket:") for row in rows(engine, "patient")}
    alerts = [judged(each) for each in (came, left)]
    assert {rule for _, rule, *_ in alerts[0]} == {"weight-gain-2kg-3-days", "missing-weight"}
    assert [(names[who], *rest) for who, *rest in alerts[1]] == [(who, *rest) for who, *rest in alerts[0]]


def test_the_backtests_gate_says_the_same_of_that_log_but_for_what_only_hindsight_sees() -> None:
    made = dirty_log().material(few_shipped_rules())
    found = {why.value: len(places) for why, places in (made.refused | made.admission.mended).items()}
    assert found.pop("duplicate") == DIRT["here_before"] + DIRT["duplicate"]
    assert found.pop("after_end") == DIRT["no_longer_member"]
    assert found.pop("pounds") + found.pop("questioned") == DIRT["kept_questioned"]
    # the live gate keeps both of these: the first is believed, the other is dated by its receipt as here
    assert (found.pop("duplicate_shifted"), found.pop("clock_unset")) == (1, 1)
    assert found == {why: DIRT[why] for why in found}
    assert {*DIRT} - {*found} == {"kept", "kept_questioned", "here_before", "duplicate", "no_longer_member"}


def judged(folder: Path) -> list[tuple[str, ...]]:
    rules = few_shipped_rules()
    with log_files(folder) as files:
        log = read_log(files, ZoneInfo("Europe/Stockholm"))
    made = material(log, rules, {question: name for name, question in QUESTIONS.items()})
    found = [(each.patient, each.rule, str(each.raised_s), str(each.ended_s)) for each in episodes(made, rules)]
    return sorted(found, key=lambda each: (each[2], each[1]))
