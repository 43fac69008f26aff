from __future__ import annotations

from pathlib import Path

import pytest

from simulator.cohort.command import main


def test_it_writes_a_log_and_says_that_it_is_never_clinical(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--patients", "2", "--days", "20", "--seed", "1", "--out", str(tmp_path / "log"), "--gzip"]
    assert main(words) == 0
    said = capsys.readouterr()
    assert "never clinical performance" in said.out
    assert "2 of 2 patients" in said.err
    assert (tmp_path / "log" / "measurements.csv.gz").exists()


@pytest.mark.parametrize("words", [["--patients", "0"], ["--patients", "many"], ["--days", "-3"], []])
def test_what_it_cannot_do_it_says(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "nara simulate cohort" in capsys.readouterr().err


def test_a_folder_that_cannot_be_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    words = ["--patients", "1", "--days", "2", "--seed", "1", "--out", str(tmp_path / "file" / "log")]
    assert main(words) == 1
    assert "nara simulate cohort: " in capsys.readouterr().err
