"""``nara simulate cohort``: write an observation log of invented patients."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from simulator.cohort.log import write_log

NEVER_CLINICAL = "Simulated patients: such figures rank detectors, and are never clinical performance."


def main(words: list[str]) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="nara simulate cohort",
        description=f"Write an observation log of invented patients. {NEVER_CLINICAL}",
        epilog="example: nara simulate cohort --patients 1000 --days 365 --seed 7 --out cohort7",
    )
    parser.add_argument("--patients", type=_positive, required=True, metavar="N", help="how many")
    parser.add_argument("--days", type=_positive, required=True, metavar="D", help="how long each is followed")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="same seed, same bytes")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the log's folder; old files are replaced"
    )
    parser.add_argument("--gzip", action="store_true", help="write .csv.gz")
    told = parser.parse_args(words)
    try:
        rows = write_log(
            told.out,
            patients=told.patients,
            days=told.days,
            seed=told.seed,
            is_zipped=told.gzip,
            tell=lambda done: _progress(done, told.patients),
        )
    except OSError as problem:
        sys.stderr.write(f"\nnara simulate cohort: {problem}\n")
        return 1
    sys.stderr.write("\n")
    sys.stdout.writelines(f"{file.file_name:<17}{count:>12,} rows\n" for file, count in rows.items())
    sys.stdout.write(f"{NEVER_CLINICAL}\n")
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _progress(done: int, patients: int) -> None:
    sys.stderr.write(f"\r{done:,} of {patients:,} patients")
    sys.stderr.flush()
