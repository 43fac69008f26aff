"""An export needs a decision, a purpose and two people; it is in the audit before it can be seen, and names nobody."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from leaving_log import ORDER, column, everything_in, few_rules, table, with_two_people
from small_server import SmallServer, at
from sqlalchemy import Engine

from server.adapters.store.chain import read_chains
from tests.server.commands.conftest import Run

pytestmark = pytest.mark.timeout(90)
PSEUDONYMS = ("--pseudonymise", "--key-file")


@pytest.fixture
def server(engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallServer:
    monkeypatch.setenv("NARA_DATABASE_URL", database_url)
    monkeypatch.setenv("NARA_RULES", str(few_rules(tmp_path / "rules")))
    made = with_two_people(engine)
    made.takes(made.home.weighs(80.0, at(0)))
    made.takes(made.home.measures(at(1), systolic=121.0, diastolic=79.5, pulse_rate=70.0, spo2=97.0))
    made.takes(made.home.answers("breathlessness", "stairs", made.anna, at(2), text="Karin säger att jag flåsar"))
    made.takes(made.home.answers("breathlessness", "unchanged", made.anna, at(3)))
    made.takes(made.home.presses(made.anna, at(3, "08:00")))
    return made


@pytest.mark.decision("N27")
def test_a_log_has_all_that_stands_and_says_what_it_is(run: Run, server: SmallServer, tmp_path: Path) -> None:
    out = tmp_path / "log"
    status, said, complaint = run("export", "--out", str(out), *ORDER, "--json")
    assert (status, complaint[:16]) == (0, "nara export: 1 o")
    measured = table(out, "measurements.csv")
    assert column(measured, "kind", "value", "unit", "entry") == [
        ("weight", "80", "kg", "auto"),
        ("diastolic", "79.5", "mmHg", "auto"),
        ("pulse", "70", "/min", "auto"),
        ("spo2", "97", "%", "auto"),
        ("systolic", "121", "mmHg", "auto"),
        ("dyspnea", "1", "score", "manual"),
        ("dyspnea", "1", "score", "manual"),
        ("worried", "1", "press", "manual"),
    ]
    assert measured[0] | {"kind": ""} == {
        "patient_id": server.anna, "measured_at": "2026-03-02T06:00:00Z", "received_at": "2026-03-02T06:00:00Z",
        "kind": "", "value": "80", "unit": "kg", "device_id": server.home.scale, "entry": "auto",
    }  # fmt: skip
    (anna,) = table(out, "patients.csv")
    assert (anna["patient_id"], anna["age"], anna["enrolled"], anna["oximeter"]) == (
        server.anna,
        "83",
        "2026-03-02",
        "1",
    )
    assert json.loads(said) == json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert json.loads(said)["by"] == "eva"
    assert column(table(out, "data-dictionary.csv")[:2], "file", "column") == [
        ("measurements.csv", "patient_id"),
        ("measurements.csv", "measured_at"),
    ]
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


@pytest.mark.decision("N27", "G6")
def test_nobody_of_the_register_can_be_found_in_a_pseudonymised_log(
    run: Run, server: SmallServer, tmp_path: Path
) -> None:
    out, key = tmp_path / "log", tmp_path / "key"
    status, _, complaint = run("export", "--out", str(out), *ORDER, *PSEUDONYMS, str(key), "--gzip")
    assert (status, "personal data still" in complaint) == (0, True)
    leaves = everything_in(out)
    register = [
        str(each)
        for name in ("patient", "home", "hub", "device", "account")
        for row in server.rows(name)
        for each in row.values()
    ]
    known = {
        each
        for each in register
        if len(each) > 3 and each not in {"Europe/Stockholm", "standard-scale", "nurse", "technician", "physician"}
    }
    assert {
        server.anna,
        server.home.home,
        server.home.scale,
        "Somebody",
        "Eva Lind",
        "1943-01-01",
        "2026-03-02",
    } <= known
    days = {f"2026-03-{day:02}" for day in range(1, 6)}
    assert [each for each in sorted(known | days) if each in leaves] == []
    assert [word for word in ("Karin", "flåsar", "university", key.read_text().strip()) if word in leaves] == []
    assert len(table(out, "measurements.csv")) == 8
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_same_key_gives_the_same_bytes_and_another_key_others(
    run: Run, server: SmallServer, tmp_path: Path
) -> None:
    for out, key in (("a", "one"), ("b", "one"), ("c", "two")):
        assert run("export", "--out", str(tmp_path / out), *ORDER, *PSEUDONYMS, str(tmp_path / key))[0] == 0
    first, second, other = (everything_in(tmp_path / out) for out in "abc")
    assert first == second
    assert table(tmp_path / "a", "patients.csv") != table(tmp_path / "c", "patients.csv")
    assert server.anna not in other


@pytest.mark.decision("G6")
def test_the_audit_says_who_let_what_leave_and_is_whole(run: Run, server: SmallServer, tmp_path: Path) -> None:
    out = tmp_path / "log"
    assert run("export", "--out", str(out), *ORDER)[0] == 0
    noted = read_chains(server.engine)["commands"][-1].noted
    told = json.loads(noted.detail)
    assert (noted.what, noted.patients) == ("log_exported", (server.anna,))
    assert (told["decision"], told["by"], told["and"], told["rows"]["measurements.csv"]) == (
        "RJL 2026/1234",
        "eva",
        "bo",
        8,
    )
    assert told["purpose"] == "evaluation by the university"
    assert run("audit", "verify")[0] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--and", "eva"), "two people must look"),
        (("--and", "nobody"), "there is no account nobody"),
        (("--by", "bo", "--and", "eva"), "somebody of the care"),
        (("--decision", "19430318-9817"), "personnummer"),
        (("--purpose", "x"), "say for what"),
        (("--pseudonymise",), "--key-file"),
        (("--patients", "nobody"), "there is no patient nobody"),
        (("--unit", "nowhere"), "there is no unit nowhere"),
        (("--from", "2026-03-05", "--to", "2026-03-01"), "ends before it begins"),
    ],
)
def test_what_nobody_can_stand_behind_does_not_leave(
    run: Run, server: SmallServer, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    before = server.rows("audit")
    status, _, complaint = run("export", "--out", str(tmp_path / "out" / "log"), *ORDER, *words)
    assert (status, says in complaint) == (2, True), complaint
    assert not (tmp_path / "out").exists()
    assert server.rows("audit") == before


def test_the_key_does_not_lie_where_the_log_leaves(run: Run, server: SmallServer, tmp_path: Path) -> None:
    out = tmp_path / "log"
    status, _, complaint = run("export", "--out", str(out), *ORDER, *PSEUDONYMS, str(out / "key"))
    assert (status, "must not lie" in complaint, out.exists()) == (2, True, False)
    assert server.anna


def test_a_period_takes_what_was_measured_in_it_by_the_patients_own_clock(
    run: Run, server: SmallServer, tmp_path: Path
) -> None:
    assert run("export", "--out", str(tmp_path / "log"), *ORDER, "--from", "2026-03-03", "--to", "2026-03-04")[0] == 0
    days = {row["measured_at"][:10] for row in table(tmp_path / "log", "measurements.csv")}
    assert days == {"2026-03-03", "2026-03-04"}
    assert len(server.rows("observation")) == 5
