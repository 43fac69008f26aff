"""Logs that are dirty in every way that real ones are, and a server's database to take them in."""

from __future__ import annotations

from typing import Final

from log_making import LogMaking

DIRT: Final = {
    "kept": 21,
    "unknown_patient": 2,
    "no_value": 2,
    "unknown_unit": 1,
    "impossible_value": 2,
    "unknown_kind": 1,
    "no_time": 1,
    "here_before": 1,
    "duplicate": 1,
    "no_longer_member": 1,
    "kept_questioned": 2,
}
"""What becomes of the rows of ``dirty_log``."""
_MORNINGS: Final = [80.0, 80.2, 79.9, 80.1, 80.0, 80.3, 80.1, 80.0, 80.2, 80.1]


def dirty_log() -> LogMaking:
    """Write a log with every kind of fault that the format's description names."""
    made = LogMaking().patient(age="83", sex="female", copd="1", diuretic_mg="40")
    made.patient("bo", ended="2026-03-05", end_reason="moved")
    made.mornings("2026-03-02", _MORNINGS).mornings("2026-03-02", [70.0, 70.1, 70.2, 70.0], who="bo")
    made.row("2026-03-02T07:00:00", "weight", 80.0)  # the very same row twice
    made.row("2026-03-03T07:00:00", "weight", 80.2, received="2026-03-03T09:00:00")  # the same reading sent again
    made.row("2026-03-03T08:00:00", "weight", 80.2)  # the same, an hour shifted: nobody can tell but by the value
    made.row("2026-03-05T07:00:00", "weight", 80.1, received="2026-03-09T18:00:00", device="late")  # days late
    made.row("2026-03-06T07:10:00", "weight", 176.8)  # pounds sent as kilograms
    made.row("2026-03-07T07:10:00", "weight", 96.5)  # another person on the scale
    made.row("2026-03-08T07:10:00", "weight", 800.5, entry="manual")  # a slip of the finger
    made.row("2026-03-08T07:11:00", "weight", 81.9, device="two")  # another scale
    made.row("1970-01-01T00:00:30", "weight", 80.4, received="2026-03-09T07:00:00")  # a clock that was never set
    made.row("2026-03-09T07:00:00", "weight", 178.5, unit="lb", device="pounds")
    made.row("2026-03-10T07:00:00", "weight", 12.8, unit="st")
    made.row("2026-03-10T07:01:00", "weight", "NaN").row("2026-03-10T07:02:00", "weight", "")
    made.row("2026-03-10T07:03:00", "systolic", 900).row("2026-03-10T07:04:00", "systolic", 16.2, unit="kPa")
    made.row("2026-03-10T07:05:00", "steps", 4_000, unit="n")
    made.row("soon", "weight", 80.0, received="never")
    made.row("2026-03-10T07:00:00", "weight", 80.0, who="nobody").row("2026-03-10T08:00:00", "pulse", 80, who="")
    made.row("2026-03-07T07:00:00", "weight", 70.3, who="bo")  # after the end
    made.row("2026-03-10T09:00:00", "dyspnea", 2, device="", entry="manual")
    made.told("2026-03-04T12:00:00", "diuretic_change", "up").told("2026-03-06T10:00:00", "absence_announced", "1 days")
    return made.told("2026-03-05T10:00:00", "hospital_admit", who="bo")
