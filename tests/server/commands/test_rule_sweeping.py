from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.server.commands.conftest import Run
from tests.server.commands.test_backtesting import a_log

pytestmark = pytest.mark.timeout(240)
SWEEP = ("rules", "sweep", "weight-gain-2kg-3-days", "gain")


def test_a_table_a_file_and_two_pages_come_of_one_pass(run: Run, tmp_path: Path) -> None:
    log, out = a_log("anna", "bo").event("2026-03-23T12:00:00").write(tmp_path / "log"), tmp_path / "out"
    words = ("--log", str(log), "--out", str(out), "--as-measured")
    status, said, _ = run(*SWEEP, *words, "--lang", "en")
    assert status == 0
    assert "> " in said
    with (out / "sweep.csv").open(encoding="utf-8", newline="") as lines:
        rows = [*csv.DictReader(lines)]
    assert (rows[0]["value"], rows[-1]["value"], len(rows)) == ("1", "4", 31)
    assert 'lang="sv"' in (out / "sweep.sv.html").read_text(encoding="utf-8")
    assert 'lang="en"' in (out / "sweep.en.html").read_text(encoding="utf-8")
    both = [json.loads(run(*SWEEP, *words, "--json", "--jobs", jobs)[1]) for jobs in ("1", "2")]
    assert both[0] == both[1]
    assert [each["is_now"] for each in both[0]["values"]].count(True) == 1


@pytest.mark.parametrize(
    ("rule", "setting", "complaint"),
    [
        ("weight-gain-2kg-3-day", "gain", "did you mean 'weight-gain-2kg-3-days'?"),
        ("weight-gain-2kg-3-days", "gian", "weight-gain-2kg-3-days has no setting 'gian'; did you mean 'gain'?"),
        ("worried", "gain", "worried has no setting 'gain'; there are: none"),
    ],
)
def test_a_rule_or_setting_that_is_not_there_is_misuse(
    run: Run, tmp_path: Path, rule: str, setting: str, complaint: str
) -> None:
    status, said, problem = run("rules", "sweep", rule, setting, "--log", str(tmp_path), "--out", str(tmp_path / "out"))
    assert (status, said) == (2, "")
    assert complaint in problem
    assert not (tmp_path / "out").exists()
