from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.rules.language.burden import BURDEN
from tests.server.commands.conftest import Run
from tests.server.commands.test_backtesting import a_log
from tests.server.commands.test_rule_comparing import GAIN, changed

pytestmark = pytest.mark.timeout(240)
TIGHT = "burden_budget: 0.1 episodes per patient-year\nowner:"


@pytest.mark.decision("E5")
def test_a_budget_that_a_log_breaks_fails_the_check_then_and_whenever_its_result_is_kept(
    run: Run, tmp_path: Path
) -> None:
    folder = changed(tmp_path / "rules", GAIN, "owner:", TIGHT)
    log = a_log("anna", "bo").write(tmp_path / "log")
    assert run("rules", "check", str(folder))[0] == 0, "nobody has measured"
    status, said, _ = run("rules", "check", str(folder), "--log", str(log))
    assert status == 1
    assert "weight-gain-2kg-3-days" in said
    assert "E607 the rule costs " in said
    assert not (folder / BURDEN).exists()
    assert run("rules", "check", str(folder))[0] == 0

    assert run("rules", "check", str(folder), "--log", str(log), "--store")[0] == 1
    status, said, _ = run("rules", "check", str(folder), "--format", "json")
    assert (status, [(each["code"], each["file"]) for each in json.loads(said)]) == (1, [("E607", f"{folder}/{GAIN}")])
    assert "cannot be loaded" in run("rules", "list", str(folder))[2], "the server would not load it either"

    text = (folder / GAIN).read_text(encoding="utf-8")
    (folder / GAIN).write_text(text.replace("budget: 0.1", "budget: 100"), encoding="utf-8")
    assert run("rules", "check", str(folder))[0] == 0, "the budget is no part of the logic"
    (folder / GAIN).write_text(text.replace("within: 3 days", "within: 2 days"), encoding="utf-8")
    found = json.loads(run("rules", "check", str(folder), "--format", "json")[1])
    assert {each["code"] for each in found} == {"W702", "E603"}, "a result of other logic is ignored, and said"
    run("rules", "check", str(folder), "--log", str(log), "--store", "--jobs", "2")
    again = json.loads(run("rules", "check", str(folder), "--format", "json")[1])
    assert "W702" not in {each["code"] for each in again}


def test_what_is_asked_wrongly_is_misuse(run: Run, tmp_path: Path) -> None:
    folder = changed(tmp_path / "rules", GAIN, "owner:", TIGHT)
    assert run("rules", "check", str(folder), "--store")[0] == 2
    status, _, complaint = run("rules", "check", str(folder), "--log", str(tmp_path / "none"))
    assert (status, "is no folder" in complaint) == (1, True)


def test_rules_that_cannot_be_loaded_are_not_measured(run: Run, tmp_path: Path) -> None:
    folder = changed(tmp_path / "rules", GAIN, "rises_by: gain", "rises_bi: gain")
    status, said, complaint = run("rules", "check", str(folder), "--log", str(a_log("anna").write(tmp_path / "log")))
    assert (status, "nothing is measured" in complaint, "E100" in said) == (1, True, True)
