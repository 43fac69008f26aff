"""A rule goes from the folder to the patients: two people, what it would do, and the server that lets it run."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from rule_pieces import CURVE, GAIN, PATH, edited, live_folder, with_status
from rule_server import RuleServer

from server.rules.transition import Cause
from tests.server.commands.conftest import Run
from tests.server.commands.test_people import enrolled

LIGHTER = edited(live_folder(), PATH, "value: 2 kg", "value: 1.2 kg")
APPROVE = ("rules", "approve", GAIN)


class Clinic:
    """A folder of rules that runs, staff, and one patient who has gained 1.5 kg since yesterday."""

    def __init__(self, run: Run, folder: Path, data: Path) -> None:
        self.run, self.folder = run, folder
        _, self.patient = enrolled(run)
        run("account", "add", "bo", "--name", "Bo Ek", "--role", "physician")
        self.write(live_folder())
        self.server = RuleServer(data, live_folder())
        self.server.weighed(self.patient, 80, 80, 80, 81.5)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write the folder."""
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(text)

    def approves(self) -> None:
        """Let two people approve the rule as it stands."""
        assert self.run(*APPROVE, "--by", "anna", "--role", "clinical")[0] == 0
        assert self.run(*APPROVE, "--by", "bo", "--role", "safety")[0] == 0

    def files(self) -> Mapping[str, bytes]:
        """Give what runs."""
        found = self.server.ledger.activation()
        assert found is not None
        return found.files


