"""A rule goes from the folder to the patients: two people, what it would do, and the server that lets it run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from log_making import LogMaking
from rule_clinic import APPROVE, LIGHTER, RuleClinic
from rule_pieces import CURVE, GAIN, PATH, edited, live_folder, with_status
from sqlalchemy import update

from server.adapters.store.chain import read_chains
from server.adapters.store.schema import ACCOUNT
from server.rules.language.burden import BURDEN
from server.rules.transition import Cause
from server.web.password import hash_password
from tests.server.commands.conftest import Run
from tests.server.commands.test_people import enrolled
from tests.server.commands.test_proving_people import Terminal, types


@pytest.fixture
def clinic(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RuleClinic:
    monkeypatch.setenv("NARA_RULES", str(tmp_path / "rules"))
    (tmp_path / "rules").mkdir()
    return RuleClinic(run, enrolled(run)[1], tmp_path / "rules", tmp_path / "data")


def test_a_folder_that_runs_is_nothing_to_do(clinic: RuleClinic) -> None:
    status, said, _ = clinic.run("rules", "activate")
    assert (status, said) == (0, "The folder runs already: nothing to do.\n")


@pytest.mark.decision("E2")
def test_from_the_folder_to_the_patients(clinic: RuleClinic) -> None:
    clinic.write(LIGHTER)
    status, said, _ = clinic.run("rules", "activate", "--lang", "sv")
    assert status == 1
    assert f"! Ändrat utan godkännande, så den senast godkända versionen gäller: {GAIN}." in said
    assert f"{GAIN} 3.1: ändrad utan godkännande" in said
    assert "saknar kliniskt godkännande, godkännande av säkerheten" in said
    assert clinic.files() == live_folder()

    status, said, _ = clinic.run(*APPROVE, "--by", "anna", "--role", "clinical")
    assert status == 0
    assert "it waits for somebody who answers for that it is safe (--role safety)" in said
    assert clinic.run(*APPROVE, "--by", "anna", "--role", "safety")[0] == 2
    status, said, _ = clinic.run(*APPROVE, "--by", "bo", "--role", "safety")
    assert (status, "approved: {by: [anna, bo], for: care, logic: " in said) == (0, True)

    status, said, _ = clinic.run("rules", "activate", "--dry-run")
    assert status == 1
    assert "Alerts that would be raised: 1 (high: 0); cleared: 0. Patients touched: 1 of 1." in said
    assert f"      raised: {clinic.patient}\n" in said
    assert said.endswith("Nothing is changed (--dry-run).\n")
    status, said, _ = clinic.run("rules", "activate")
    assert (status, "Waits for a person: more than 5 % of the patients are touched" in said) == (1, True)
    assert clinic.files() == live_folder()

    with clinic.server.running():
        status, said, _ = clinic.run("rules", "activate", "--accept", "bo")
    assert (status, said.splitlines()[-1]) == (0, "The rules run now.")
    assert clinic.files() == LIGHTER
    found = clinic.server.ledger.activation()
    assert found is not None
    assert (found.who, found.effect["raised"]) == ("bo", 1)
    assert clinic.run("rules", "activate")[0] == 0


def test_without_a_server_it_waits_for_one(clinic: RuleClinic) -> None:
    clinic.write(edited(live_folder(), PATH, "purpose: Catch", "purpose: Find"))
    status, said, _ = clinic.run("rules", "activate", "--wait", "0")
    assert (status, said.splitlines()[-1]) == (0, "Asked: the server does it when it runs next.")
    clinic.server.looks()
    assert b"purpose: Find" in clinic.files()[PATH]


def test_a_machine_is_told_everything_in_one_object(clinic: RuleClinic) -> None:
    clinic.write(LIGHTER)
    clinic.approves()
    status, said, progress = clinic.run("rules", "activate", "--dry-run", "--json")
    told = json.loads(said)
    assert (status, progress, told["status"], told["light"]) == (1, "", "dry_run", "green")
    assert told["effect"]["waits_for"] == ["many"]
    assert told["effect"]["rules"][0]["raised"] == [clinic.patient]
    assert {each["name"]: each["lot"] for each in told["pieces"]}[GAIN] == "runs"
    assert [each["matter"] for each in told["banners"]] == ["changed"]


def test_a_broken_folder_is_status_1_and_says_where(clinic: RuleClinic) -> None:
    clinic.write({**LIGHTER, f"weight/{CURVE}.yaml": b"rule: weight-curve\nsetings: {}\n"})
    status, said, _ = clinic.run("rules", "activate")
    assert status == 1
    assert "could not be read: those approved last apply. weight/weight-curve.yaml, line " in said
    assert clinic.run(*APPROVE, "--by", "anna", "--role", "clinical")[0] == 2
    assert clinic.server.ledger.activation_requests() == []


def test_own_settings_that_would_be_outside_keep_it_from_running(clinic: RuleClinic) -> None:
    setting = ("patient", "setting", clinic.patient, GAIN, "gain", "3,5", "kg", "--role", "nurse")
    assert clinic.run(*setting, "--review", "2030-01-01", "--reason", "swings")[0] == 0
    clinic.write(edited(live_folder(), PATH, "allowed: 1 kg to 4 kg", "allowed: 1 kg to 3 kg"))
    clinic.approves()
    status, said, _ = clinic.run("rules", "activate", "--accept", "bo")
    assert status == 1
    assert f"  {clinic.patient}: {GAIN}.gain is 3.5 kg, allowed would be 1 kg – 3 kg\n" in said
    assert clinic.server.ledger.activation_requests() == []


def test_a_rule_whose_diary_says_otherwise_does_not_run(clinic: RuleClinic) -> None:
    diary = "rule: weight-gain-2kg-3-days\ndiaries: nothing of the kind\n"
    clinic.write({**LIGHTER, f"weight/{GAIN}.test.yaml": diary.encode()})
    clinic.approves()
    status, said, _ = clinic.run("rules", "activate", "--accept", "bo")
    says = f"The diaries say otherwise than the rules: {GAIN} (nara rules test)."
    assert (status, said.splitlines()[-1]) == (1, says)
    assert clinic.server.ledger.activation_requests() == []


@pytest.mark.decision("E2", "E5")
def test_a_rule_that_has_not_shown_what_it_costs_is_neither_approved_nor_run(
    clinic: RuleClinic, tmp_path: Path
) -> None:
    clinic.write_unmeasured(LIGHTER)
    status, _, complaint = clinic.run(*APPROVE, "--by", "anna", "--role", "clinical")
    assert (status, f"{GAIN}: what it costs was measured of other logic than would run, and" in complaint) == (2, True)
    clinic.write(LIGHTER)
    clinic.approves()
    (clinic.folder / BURDEN).unlink()
    for words in (("--dry-run",), ("--accept", "bo")):
        status, said, _ = clinic.run("rules", "activate", *words)
        assert (status, said.splitlines()[-1]) == (1, f"  {GAIN}: nobody has measured what it costs")
    assert clinic.server.ledger.activation_requests() == []

    made = LogMaking()
    for number in range(60):
        made.patient(f"p{number}").mornings("2026-03-02", [80 + day % 3 / 10 for day in range(30)], who=f"p{number}")
    log = str(made.write(tmp_path / "log"))
    said = clinic.run("rules", "check", str(clinic.folder), "--log", log, "--store")[1]
    assert "Unexplained episodes per patient-year on log (60 patients), as measured" in said
    status, said, _ = clinic.run("rules", "activate", "--dry-run", "--lang", "sv")
    assert f"{GAIN}: 0,00 (0,00–0,00) oförklarade episoder per patientår på log (60 patienter, 4,9 patientår)" in said
    told = json.loads(clinic.run("rules", "activate", "--dry-run", "--json")[1])
    assert [*told["prices"]] == [GAIN]


def test_at_a_terminal_who_stands_behind_rules_gives_the_password(
    clinic: RuleClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.write(LIGHTER)
    with clinic.server.engine.begin() as connection:
        for who in ("anna", "bo"):
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.staff == who).values(password_hash=hash_password(who)))
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", types("bo", "anna", "bo", "anna", "bo"))
    anna = (*APPROVE, "--by", "anna", "--role", "clinical")
    assert clinic.run(*anna) == (2, "", "nara: that is not the password of anna\n")
    assert clinic.server.ledger.approvals() == []
    assert clinic.run(*anna)[0] == 0
    assert clinic.run(*APPROVE, "--by", "bo", "--role", "safety")[0] == 0
    assert clinic.run("rules", "activate", "--accept", "bo", "--wait", "0")[0] == 2
    assert clinic.server.ledger.activation_requests() == []
    assert clinic.run("rules", "activate", "--accept", "bo", "--wait", "0")[0] == 0
    noted = [each.noted.detail for each in read_chains(clinic.server.engine)["commands"]][-3:]
    assert [detail.split(": ")[0].split(", ", 1)[1] for detail in noted] == [
        "password given", "password given", "accepted, password given",
    ]  # fmt: skip
    assert "unexplained episodes per patient-year on cohort" in noted[0]


def test_a_rule_that_is_gone_waits_for_a_person_and_ends_what_is_open(clinic: RuleClinic) -> None:
    clinic.server.weighed(clinic.patient)
    (clinic.folder / PATH).unlink()
    (clinic.folder / "profiles" / "frail-elderly.yaml").unlink()
    status, said, _ = clinic.run("rules", "activate")
    assert status == 1
    assert f"{GAIN} 3.1: no longer used" in said
    assert f"a rule that nurses see would be gone: {GAIN}" in said
    with clinic.server.running():
        assert clinic.run("rules", "activate", "--accept", "anna")[0] == 0
    assert PATH not in clinic.files()


def test_what_ended_with_the_rule_is_told_of_by_the_server(clinic: RuleClinic) -> None:
    clinic.write(LIGHTER)
    clinic.approves()
    with clinic.server.running():
        clinic.run("rules", "activate", "--accept", "bo")
        clinic.write(with_status(LIGHTER, PATH, "shadow"))
        assert clinic.run("rules", "activate", "--accept", "bo")[0] == 0
    with clinic.server.engine.connect() as connection:
        causes = [row.cause for row in connection.exec_driver_sql("SELECT cause FROM transition ORDER BY at, number")]
    assert causes.count(Cause.RULE_CHANGED.value) == 1
