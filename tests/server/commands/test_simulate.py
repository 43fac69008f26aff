"""``nara simulate`` starts the simulator as its own process; cohorts are in tests/simulator/cohort."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.commands.conftest import Run


@pytest.mark.timeout(60)
def test_a_cohort_is_written_by_the_simulator(run: Run, tmp_path: Path) -> None:
    words = ["--patients", "1", "--days", "3", "--seed", "4", "--out", str(tmp_path / "log")]
    assert run("simulate", "cohort", *words)[0] == 0
    assert (tmp_path / "log" / "patients.csv").read_text(encoding="utf-8").count("s4-000001") == 1


@pytest.mark.timeout(60)
def test_the_simulators_status_is_its_own(run: Run, tmp_path: Path) -> None:
    assert run("simulate", "calibrate", "--log", str(tmp_path / "none"))[0] == 1


def test_what_it_does_not_know_it_says(run: Run) -> None:
    assert run("simulate", "circus")[0] == 2
