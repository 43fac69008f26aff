from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from log_making import LogMaking

from server.adapters.rule_folder import shipped_folder
from server.commands.log_judging import AskedWronglyError, misuse, one_of, read_rules, read_the_log
from tests.server.commands.conftest import Run


def test_a_word_that_names_nothing_is_answered_with_what_was_meant_or_with_all_there_is() -> None:
    one_of("gain", ["gain", "loss"], "setting")
    with pytest.raises(AskedWronglyError, match="the folder has no rule 'weight-gian'; did you mean 'weight-gain'"):
        one_of("weight-gian", ["weight-gain", "worried"], "rule")
    with pytest.raises(AskedWronglyError, match="worried has no setting 'gain'; there are: none"):
        one_of("gain", [], "setting", "worried")


def test_a_folder_or_log_that_is_not_there_says_so_and_with_which_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AskedWronglyError, match="is no folder") as asked:
        read_rules(str(tmp_path / "none"))
    assert (misuse("sweep", asked.value), capsys.readouterr().err.partition(":")[0]) == (2, "nara rules sweep")
    (tmp_path / "broken.yaml").write_text("rule: a\n", encoding="utf-8")
    with pytest.raises(AskedWronglyError, match=r"nara rules check .* says why") as broken:
        read_rules(str(tmp_path))
    assert broken.value.status == 1
    log = argparse.Namespace(log=tmp_path / "none", series=None, zone="Europe/Stockholm")
    with pytest.raises(AskedWronglyError, match="is no folder") as missing:
        read_the_log(log)
    assert missing.value.status == 1
    with pytest.raises(AskedWronglyError, match="Atlantis") as nowhere:
        read_the_log(argparse.Namespace(**{**vars(log), "zone": "Europe/Atlantis"}))
    assert nowhere.value.status == 2


@pytest.mark.parametrize("enrols", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        ("backtest", "--out", "{out}"),
        ("sweep", "weight-gain-2kg-3-days", "gain", "--out", "{out}"),
        ("diff", "{rules}", "{rules}", "--out", "{out}"),
        ("check",),
    ],
)
def test_a_log_of_nobody_is_said_to_be_one(run: Run, tmp_path: Path, words: tuple[str, ...], enrols: bool) -> None:
    made = LogMaking().patient() if enrols else LogMaking()
    log, out = made.write(tmp_path / "log"), tmp_path / "out"
    asked = [word.format(out=out, rules=shipped_folder()) for word in words]
    status, _, complaint = run("rules", *asked, "--log", str(log))
    assert (status, out.exists()) == (1, False)
    assert f"nara rules {words[0]}: the log is of nobody" in complaint
