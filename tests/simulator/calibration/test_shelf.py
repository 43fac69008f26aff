from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from simulator.calibration.shelf import read_diaries, read_series
from vitals.observation_log import COLUMNS, LogFile, LogKind

ROWS = {
    LogFile.PATIENTS: ["p1,70,male,2025-01-01,2025-03-01,completed,80.0,40,0,0,1,auto"],
    LogFile.MEASUREMENTS: [
        "p1,2025-01-01T07:00:00,2025-01-01T07:00:10,weight,80.0,kg,s,auto",
        "p1,2025-01-01T07:04:00,2025-01-01T07:04:10,weight,80.2,kg,s,auto",
        "p1,2025-01-01T21:00:00,2025-01-01T21:00:10,weight,81.0,kg,s,auto",
        "p1,1970-01-02T07:00:00,2025-01-02T07:00:10,weight,80.4,kg,s,auto",
        "p1,2025-01-02T07:10:00,2025-01-02T07:10:10,pulse,60,/min,c,auto",
        "p1,2025-01-02T07:12:00,2025-01-02T07:12:10,pulse,64,/min,c,auto",
        "p1,2025-01-02T07:12:00,2025-01-02T07:12:10,laktat,1,mmol/l,c,auto",
        "p9,2025-01-02T07:12:00,2025-01-02T07:12:10,pulse,64,/min,c,auto",
    ],
    LogFile.EVENTS: ["p1,2025-02-01T12:00:00,major"],
    LogFile.CONTEXT: ["p1,2025-02-07T18:00:00,hospital_discharge,heart failure"],
}
FIRST = date(2025, 1, 1).toordinal()


@pytest.mark.parametrize("is_zipped", [False, True])
def test_a_log_becomes_diaries(tmp_path: Path, is_zipped: bool) -> None:
    for file, rows in ROWS.items():
        content = "\n".join([",".join(COLUMNS[file]), *rows, ""]).encode()
        if is_zipped:
            (tmp_path / f"{file.file_name}.gz").write_bytes(gzip.compress(content))
        else:
            (tmp_path / file.file_name).write_bytes(content)
    (diary,) = read_diaries(tmp_path)
    assert diary.weights_kg == {FIRST: 80.0, FIRST + 1: 80.4}
    assert diary.evenings_kg == {FIRST: 81.0}
    assert diary.repeats_kg == [pytest.approx(0.2)]
    assert diary.signs == {LogKind.PULSE: {FIRST + 1: 62.0}}
    assert diary.events == [(FIRST + 31.5, True)]
    assert diary.discharges == [FIRST + 37.75]
    assert (diary.first, diary.ended) == (FIRST, FIRST + 59)


def test_a_log_without_patients_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_diaries(tmp_path)


def test_series_of_real_people_have_no_events(tmp_path: Path) -> None:
    head = "series_id,timestamp,kind,value,unit\n"
    (tmp_path / "w1.csv").write_text(f"{head}w1,2025-01-01T07:00:00+01:00,weight,80.0,kg\n", encoding="utf-8")
    (tmp_path / "b1.csv").write_text(f"{head}b1,2025-01-01T07:00:00+01:00,pulse,60,/min\n", encoding="utf-8")
    (diary,) = read_series(tmp_path)
    assert (diary.weights_kg, diary.events) == ({FIRST: 80.0}, [])
