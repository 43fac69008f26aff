from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from log_making import LogMaking
from small_server import at

from server.adapters.store.import_registry import NOBODY, Newcomer
from server.commands.newcomers import AGE_UNKNOWN, Newcomers, ages_of, label_of, log_rows
from server.rules.backtest.table import LogError
from vitals.observation_log import LogFile

ZONE = ZoneInfo("Europe/Stockholm")
WORDS = {"admitted": ("hospital_admit",), "discharged": ("hospital_discharge",)}


def found(made: LogMaking) -> dict[str, Newcomer]:
    files = {file: ["".join(f"{line}\n" for line in lines).encode()] for file, lines in made.lines().items()}
    people = Newcomers(files, ages_of(files[LogFile.PATIENTS]), ZONE, WORDS)
    people.see(log_rows(files[LogFile.MEASUREMENTS]))
    return {each.label: each for each in people}


def test_people_are_there_from_their_first_row_and_with_all_that_they_measured_with() -> None:
    made = LogMaking().patient(enrolled="2026-03-03", age="83")
    made.row("2026-03-02T07:00:00", "weight", 80.0).row("2026-03-09T07:00:00", "weight", 80.0, entry="manual")
    anna = found(made)["anna"]
    assert (anna.from_at, anna.last_at, anna.plan_from) == (at(0), at(7), date(2026, 3, 3))
    assert anna.devices == {("one", False), ("", True)}
    assert (anna.born, anna.reference_g) == (date(1943, 1, 1), 80_000)


def test_what_nobody_knows_is_not_made_up() -> None:
    made = LogMaking().patient("bo", enrolled="", weight="").row("2026-03-02T07:00:00", "weight", 80.0, who="bo")
    made.patient("cilla", enrolled="", weight="")
    people = found(made)
    assert people.keys() == {"bo"}
    assert (people["bo"].born, people["bo"].plan_from, people["bo"].reference_g) == (
        AGE_UNKNOWN,
        date(2026, 3, 2),
        None,
    )


def test_a_stay_that_nobody_ended_ends_with_the_log() -> None:
    made = (
        LogMaking().patient().row("2026-03-09T07:00:00", "weight", 80.0).told("2026-03-04T07:00:00", "hospital_admit")
    )
    made.patient("bo").told("2026-03-04T07:00:00", "hospital_admit", who="bo")
    made.told("2026-03-05T07:00:00", "hospital_discharge", who="bo")
    people = found(made)
    assert people["anna"].happenings == (("admitted", at(2), at(7)),)
    assert people["bo"].happenings == (("admitted", at(2), at(3)), ("discharged", at(3), None))


def test_a_row_of_nobody_has_a_place_too() -> None:
    made = LogMaking().patient().row("2026-03-02T07:00:00", "weight", 80.0, who="stranger")
    people = found(made)
    assert people[NOBODY].devices == {("one", False)}
    (row,) = log_rows([("\n".join(made.lines()[LogFile.MEASUREMENTS]) + "\n").encode()])
    assert label_of(row, {"anna": None}) == (NOBODY, "one", False)


def test_a_row_without_its_cells_is_kept_whole_and_a_file_without_its_columns_is_refused() -> None:
    head = ",".join(["patient_id", "measured_at", "received_at", "kind", "value", "unit", "device_id", "entry"])
    (row,) = log_rows([f"{head}\na,b\n".encode()])
    assert (row.line, row.patient, row.entry) == (2, "a,b", "")
    with pytest.raises(LogError, match="no column entry"):
        list(log_rows([head.removesuffix(",entry").encode() + b"\n"]))
