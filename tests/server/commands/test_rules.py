from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from rule_folder import FOLDER, GAIN

from tests.server.commands.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the good folder, to be spoilt."""
    return shutil.copytree(FOLDER, tmp_path / "rules")


def spoil(folder: Path, old: str, new: str) -> None:
    file = folder / GAIN
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_the_rules_are_listed_for_people_and_for_machines(run: Run) -> None:
    rows = {row["rule"]: row for row in map(json.loads, run("rules", "list", "--json")[1].splitlines())}
    gain = rows["weight-gain-2kg-3-days"]
    assert (gain["status"], gain["severity"], gain["title"]["sv"]) == ("live", "low", "Snabb viktuppgång")
    lines = run("rules", "list", "--lang", "sv")[1].splitlines()
    assert [line.partition(" ")[0] for line in lines] == sorted(rows)
    assert "Ingen vikt på två dagar" in "".join(lines)


def test_a_folder_that_cannot_be_loaded_is_not_listed(run: Run, folder: Path) -> None:
    assert run("rules", "list", str(folder / "nowhere"))[0] == 2
    spoil(folder, "settings:", "setings:")
    status, said, complaint = run("rules", "list", str(folder))
    assert (status, said) == (1, "")
    assert "nara rules check says why" in complaint


def test_a_folder_that_the_server_would_load_is_found_good(run: Run, folder: Path) -> None:
    status, said, _ = run("rules", "check", str(folder))
    assert (status, said) == (0, "17 files read, nothing to correct\n")
    assert run("rules", "check", str(folder), "--format", "json")[:2] == (0, "[]\n")


def test_one_mistake_is_enough_for_status_1_and_is_told_in_the_language_asked_for(run: Run, folder: Path) -> None:
    spoil(folder, "settings:", "setings:")
    status, said, _ = run("rules", "check", str(folder), "--lang", "sv")
    assert status == 1
    assert said.startswith(f'{folder}/{GAIN}:10:1: E100 okänd nyckel "setings"\n    10 | setings:\n       | ^^^^^^^\n')
    rows = json.loads(run("rules", "check", str(folder), "--format", "json")[1])
    assert [(row["line"], row["column"], row["code"]) for row in rows] == [(10, 1, "E100")]


def test_a_warning_alone_does_not_keep_the_folder_from_being_loaded(run: Run, folder: Path) -> None:
    signals = folder / "signals.yaml"
    text = signals.read_text(encoding="utf-8").replace("{takes: first morning reading}", "{takes: last reading}")
    signals.write_text(text, encoding="utf-8")
    status, said, _ = run("rules", "check", str(folder))
    assert status == 0
    assert "W701" in said


@pytest.mark.parametrize("command", ["check", "fmt", "schema"])
def test_a_folder_that_is_none_is_misuse(run: Run, tmp_path: Path, command: str) -> None:
    status, said, complaint = run("rules", command, str(tmp_path / "nowhere"))
    assert (status, said) == (2, "")
    assert complaint.endswith("nowhere is no folder\n")
    assert run("rules", "check", "--format", "xml")[0] == 2


def test_the_clinics_own_folder_is_named_by_its_variable(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARA_RULES", str(folder))
    spoil(folder, "severity: medium", "severity: medum")
    assert f"{folder}/{GAIN}" in run("rules", "check")[1]


def laid_out(run: Run, folder: Path) -> bytes:
    """Lay the folder out, and give what the rule's file then says."""
    assert run("rules", "fmt", str(folder))[0] == 0
    return (folder / GAIN).read_bytes()


def test_files_are_laid_out_and_a_second_time_nothing_changes(run: Run, folder: Path) -> None:
    good = laid_out(run, folder)
    spoil(folder, "version: 3.1\nstatus: draft", "status: draft\nversion: 3.1")
    (folder / "profiles" / "broken.yaml").write_text("a: [", encoding="utf-8")
    status, said, complaint = run("rules", "fmt", str(folder), "--check")
    assert (status, str(folder / GAIN) in said.splitlines()) == (1, True)
    assert "broken.yaml: cannot be read" in complaint
    (folder / "profiles" / "broken.yaml").unlink()
    assert laid_out(run, folder) == good
    assert run("rules", "fmt", str(folder), "--check") == (0, "", "")
    assert run("rules", "check", str(folder))[0] == 0


def test_one_file_is_laid_out_by_itself(run: Run, folder: Path) -> None:
    good = laid_out(run, folder)
    spoil(folder, "version: 3.1\nstatus: draft", "status: draft\nversion: 3.1")
    assert run("rules", "fmt", str(folder / GAIN))[1] == f"{folder / GAIN}\n"
    assert (folder / GAIN).read_bytes() == good


def test_the_schema_names_the_measures_of_the_folder(run: Run, folder: Path) -> None:
    made = json.loads(run("rules", "schema", str(folder))[1])
    assert {"weight", "symptom.dizziness", "all_of"} <= {*made["definitions"]["condition"]["properties"]}
    assert json.loads(run("rules", "schema", str(folder), "--of", "profile")[1])["$ref"] == "#/definitions/profile"
