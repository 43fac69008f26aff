"""The generator's figures lie where papers and real series lie: a slice in every run, the whole in the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.calibration.figure import find
from simulator.calibration.shelf import read_diaries
from simulator.calibration.table import CHAPTERS, as_markdown
from simulator.cohort.log import write_log

SLICE = {
    "day-to-day weight difference, robust SD": (0.4, 0.8),
    "lag-1 autocorrelation": (0.25, 0.45),
    "99th percentile": (1.3, 2.2),
    "SD of a person's change over 14 days": (0.85, 1.25),
    "patients who weigh on >= 4 days": (0.55, 0.9),
    "systolic, day's SD": (5.4, 9.0),
    "pulse, the same": (3.0, 8.0),
}
"""Bands for 60 patients: wide enough for chance, too narrow for a forgotten term."""
WHOLE = {
    "day-to-day weight difference, robust SD": (0.5, 0.65),
    "SD around a 21-day running median": (0.42, 0.58),
    "lag-1 autocorrelation": (0.30, 0.40),
    "99th percentile": (1.5, 1.9),
    "SD of a person's change over 14 days": (0.93, 1.10),
    "change over 14 days without worsening, mean": (-0.2, 0.1),
    "change over 14 days without worsening, SD": (1.0, 1.2),
    "Monday": (0.12, 0.25),
    "evening minus": (0.5, 1.3),
    "difference of two weighings": (0.12, 0.20),
    "days a year with +2 kg": (2.0, 5.0),
    "change over the 14 days before a major event, mean": (0.7, 1.7),
    "change over the 14 days before a major event, SD": (1.6, 2.5),
    "major events with >= 2 kg over a 28-day baseline": (0.25, 0.45),
    "major events with >= 2 kg within 3 days": (0.06, 0.18),
    "major events with >= 0.9 kg": (0.22, 0.48),
    "odds of a major event, gain > 0.9": (1.7, 5.0),
    "first weight at home": (-3.0, -1.4),
    "major events a patient-year": (0.28, 0.46),
    "major events a patient-year in the first 30": (0.5, 1.5),
    "patients who weigh on >= 4 days": (0.68, 0.80),
    "patients who weigh on >= 6 days": (0.35, 0.52),
    "patients without a major event who weigh >= 3": (0.68, 0.86),
    "days measured in the two weeks after a stay": (0.72, 0.92),
    "systolic, day's SD": (5.4, 9.0),
    "diastolic": (4.0, 6.4),
    "pulse, the same": (3.0, 8.0),
    "rate of major events in the week after dyspnoea rose": (1.7, 20.0),
}


def outside(folder: Path, bands: dict[str, tuple[float, float]]) -> list[str]:
    diaries = read_diaries(folder)
    wrong = []
    for begins, (low, high) in bands.items():
        figure = next(each for figures in CHAPTERS.values() for each in figures if each.name.startswith(begins))
        found = find(figure, diaries, replicates=2)
        if not low <= found.value <= high:
            wrong.append(f"{figure.name}: {found.value:.2f}, not in {low} to {high}")
    return wrong


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_slice_lies_where_real_series_lie(tmp_path: Path) -> None:
    write_log(tmp_path, patients=60, days=250, seed=21, is_zipped=False, tell=lambda _: None)
    assert outside(tmp_path, SLICE) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_whole_table_lies_where_papers_lie(tmp_path: Path) -> None:
    write_log(tmp_path, patients=1_000, days=365, seed=22, is_zipped=False, tell=lambda _: None)
    assert outside(tmp_path, WHOLE) == []


def test_a_table_says_when_there_is_nothing_to_measure() -> None:
    figures = CHAPTERS["Events"]
    text = as_markdown("Events", [find(figure, []) for figure in figures])
    assert text.startswith("### Events\n\n| quantity | published |")
    assert text.count("nothing to measure") == len(figures)
    assert len({line.count("|") for line in text.splitlines()[2:]}) == 1
