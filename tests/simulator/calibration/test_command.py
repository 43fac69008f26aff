from __future__ import annotations

from pathlib import Path

import pytest

from simulator.calibration.command import main
from simulator.cohort.log import write_log


@pytest.mark.timeout(60)
def test_it_prints_every_chapter_and_the_series_beside_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_log(tmp_path, patients=6, days=200, seed=2, is_zipped=False, tell=lambda _: None)
    assert main(["--log", str(tmp_path), "--series", "simulator/series"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("6 patients, ")
    assert [line for line in said.splitlines() if line.startswith("###")] == [
        "### Weight while nothing is wrong",
        "### Weight before and after events",
        "### Events",
        "### Measuring",
        "### Pressure, pulse, answers",
    ]
    assert said.count("real series |\n") == 1


def test_a_folder_that_is_no_log_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--log", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
