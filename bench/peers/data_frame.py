"""The peer of the backtest with pandas: the same five rules as a data scientist would first write them in a notebook.

Each patient's readings of one kind are a frame; a loop goes through its rows, and every row selects the last five weeks
up to it, ``frame[(frame.day > day - 36) & (frame.received <= received)]``, and asks that for its medians and least
values. It has no gate, no late data, no second look and no texts: it does less than the engine.

example: python bench/peers/data_frame.py measurements.csv p0 p50
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Collection, Iterator

import pandas as pd

RULES = 5


def frames(path: str, patients: Collection[str]) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Read a log; gives the frame of each patient and kind, in order of receipt."""
    whole = pd.read_csv(path, parse_dates=["measured_at", "received_at"])
    whole = whole[whole.patient_id.isin(patients) & whole.kind.isin(["weight", "pulse"])].dropna(subset=["value"])
    whole["day"] = (whole.measured_at.dt.normalize() - pd.Timestamp("2000-01-01")).dt.days
    whole = whole.sort_values("received_at", kind="stable")
    for (patient, kind), frame in whole.groupby(["patient_id", "kind"]):
        yield str(patient), str(kind), frame.reset_index(drop=True)


def alerts(patient: str, kind: str, frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Judge a frame row by row; gives what was raised."""
    found: list[tuple[str, str, str]] = []
    active: set[str] = set()
    judge = _weight if kind == "weight" else _pulse
    for row in frame.itertuples():
        recent = frame[(frame.day > row.day - 36) & (frame.index <= row.Index)]
        for rule, is_so in judge(recent, row.day, row.value):
            if is_so and rule not in active:
                found.append((patient, str(row.measured_at), rule))
                active.add(rule)
            elif not is_so:
                active.discard(rule)
    return found


def _weight(recent: pd.DataFrame, day: int, value: float) -> list[tuple[str, bool]]:
    before = recent[(recent.day >= day - 3) & (recent.day < day)].value
    usual = recent[recent.day <= day - 8].value
    lately = recent[recent.day > day - 3].value
    earlier = recent[recent.day < day].day
    return [
        ("weight-gain-2kg-3-days", len(before) > 0 and value - before.min() >= 2.0),
        ("weight-drift", len(usual) >= 7 and lately.median() - usual.median() >= 1.5),
        ("missing-weight", len(earlier) > 0 and day - earlier.max() >= 2),
    ]


def _pulse(recent: pd.DataFrame, day: int, value: float) -> list[tuple[str, bool]]:
    usual = recent[recent.day <= day - 8].value
    lately = recent[recent.day > day - 3].value
    return [
        ("pulse-out-of-range", not 40 <= value <= 120),
        ("pulse-drift", len(usual) >= 7 and lately.median() - usual.median() >= 10),
    ]


def main() -> None:
    """Judge some patients of a log, and tell what the loop alone took; reading is not counted."""
    path, *patients = sys.argv[1:]
    parts = list(frames(path, patients))
    before = time.process_time()
    found = [alert for part in parts for alert in alerts(*part)]
    told = {
        "seconds": time.process_time() - before,
        "alerts": len(found),
        "patients": len({who for who, _, _ in parts}),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
