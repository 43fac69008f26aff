from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

import pytest

from simulator.cohort.chapter import Row, chapter
from vitals.observation_log import COLUMNS, UNITS, Entry, LogContext, LogFile, LogKind

START = date(2025, 1, 1)


@pytest.fixture(scope="module")
def rows() -> dict[LogFile, list[Row]]:
    found = defaultdict(list)
    for number in range(1, 81):
        for row in chapter(3, number, START, 365):
            found[row.file].append(row)
    return found


def test_every_row_has_its_files_cells(rows: dict[LogFile, list[Row]]) -> None:
    assert {*rows} == {*LogFile} - {LogFile.ALERTS}
    for file, found in rows.items():
        assert {row.cells.count(",") + 1 for row in found} == {len(COLUMNS[file])}


def test_a_measurement_says_what_when_and_in_which_unit(rows: dict[LogFile, list[Row]]) -> None:
    for row in rows[LogFile.MEASUREMENTS]:
        _, measured_at, received_at, kind, value, unit, _, entry = row.cells.split(",")
        assert row.at == received_at
        assert datetime.fromisoformat(measured_at).tzinfo is None
        assert unit == UNITS[LogKind(kind)]
        assert float(value) >= 0
        assert entry in set(Entry)


def test_the_team_tells_nothing_before_it_happens(rows: dict[LogFile, list[Row]]) -> None:
    """What is told of an admission must not give the event away: it comes after it."""
    majors = defaultdict(list)
    for row in rows[LogFile.EVENTS]:
        patient, at, kind = row.cells.split(",")
        if kind == "major":
            majors[patient].append(at)
    told = [row.cells.split(",") for row in rows[LogFile.CONTEXT]]
    assert {kind for _, _, kind, _ in told} == {*LogContext}
    admitted = [(patient, at) for patient, at, kind, why in told if (kind, why) == ("hospital_admit", "heart failure")]
    assert admitted
    for patient, at in admitted:
        before = [event for event in majors[patient] if event < at]
        assert before
        assert (datetime.fromisoformat(at) - datetime.fromisoformat(max(before))).days < 2


def test_a_patient_says_how_it_ended(rows: dict[LogFile, list[Row]]) -> None:
    for row in rows[LogFile.PATIENTS]:
        cells = dict(zip(COLUMNS[LogFile.PATIENTS], row.cells.split(","), strict=True))
        assert date.fromisoformat(cells["enrolled"]) <= date.fromisoformat(cells["ended"])
        assert cells["end_reason"] in {"completed", "withdrew", "died"}
        assert {cells["permanent_af"], cells["copd"], cells["oximeter"]} <= {"0", "1"}


def test_a_chapter_does_not_depend_on_any_other() -> None:
    assert list(chapter(3, 40, START, 100)) == list(chapter(3, 40, START, 100))
