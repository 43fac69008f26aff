from __future__ import annotations

import csv
import gzip
from hashlib import sha256
from pathlib import Path

import pytest

from simulator.cohort import spill
from simulator.cohort.log import FILES, write_log
from vitals.observation_log import COLUMNS, LogFile

PATIENTS, DAYS, SEED = 12, 120, 5


def write(folder: Path, *, patients: int = PATIENTS, is_zipped: bool = False) -> dict[LogFile, int]:
    return write_log(folder, patients=patients, days=DAYS, seed=SEED, is_zipped=is_zipped, tell=lambda _: None)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def rows(folder: Path, file: LogFile) -> list[list[str]]:
    with (folder / file.file_name).open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def test_it_writes_every_file_sorted_with_its_header_and_nothing_else(tmp_path: Path) -> None:
    counts = write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {file.file_name for file in FILES}
    sorted_by = {LogFile.MEASUREMENTS: 2, LogFile.PATIENTS: 0}
    for file in FILES:
        head, *body = rows(tmp_path, file)
        assert tuple(head) == COLUMNS[file]
        keys = [row[sorted_by.get(file, 1)] for row in body]
        assert keys == sorted(keys)
        assert len(body) == counts[file]
    assert counts[LogFile.PATIENTS] == PATIENTS


def test_the_same_seed_gives_the_same_bytes_however_few_lines_fit_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, is_zipped in (("one", False), ("two", True)):
        write(tmp_path / name, is_zipped=is_zipped)
    monkeypatch.setattr(spill, "LINES_IN_MEMORY", 500)
    for name, is_zipped in (("three", False), ("four", True)):
        write(tmp_path / name, is_zipped=is_zipped)
    assert digests(tmp_path / "one") == digests(tmp_path / "three")
    assert digests(tmp_path / "two") == digests(tmp_path / "four")
    for file in FILES:
        plain = (tmp_path / "one" / file.file_name).read_bytes()
        assert gzip.decompress((tmp_path / "two" / f"{file.file_name}.gz").read_bytes()) == plain


def test_a_patient_is_the_same_in_a_larger_cohort(tmp_path: Path) -> None:
    write(tmp_path / "small", patients=3)
    write(tmp_path / "large")
    few = rows(tmp_path / "small", LogFile.MEASUREMENTS)
    many = rows(tmp_path / "large", LogFile.MEASUREMENTS)
    known = {row[0] for row in few}
    assert [row for row in many if row[0] in known] == few


def test_a_log_replaces_the_one_that_was_there_zipped_or_not(tmp_path: Path) -> None:
    write(tmp_path, patients=1, is_zipped=True)
    write(tmp_path, patients=1)
    assert {path.name for path in tmp_path.iterdir()} == {file.file_name for file in FILES}


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    write_log(tmp_path, patients=2, days=30, seed=6, is_zipped=False, tell=lambda _: None)
    assert {row[0] for row in rows(tmp_path, LogFile.PATIENTS)[1:]} == {"s6-000001", "s6-000002"}


@pytest.mark.long
@pytest.mark.timeout(900)
def test_memory_does_not_grow_with_the_number_of_patients(tmp_path: Path) -> None:
    import tracemalloc

    peaks = []
    for patients in (300, 900):
        tracemalloc.start()
        write_log(tmp_path, patients=patients, days=365, seed=SEED, is_zipped=False, tell=lambda _: None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]