@pytest.fixture
def clinic(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    monkeypatch.setenv("NARA_RULES", str(tmp_path / "rules"))
    (tmp_path / "rules").mkdir()
    return Clinic(run, tmp_path / "rules", tmp_path / "data")


def test_a_folder_that_runs_is_nothing_to_do(clinic: Clinic) -> None:
    status, said, _ = clinic.run("rules", "activate")
    assert (status, said) == (0, "The folder runs already: nothing to do.\n")


@pytest.mark.decision("E2")
def test_from_the_folder_to_the_patients(clinic: Clinic) -> None:
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


def test_without_a_server_it_waits_for_one(clinic: Clinic) -> None:
    clinic.write(edited(live_folder(), PATH, "purpose: Catch", "purpose: Find"))
    status, said, _ = clinic.run("rules", "activate", "--wait", "0")
    assert (status, said.splitlines()[-1]) == (0, "Asked: the server does it when it runs next.")
    clinic.server.looks()
    assert b"purpose: Find" in clinic.files()[PATH]


def test_a_machine_is_told_everything_in_one_object(clinic: Clinic) -> None:
    clinic.write(LIGHTER)
    clinic.approves()
    status, said, progress = clinic.run("rules", "activate", "--dry-run", "--json")
    told = json.loads(said)
    assert (status, progress, told["status"], told["light"]) == (1, "", "dry_run", "green")
    assert told["effect"]["waits_for"] == ["many"]
    assert told["effect"]["rules"][0]["raised"] == [clinic.patient]
    assert {each["name"]: each["lot"] for each in told["pieces"]}[GAIN] == "runs"
    assert [each["matter"] for each in told["banners"]] == ["changed"]


def test_a_broken_folder_is_status_1_and_says_where(clinic: Clinic) -> None:
    clinic.write({**LIGHTER, f"weight/{CURVE}.yaml": b"rule: weight-curve\nsetings: {}\n"})
    status, said, _ = clinic.run("rules", "activate")
    assert status == 1
    assert "could not be read: those approved last apply. weight/weight-curve.yaml, line " in said
    assert clinic.run(*APPROVE, "--by", "anna", "--role", "clinical")[0] == 2
    assert clinic.server.ledger.activation_requests() == []


def test_own_settings_that_would_be_outside_keep_it_from_running(clinic: Clinic) -> None:
    setting = ("patient", "setting", clinic.patient, GAIN, "gain", "3,5", "kg", "--role", "nurse")
    assert clinic.run(*setting, "--review", "2030-01-01", "--reason", "swings")[0] == 0
    clinic.write(edited(live_folder(), PATH, "allowed: 1 kg to 4 kg", "allowed: 1 kg to 3 kg"))
    clinic.approves()
    status, said, _ = clinic.run("rules", "activate", "--accept", "bo")
    assert status == 1
    assert f"  {clinic.patient}: {GAIN}.gain is 3.5 kg, allowed would be 1 kg – 3 kg\n" in said
    assert clinic.server.ledger.activation_requests() == []


def test_a_rule_whose_diary_says_otherwise_does_not_run(clinic: Clinic) -> None:
    diary = "rule: weight-gain-2kg-3-days\ndiaries: nothing of the kind\n"
    clinic.write({**LIGHTER, f"weight/{GAIN}.test.yaml": diary.encode()})
    clinic.approves()
    status, said, _ = clinic.run("rules", "activate", "--accept", "bo")
    says = f"The diaries say otherwise than the rules: {GAIN} (nara rules test)."
    assert (status, said.splitlines()[-1]) == (1, says)
    assert clinic.server.ledger.activation_requests() == []


def test_a_rule_that_is_gone_waits_for_a_person_and_ends_what_is_open(clinic: Clinic) -> None:
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


def test_a_trial_is_in_named_units(clinic: Clinic) -> None:
    assert clinic.run("rules", "pilot", GAIN, "rosen")[0] == 2
    words = ("--name", "Rosens vårdcentral", "--reader", "anna", "--telephone", "010-123 45 67")
    assert clinic.run("unit", "set", "rosen", *words, "--hours", "mon-fri 08:00-16:30")[0] == 0
    status, said, _ = clinic.run("rules", "pilot", GAIN, "rosen")
    assert status == 0
    assert "it is live in the folder" in said
    assert clinic.server.ledger.pilots() == {GAIN: {"rosen"}}
    assert clinic.run("rules", "pilot", GAIN, "rosen", "--remove")[0] == 0
    assert clinic.server.ledger.pilots() == {}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("approve", "weight-gain", "--by", "anna", "--role", "clinical"), "there is no rule or shared file"),
        (("approve", GAIN, "--by", "nobody", "--role", "clinical"), "there is no account nobody"),
        (("approve", CURVE, "--by", "anna", "--role", "clinical"), "nobody has to approve it"),
        (("pilot", "no-rule", "rosen"), "there is no rule no-rule"),
        (("activate", "--accept", "nobody"), "there is no account nobody"),
        (("activate", "/nowhere"), "is no folder"),
    ],
)
def test_who_asks_wrongly_is_told_with_status_2(clinic: Clinic, words: tuple[str, ...], says: str) -> None:
    status, _, complaint = clinic.run("rules", *words)
    assert status == 2
    assert says in complaint


def test_what_ended_with_the_rule_is_told_of_by_the_server(clinic: Clinic) -> None:
    clinic.write(LIGHTER)
    clinic.approves()
    with clinic.server.running():
        clinic.run("rules", "activate", "--accept", "bo")
        clinic.write(with_status(LIGHTER, PATH, "shadow"))
        assert clinic.run("rules", "activate", "--accept", "bo")[0] == 0
    with clinic.server.engine.connect() as connection:
        causes = [row.cause for row in connection.exec_driver_sql("SELECT cause FROM transition ORDER BY at, number")]
    assert causes.count(Cause.RULE_CHANGED.value) == 1


def test_without_a_store_the_extra_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "server.commands" and rest[2] and "rule_desk" in str(rest[2]):
            raise ModuleNotFoundError(name="sqlalchemy")
        return honest(name, *rest, **more)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(builtins, "__import__", without)
    status, _, complaint = run("rules", "activate")
    assert (status, complaint) == (
        2,
        "nara rules activate: sqlalchemy is missing: pip install 'hjartnara[server]'\n",
    )
