"""``nara unit``: a unit is set, changed in parts, and shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.server.commands.conftest import Run

SAID = ("--name", "Rosens vårdcentral", "--reader", "anna", "--telephone", "010-123 45 67")
HOURS = ("--hours", "mon-thu 08:00-16:30", "--hours", "fri 08:00-15:00")


@pytest.fixture
def staffed(run: Run) -> Run:
    """Have a nurse."""
    run("account", "add", "anna", "--name", "Anna Berg")
    return run


def shown(run: Run) -> dict[str, Any]:
    """Read the one unit."""
    found: dict[str, Any] = json.loads(run("unit", "show", "--json")[1])
    return found


def test_a_unit_is_set_and_shown(staffed: Run) -> None:
    assert staffed("unit", "set", "rosen", *SAID, *HOURS)[:2] == (0, "rosen is kept\n")
    told = shown(staffed)
    assert (told["name"], told["zone"], told["reader"]) == ("Rosens vårdcentral", "Europe/Stockholm", "anna")
    assert told["outside"] is None
    assert told["hours"]["weekly"][3:6] == [[[480, 990]], [[480, 900]], []]
    _, said, _ = staffed("unit", "show", "rosen")
    assert "Monday–Thursday 8–16:30, Friday 8–15 (Europe/Stockholm)" in said
    assert "next look: 20" in said


def test_what_is_not_said_stays_as_it_is(staffed: Run) -> None:
    outside = ("--outside-name", "Jouren", "--outside-telephone", "010-1")
    staffed("unit", "set", "rosen", *SAID, *HOURS, *outside, "--except", "2099-12-24 closed")
    before = shown(staffed)
    staffed(
        "unit", "set", "rosen", "--name", "Ny", "--outside-telephone", "010-2", "--except", "2099-12-31 08:00-12:00"
    )
    after = shown(staffed)
    assert after == before | {
        "name": "Ny",
        "outside": {"name": "Jouren", "telephone": "010-2"},
        "hours": before["hours"] | {"exceptions": {"2099-12-24": [], "2099-12-31": [[480, 720]]}},
    }
    said = staffed("unit", "show")[1]
    assert "except 2099-12-24 closed" in said
    assert "except 2099-12-31 other hours" in said
    assert "else Jouren, 010-2" in said


def test_days_that_have_passed_are_forgotten_and_a_day_can_be_as_usual_again(staffed: Run) -> None:
    staffed("unit", "set", "rosen", *SAID, *HOURS, "--except", "2020-01-01 closed", "--except", "2099-12-24 closed")
    assert set(shown(staffed)["hours"]["exceptions"]) == {"2020-01-01", "2099-12-24"}
    staffed("unit", "set", "rosen", "--except", "2099-12-24 usual", "--zone", "Europe/Helsinki")
    told = shown(staffed)
    assert (told["hours"]["exceptions"], told["zone"]) == ({}, "Europe/Helsinki")


def test_the_number_outside_staffed_hours_can_be_taken_away(staffed: Run) -> None:
    staffed("unit", "set", "rosen", *SAID, *HOURS, "--outside-name", "Jouren", "--outside-telephone", "010-1")
    staffed("unit", "set", "rosen", "--outside-telephone", "")
    assert shown(staffed)["outside"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rosen", *SAID), "is new: say --hours too"),
        (("rosen", *SAID, "--hours", "mon 8-16"), "no stretch of one day"),
        (("rosen", *SAID, *HOURS, "--zone", "Europe/Rosen"), "no time zone 'Europe/Rosen'"),
        (("rosen", *SAID, *HOURS, "--zone", "../etc"), "no time zone"),
        (("rosen", *SAID, *HOURS, "--outside-name", "Jouren"), "a number is somebody's"),
        (("rosen", *SAID, *HOURS, "--except", "julafton closed"), "begin with a day"),
        (("ROSEN", *SAID, *HOURS), "no short name"),
        (("rosen", *SAID, *HOURS, "--reader", "bo"), "no account bo"),
    ],
)
def test_what_is_wrong_is_refused_in_words(staffed: Run, words: tuple[str, ...], said: str) -> None:
    status, _, complaint = staffed("unit", "set", *words)
    assert status == 2
    assert said in complaint
    assert "no unit yet" in staffed("unit", "show")[1]


def test_a_unit_that_is_not_there_is_not_shown(staffed: Run) -> None:
    assert "there is no unit vik" in staffed("unit", "show", "vik")[2]
    assert staffed("unit", "show", "--json")[1] == ""


def test_a_unit_without_hours_says_so(staffed: Run) -> None:
    staffed("unit", "set", "rosen", *SAID, "--hours", "mon closed")
    said = staffed("unit", "show")[1]
    assert "no staffed hours" in said
    assert "nobody looks in four weeks" in said


def test_a_patient_without_a_contact_is_the_units_readers(staffed: Run) -> None:
    home = staffed("home", "add", "Lindqvist")[1].strip()
    new = ("patient", "add", "--home", home, "--name", "Oskar Lindqvist", "--personnummer", "19430318-9817")
    assert "say --contact" in staffed(*new)[2]
    staffed("unit", "set", "rosen", *SAID, *HOURS)
    assert "say --contact" in staffed(*new, "--unit", "vik")[2]
    patient = staffed(*new)[1].strip()
    assert json.loads(staffed("patient", "list", "--json")[1])["contact"] == "Anna Berg"
    staffed("account", "add", "bo", "--name", "Bo Ek")
    assert staffed("patient", "set", patient, "--contact", "bo", "--care-level", "3")[0] == 0
    told = json.loads(staffed("patient", "list", "--json")[1])
    assert (told["contact"], told["care_level"]) == ("Bo Ek", 3)
    assert "say what" in staffed("patient", "set", patient)[2]


def test_the_first_unit_says_whom_it_takes_in(staffed: Run) -> None:
    home = staffed("home", "add", "Lindqvist")[1].strip()
    new = ("--name", "Oskar Lindqvist", "--personnummer", "19430318-9817", "--contact", "anna")
    staffed("patient", "add", "--home", home, *new)
    assert "looks after the 1 who had no unit" in staffed("unit", "set", "rosen", *SAID, *HOURS)[1]
