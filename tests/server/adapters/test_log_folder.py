from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from log_making import ZONE, LogMaking

from server.adapters.log_folder import log_files, log_size, series_lines, write_refused, write_rows
from server.rules.backtest.reading import read_log
from server.rules.backtest.table import LogError
from vitals.observation_log import LogFile


@pytest.fixture
def made() -> LogMaking:
    return LogMaking().patient().mornings("2026-03-01", [80.0, 80.1]).event("2026-03-09T12:00:00")


def test_a_gzipped_log_is_read_as_the_plain_one(made: LogMaking, tmp_path: Path) -> None:
    plain = made.write(tmp_path / "plain")
    packed = tmp_path / "packed"
    packed.mkdir()
    for file in plain.iterdir():
        (packed / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    found = []
    for folder in (plain, packed):
        with log_files(folder) as files:
            log = read_log(files, ZONE)
        found.append((log.patients, log.events, log.rows.measured_s.tolist(), log.rows.value.tolist()))
    assert found[0] == found[1]
    assert len(found[0][2]) == 2


@pytest.mark.parametrize("packs", [False, True])
def test_how_much_was_read_grows_to_all_that_is_on_the_disk(made: LogMaking, tmp_path: Path, packs: bool) -> None:
    folder = made.write(tmp_path / "log")
    if packs:
        plain = folder / LogFile.MEASUREMENTS.file_name
        plain.with_name(f"{plain.name}.gz").write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    told: list[int] = []
    with log_files(folder, told.append) as files:
        read_log(files, ZONE)
    assert told == sorted(told)
    assert told[-1] == log_size(folder) == sum(file.stat().st_size for file in folder.iterdir())
    assert log_size(tmp_path / "none") == 0


def test_no_folder_and_a_broken_archive_are_told(made: LogMaking, tmp_path: Path) -> None:
    with pytest.raises(LogError, match="no folder"), log_files(tmp_path / "none"):
        pass
    folder = made.write(tmp_path / "log")
    plain = folder / LogFile.MEASUREMENTS.file_name
    (folder / f"{plain.name}.gz").write_bytes(b"no archive")
    plain.unlink()
    with pytest.raises(LogError, match="cannot be read"), log_files(folder) as files:
        read_log(files, ZONE)


def test_refused_rows_are_listed_as_they_stand_behind_their_reason(made: LogMaking, tmp_path: Path) -> None:
    folder = made.write(tmp_path / "log")
    write_refused(folder, {1: "duplicate"}, tmp_path / "refused.csv")
    head, row = csv.reader((tmp_path / "refused.csv").read_text(encoding="utf-8").splitlines())
    assert head[:4] == ["reason", "line", "patient_id", "measured_at"]
    assert row[:4] == ["duplicate", "3", "anna", "2026-03-02T07:00:00"]


def test_a_written_file_is_read_again(tmp_path: Path) -> None:
    write_rows(tmp_path / "events.csv", LogFile.EVENTS, [["anna", "2026-03-09T12:00:00", "major"]])
    assert (tmp_path / "events.csv").read_text(encoding="utf-8").splitlines() == [
        "patient_id,event_at,type",
        "anna,2026-03-09T12:00:00,major",
    ]


def test_series_are_found_in_the_folder_or_in_series_in_it(tmp_path: Path) -> None:
    inner = tmp_path / "series"
    inner.mkdir()
    (inner / "w01.csv").write_text("series_id,timestamp,kind,value,unit\n", encoding="utf-8")
    for folder in (tmp_path, inner):
        with series_lines(folder) as series:
            assert [*series] == ["w01.csv"]
    with pytest.raises(LogError, match="no series"), series_lines(tmp_path / "none"):
        pass
