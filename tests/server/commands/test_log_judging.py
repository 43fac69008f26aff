from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from server.commands.log_judging import AskedWronglyError, misuse, one_of, read_rules, read_the_log


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
