"""What a cohort costs to make: CPU seconds and peak memory of ``nara simulate cohort``, and that memory does not grow.

Each cohort is made by the command itself, in a process of its own that uses one core. The floor beside it only writes
as many rows, already made.

example: python -m bench.cohort --short
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.program import begun
from bench.report import arguments, say, table, tell

DAYS = 365
SIZES = (250, 1_000, 4_000)
SHORT_SIZES = (25, 100)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one cohort took."""

    patients: int
    rows: int
    cpu_s: float
    wall_s: float
    peak_mb: float
    floor_s: float


def main() -> int:
    """Make cohorts of several sizes and print what they took."""
    told = arguments(__doc__ or "", "python -m bench.cohort --short").parse_args()
    costs = [measure(patients) for patients in (SHORT_SIZES if told.short else SIZES)]
    heads = ["patients x 365 days", "rows", "CPU s", "CPU us a row", "times the floor", "wall s", "peak MB"]
    rows = [
        [
            str(each.patients),
            each.rows,
            each.cpu_s,
            1e6 * each.cpu_s / each.rows,
            each.cpu_s / each.floor_s,
            each.wall_s,
            each.peak_mb,
        ]
        for each in costs
    ]
    tell({"costs": [vars_of(each) for each in costs]}, as_json=told.json, table=table(heads, rows))
    return 0


def measure(patients: int) -> Cost:
    """Make one cohort, and write its rows again for the floor."""
    say(f"{patients} patients")
    with tempfile.TemporaryDirectory() as folder:
        words = ["--patients", str(patients), "--days", str(DAYS), "--seed", "1", "--out", folder]
        began = time.monotonic()
        with begun("-m", "simulator", "cohort", *words) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.monotonic() - began
        if process.returncode:
            raise RuntimeError(process.returncode)
        lines = (Path(folder) / "measurements.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        cpu_s = time.process_time()
        with (Path(folder) / "floor.csv").open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(line)
        floor_s = time.process_time() - cpu_s
    taken = used.ru_utime + used.ru_stime
    return Cost(patients, len(lines) - 1, taken, wall_s, used.ru_maxrss * 1024 / 1e6, floor_s)


def vars_of(cost: Cost) -> dict[str, float]:
    """Give a cost as JSON would have it."""
    return {name: getattr(cost, name) for name in Cost.__slots__}


if __name__ == "__main__":
    sys.exit(main())
