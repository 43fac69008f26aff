from __future__ import annotations

from datetime import date

import pytest

from server.exchange.mapping import MapError, Meant, Person, faults, read_map
from vitals.identity import PatientId

ANNA, BO = PatientId("a" * 16), PatientId("b" * 16)
BORN, STOCKHOLM = date(1943, 3, 18), "Europe/Stockholm"
HERE = {ANNA: Person(BORN, STOCKHOLM, is_followed=True), BO: Person(BORN, "Europe/Helsinki", is_followed=True)}


def read(*lines: str) -> list[Meant]:
    return read_map(["patient_id,patient,born,certain", *lines])


def test_a_map_says_who_everybody_is() -> None:
    assert read(f" anna ,{ANNA},1943-03-18,", "bo,new,,", f"c,{BO},1943-03-18,a sister") == [
        Meant(2, "anna", ANNA, BORN),
        Meant(3, "bo", None, None),
        Meant(4, "c", BO, BORN, "a sister"),
    ]


def test_everything_that_is_wrong_with_it_is_said_at_once() -> None:
    with pytest.raises(MapError) as wrong:
        read(f"anna,{ANNA},18/3 1943,", "bo,,,", f"c,{BO},,")
    assert [each.split(":")[0] for each in wrong.value.faults] == ["line 2", "line 3", "line 4"]
    with pytest.raises(MapError, match="no column born"):
        read_map(["patient_id,patient"])


@pytest.mark.parametrize(
    ("meant", "says"),
    [
        ([], "anna of the log is not on the map"),
        ([Meant(2, "anna", None, None), Meant(3, "dora", None, None)], "line 3: there is no dora in the log"),
        ([Meant(2, "anna", None, None), Meant(3, "anna", None, None)], "anna is on the map 2 times"),
        ([Meant(2, "anna", PatientId("c" * 16), BORN)], f"line 2: there is no patient {'c' * 16}: nara patient list"),
        (
            [Meant(2, "anna", ANNA, date(1943, 3, 19))],
            f"line 2: {ANNA} was not born on 1943-03-19: is anna somebody else?",
        ),
        (
            [Meant(2, "anna", BO, BORN)],
            f"line 2: {BO} lives in Europe/Helsinki, and the log is read in Europe/Stockholm (--zone)",
        ),
    ],
)
def test_a_map_that_may_be_wrong_cannot_be_followed(meant: list[Meant], says: str) -> None:
    assert says in [*faults(meant, {"anna"}, HERE, STOCKHOLM)]


def test_nobody_is_meant_twice_and_nobody_who_has_left() -> None:
    twice = [Meant(2, "anna", ANNA, BORN), Meant(3, "bo", ANNA, BORN)]
    assert [*faults(twice, {"anna", "bo"}, HERE, STOCKHOLM)] == [f"{ANNA} is meant by 2 of the log's people"]
    gone = {ANNA: Person(BORN, STOCKHOLM, is_followed=False)}
    assert [*faults(twice[:1], {"anna"}, gone, STOCKHOLM)] == [f"line 2: {ANNA} is not followed any more"]
    assert [*faults(twice[:1], {"anna"}, HERE, STOCKHOLM)] == []
