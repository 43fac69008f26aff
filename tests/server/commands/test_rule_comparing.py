from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from server.adapters.rule_folder import shipped_folder
from server.rules.backtest import trial
from server.rules.backtest.log import Log
from server.rules.backtest.trial import Material
from server.rules.language.rule_set import RuleSet
from tests.server.commands.conftest import Run
from tests.server.commands.test_backtesting import a_log

pytestmark = pytest.mark.timeout(240)
GAIN = "weight/weight-gain-2kg-3-days.yaml"
COUNTS = ("severity: low", "severity: medium")


def changed(folder: Path, file: str, *words: str) -> Path:
    """Write the shipped folder with some words of one file replaced: what stands there, what is to stand, and so on."""
    shutil.copytree(shipped_folder(), folder)
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in zip(words[::2], words[1::2], strict=True):
        assert text.count(old) == 1
        text = text.replace(old, new)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def times_made_ready(monkeypatch: pytest.MonkeyPatch) -> list[Log]:
    """Count how often a log is made ready for rules."""
    logs: list[Log] = []
    real = trial.material

    def counted(log: Log, rules: RuleSet, log_codes: Mapping[str, str]) -> Material:
        logs.append(log)
        return real(log, rules, log_codes)

    monkeypatch.setattr(trial, "material", counted)
    return logs


def test_a_rule_that_others_changed_needs_no_approval_to_be_compared_and_the_log_is_made_ready_once(
    run: Run, tmp_path: Path, times_made_ready: list[Log]
) -> None:
    old = changed(tmp_path / "old", GAIN, *COUNTS)
    new = changed(tmp_path / "new", GAIN, *COUNTS, "value: 2 kg", "value: 4 kg")
    log, out = a_log("anna", "bo").event("2026-03-23T12:00:00").write(tmp_path / "log"), tmp_path / "out"
    words = ("rules", "diff", str(old), str(new), "--log", str(log), "--out", str(out), "--as-measured")
    status, said, _ = run(*words, "--lang", "en")
    assert status == 0
    assert "Events gained 0, lost 1 (McNemar, exact: p = 1.000)" in said
    assert "  lost  anna  2026-03-23  weight-gain-2kg-3-days" in said
    assert len(times_made_ready) == 1
    with (out / "diff.csv").open(encoding="utf-8", newline="") as lines:
        gone = [row for row in csv.DictReader(lines) if row["change"] == "gone"]
    assert {(row["patient_id"], row["rule"]) for row in gone} == {
        (who, "weight-gain-2kg-3-days") for who in ("anna", "bo")
    }
    assert (
        (out / "diff_events.csv")
        .read_text(encoding="utf-8")
        .splitlines()[1]
        .startswith("anna,2026-03-23T12:00:00,lost,")
    )
    page = (out / "diff.en.html").read_text(encoding="utf-8")
    assert 'id="lost-0"' in page
    assert "Weight up" in page, "the alert says what it said"
    told = json.loads(run(*words, "--json")[1])
    assert (told["lost"], told["episodes"]["gone"]) == (1, len(gone))


def test_where_numbers_are_made_otherwise_the_log_is_made_ready_for_each(
    run: Run, tmp_path: Path, times_made_ready: list[Log]
) -> None:
    new = changed(tmp_path / "new", "signals.yaml", "plausible: 25 kg to 300 kg", "plausible: 26 kg to 300 kg")
    log = a_log("anna").write(tmp_path / "log")
    words = ("--log", str(log), "--out", str(tmp_path / "out"), "--as-measured", "--lang", "sv")
    status, said, _ = run("rules", "diff", str(shipped_folder()), str(new), *words)
    assert status == 0
    assert "Mapparna säger detsamma om alla." in said
    assert len(times_made_ready) == 2


def test_a_folder_that_is_not_there_is_misuse(run: Run, tmp_path: Path) -> None:
    words = ("--log", str(tmp_path), "--out", str(tmp_path / "out"))
    assert run("rules", "diff", str(tmp_path / "none"), str(shipped_folder()), *words)[0] == 2
