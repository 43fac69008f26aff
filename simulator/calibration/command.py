"""``nara simulate calibrate``: set a log beside what is published of real patients."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from simulator.calibration import stable_weight
from simulator.calibration.figure import find
from simulator.calibration.shelf import read_diaries, read_series
from simulator.calibration.table import CHAPTERS, as_markdown


def main(words: list[str]) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="nara simulate calibrate",
        description="Measure an observation log as papers measured their patients, and print both beside each other.",
        epilog="example: nara simulate calibrate --log cohort7",
    )
    parser.add_argument("--log", type=Path, required=True, metavar="DIR", help="a log with events.csv")
    parser.add_argument("--series", type=Path, metavar="DIR", help="real weight series, measured by the same ruler")
    told = parser.parse_args(words)
    try:
        diaries = read_diaries(told.log)
        real = read_series(told.series) if told.series else []
    except (OSError, ValueError, KeyError) as problem:
        sys.stderr.write(f"nara simulate calibrate: {problem}\n")
        return 1
    years = sum(diary.years for diary in diaries)
    sys.stdout.write(f"{len(diaries):,} patients, {years:,.0f} patient-years.\n")
    for title, figures in CHAPTERS.items():
        sys.stderr.write(f"{title}\n")
        beside = [find(figure, real) for figure in figures] if real and figures is stable_weight.FIGURES else []
        sys.stdout.write("\n" + as_markdown(title, [find(figure, diaries) for figure in figures], beside))
    return 0
