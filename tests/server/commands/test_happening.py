from __future__ import annotations

import pytest

from tests.server.commands.conftest import Run
from tests.server.commands.test_grouping import rows
from tests.server.commands.test_people import enrolled


def events(run: Run, patient: str) -> list[tuple[object, ...]]:
    """Give the events as they were told last."""
    found = [each for each in rows(run, patient, "happenings") if each["holds"]]
    return [(each["first"] or each["number"], each["kind"], each["until_at"], each["is_void"]) for each in found]


@pytest.mark.decision("N15")
def test_a_discharge_ends_the_stay(run: Run) -> None:
    _, patient = enrolled(run)
    assert "it goes on" in run("patient", "event", patient, "admitted", "--from", "2026-03-01")[1]
    said = run("patient", "event", patient, "discharged", "--from", "2026-03-05 10:00")[1]
    assert said == "discharged from 2026-03-05 10:00\nand with it the stay in hospital has ended\n"
    ended_at = "2026-03-05T09:00:00+00:00"
    assert events(run, patient) == [(1, "admitted", ended_at, False), (3, "discharged", None, False)]


def test_what_goes_on_is_ended_now_or_then(run: Run) -> None:
    _, patient = enrolled(run)
    said = run("patient", "event", patient, "travelling", "--from", "2026-03-01", "--until", "2099-01-01")[1]
    assert "until 2099-01-01 00:00" in said
    assert (
        "travelling ended 2026-03-04 00:00"
        in run("patient", "event", patient, "--end", "1", "--until", "2026-03-04")[1]
    )
    assert "cannot end before" in run("patient", "event", patient, "--end", "1", "--until", "2026-02-01")[2]
    assert len(rows(run, patient, "happenings")) == 2, "the row that said otherwise stays"
    assert run("patient", "event", patient, "--end", "1")[0] == 0


def test_what_never_was_is_voided_with_a_reason_and_stays(run: Run) -> None:
    _, patient = enrolled(run)
    run("patient", "event", patient, "scale_changed")
    assert "say why" in run("patient", "event", patient, "--void", "1")[2]
    assert "never was" in run("patient", "event", patient, "--void", "1", "--reason", "fel patient")[1]
    assert [each["is_void"] for each in rows(run, patient, "happenings")] == [False, True]
    assert "there are: none" in run("patient", "event", patient, "--void", "1", "--reason", "igen")[2]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("dischargd",), "did you mean discharged?"),
        (("travelling", "--until", "2020-01-01"), "ends before it begins"),
        (("travelling", "--end", "1"), "say one thing"),
        ((), "say one thing"),
        (("--end", "1"), "has no length"),
        (("--end", "7"), "there are: 1 discharged"),
        (("travelling", "--from", "soon"), "write 2026-11-20"),
    ],
)
def test_what_cannot_be_says_what_to_do(run: Run, words: tuple[str, ...], says: str) -> None:
    _, patient = enrolled(run)
    run("patient", "event", patient, "discharged", "--from", "2026-03-01")
    status, _, complaint = run("patient", "event", patient, *words)
    assert (status, says in complaint) == (2, True), complaint
    assert len(rows(run, patient, "happenings")) == 1
