from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from log_making import LogMaking

from server.adapters.rule_folder import shipped_folder
from tests.server.commands.conftest import Run

pytestmark = pytest.mark.timeout(120)
WEIGHTS = [80.0, 80.2, 79.9] * 6 + [81.0, 82.4, 82.6, 82.5]


def a_log(*patients: str) -> LogMaking:
    made = LogMaking()
    for number, who in enumerate(patients):
        made.patient(who).mornings("2026-03-02", [each + number for each in WEIGHTS], who=who)
    return made


def alerts(folder: Path) -> list[dict[str, str]]:
    with (folder / "alerts.csv").open(encoding="utf-8", newline="") as lines:
        return [*csv.DictReader(lines)]


@pytest.mark.decision("E5")
def test_a_log_gives_alerts_and_scores_that_say_what_they_are_not(run: Run, tmp_path: Path) -> None:
    made = a_log("anna", "007").event("2026-03-23T12:00:00").row("2026-03-02T07:00:00", "weight", 80.0)
    log = made.write(tmp_path / "log")
    words = ("rules", "backtest", "--log", str(log), "--out", str(tmp_path / "out"), "--as-measured", "--lang", "en")
    status, said, _ = run(*words, "--refused", str(tmp_path / "refused.csv"))
    assert status == 0
    assert said.splitlines()[0] == "Simulated or retrospective data: a measure of rules, never of clinical performance."
    assert "by chance" in said
    found = alerts(tmp_path / "out")
    gains = [each for each in found if each["rule"] == "weight-gain-2kg-3-days" and each["kind"] == "raised"]
    assert {each["patient_id"] for each in gains} == {"anna", "007"}
    assert {(each["severity"], each["class"]) for each in gains} == {("low", "sign")}
    assert all(each["at"].startswith("2026-03-2") and "+" not in each["at"] for each in gains)
    assert "Weight up" in gains[0]["explanation"]
    scores = json.loads((tmp_path / "out" / "score.json").read_text(encoding="utf-8"))
    assert (scores["rows"]["read"], scores["rows"]["duplicate"], scores["sensitivity"]["events"]) == (45, 1, 1)
    assert "duplicate" in (tmp_path / "refused.csv").read_text(encoding="utf-8")
    assert len(scores["rules_hash"]) == 64
    for language in ("sv", "en"):
        page = (tmp_path / "out" / f"report.{language}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page
        assert scores["rules_hash"] in page
        (row,) = re.findall(r"<tr>(?:(?!</tr>).)*weight-gain-2kg-3-days</code>.*?</tr>", page)
        assert f'<td class="number">{len(gains)}</td>' in row


@pytest.mark.decision("E5")
def test_without_events_only_the_burden_is_told(run: Run, tmp_path: Path) -> None:
    log = a_log("anna").write(tmp_path / "log")
    status, said, _ = run("rules", "backtest", "--log", str(log), "--out", str(tmp_path / "out"), "--json")
    assert (status, json.loads(said)["sensitivity"], json.loads(said)["clock"]) == (0, None, "as-received")


def test_several_processes_find_what_one_finds(run: Run, tmp_path: Path) -> None:
    log = a_log("anna", "bo", "cilla").write(tmp_path / "log")
    for jobs in ("1", "2"):
        out = str(tmp_path / jobs)
        assert run("rules", "backtest", "--log", str(log), "--out", out, "--as-measured", "--jobs", jobs)[0] == 0
    assert (tmp_path / "1" / "alerts.csv").read_bytes() == (tmp_path / "2" / "alerts.csv").read_bytes()
    assert len(alerts(tmp_path / "1")) > 2


@pytest.mark.decision("E5")
def test_a_profile_holds_for_everybody_and_profiles_stand_beside_each_other(run: Run, tmp_path: Path) -> None:
    log = LogMaking().patient().mornings("2026-03-02", [80.0] * 10 + [81.7] * 3).write(tmp_path / "log")
    words = ("rules", "backtest", "--log", str(log), "--as-measured", "--json", "--out")
    plain = json.loads(run(*words, str(tmp_path / "a"), "--by", "profile")[1])
    frail = json.loads(run(*words, str(tmp_path / "b"), "--profile", "frail-elderly")[1])
    assert "weight-gain-2kg-3-days" not in plain["by_rule"]
    assert frail["by_rule"]["weight-gain-2kg-3-days"] == 1
    assert plain["by_profile"]["frail-elderly"]["by_rule"] == frail["by_rule"]


def test_series_of_real_people_are_a_log_without_events(run: Run, tmp_path: Path) -> None:
    rows = [f"w9,{date(2026, 3, 1) + timedelta(days=number)},weight,{80 + number % 2},kg" for number in range(20)]
    (tmp_path / "w9.csv").write_text("\n".join(["series_id,timestamp,kind,value,unit", *rows]), encoding="utf-8")
    out = tmp_path / "out"
    status, said, _ = run("rules", "backtest", "--series", str(tmp_path), "--out", str(out), "--as-measured")
    assert status == 0
    assert "Ingen events.csv" in said


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("--log", "nowhere"), 1, "no folder"),
        (("--log", "{log}", "--profile", "nobody"), 2, "frail-elderly"),
        (("--log", "{log}", "--zone", "Mars/North"), 2, "Mars"),
        (("--log", "{log}", "--rules", "nowhere"), 2, "no folder"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, tmp_path: Path, words: tuple[str, ...], status: int, says: str) -> None:
    log = a_log("anna").write(tmp_path / "log")
    asked = [each.format(log=log) for each in words]
    found = run("rules", "backtest", "--out", str(tmp_path / "out"), *asked)
    assert found[0] == status
    assert says in found[2]


def test_rules_that_nobody_has_approved_yet_show_their_price(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(shipped_folder(), rules)
    gain = rules / "weight" / "weight-gain-2kg-3-days.yaml"
    gain.write_text(gain.read_text(encoding="utf-8").replace("value: 2 kg", "value: 4 kg"), encoding="utf-8")
    log = a_log("anna").write(tmp_path / "log")
    words = ("rules", "backtest", "--log", str(log), "--out", str(tmp_path / "out"), "--as-measured")
    found = []
    for folder in (shipped_folder(), rules):
        assert run(*words, "--rules", str(folder))[0] == 0
        found.append("weight-gain-2kg-3-days" in {each["rule"] for each in alerts(tmp_path / "out")})
    assert found == [True, False]
