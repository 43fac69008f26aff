from __future__ import annotations

import pytest
from log_making import ZONE, LogMaking

from server.rules.backtest.reading import read_log
from server.rules.backtest.table import LogError
from vitals.observation_log import COLUMNS, LogFile


@pytest.mark.parametrize(("said", "takes"), [("40", True), ("yes", True), ("0", False), ("", False), ("no", False)])
def test_whoever_takes_diuretics_is_known_with_or_without_the_dose(said: str, *, takes: bool) -> None:
    (anna,) = LogMaking().patient(diuretic_mg=said).log().patients
    assert ("takes-diuretics" in anna.groups) is takes


def test_a_log_is_read_with_everything_that_it_says() -> None:
    made = LogMaking().patient(permanent_af="1", copd="0", diuretic_mg="40", ended="2026-03-10")
    made.row("2026-03-01T07:00:00", "weight", 80.1).row("2026-03-01T07:01:00", "mood", 3)
    made.told("2026-03-02T10:00:00", "diuretic_change", "up").event("2026-03-09T12:00:00", "minor")
    log = made.silent("2026-03-03T00:00:00", "2026-03-04T00:00:00").log()
    (anna,) = log.patients
    assert (anna.name, anna.reference_g) == ("anna", 80_000)
    assert anna.groups == {"heart-failure", "known-atrial-fibrillation", "takes-diuretics"}
    assert (log.is_naive, [log.rows.kinds[kind] for kind in log.rows.kind]) == (True, ["weight", "mood"])
    assert [(each.kind, each.detail) for each in log.told] == [("diuretic_change", "up")]
    assert log.events is not None
    assert [each.is_major for each in log.events] == [False]
    assert log.silences is not None
    assert [each.to_s - each.from_s for each in log.silences] == [86_400]


def test_files_that_may_be_missing_are_told_apart_from_empty_ones() -> None:
    log = LogMaking().patient().log()
    assert (log.told, log.events, log.silences) == ([], None, None)
    lines = LogMaking().patient().lines() | {LogFile.EVENTS: [",".join(COLUMNS[LogFile.EVENTS])]}
    assert read_log(lines, ZONE).events == []


def test_ids_stay_as_they_are_written() -> None:
    made = LogMaking().patient(" 007,x".replace(",", ";")).row("2026-03-01T07:00:00", "weight", 80, who=" 007;x")
    log = made.log()
    assert (log.patients[0].name, log.rows.patient.tolist()) == (" 007;x", [0])


@pytest.mark.parametrize("file", [LogFile.PATIENTS, LogFile.MEASUREMENTS])
def test_a_log_without_its_two_files_is_no_log(file: LogFile) -> None:
    lines = {name: rows for name, rows in LogMaking().patient().lines().items() if name is not file}
    with pytest.raises(LogError, match=file.file_name):
        read_log(lines, ZONE)


def test_a_column_that_is_missing_is_named() -> None:
    lines = LogMaking().patient().lines() | {LogFile.MEASUREMENTS: ["patient_id,measured_at,kind,value,unit"]}
    with pytest.raises(LogError, match="received_at, device_id, entry"):
        read_log(lines, ZONE)


def test_a_broken_row_keeps_its_place_and_is_nobodys() -> None:
    lines = LogMaking().patient().row("2026-03-01T07:00:00", "weight", 80).lines()
    lines[LogFile.MEASUREMENTS].insert(1, "anna,2026-03-01T06:00:00")
    assert read_log(lines, ZONE).rows.patient.tolist() == [-1, 0]


def test_a_patient_stands_there_once() -> None:
    with pytest.raises(LogError, match="twice"):
        LogMaking().patient().patient().log()


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2100-01-02", "9999-12-31"])
def test_nobody_was_enrolled_when_nobody_lives(day: str) -> None:
    (person,) = LogMaking().patient(enrolled=day, ended=day).log().patients
    assert (person.from_day, person.until_s) == (None, None)
