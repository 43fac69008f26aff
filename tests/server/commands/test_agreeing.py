from __future__ import annotations

import pytest

from tests.server.commands.conftest import Run
from tests.server.commands.test_grouping import rows
from tests.server.commands.test_people import enrolled

WHY = ("--reason", "efter besöket")
NURSE = ("--role", "nurse", *WHY)
GAIN = ("weight-gain-2kg-3-days", "gain")


@pytest.mark.decision("F4", "N2")
def test_a_weight_is_agreed_on_with_who_as_what_and_why(run: Run) -> None:
    _, patient = enrolled(run)
    words = ("target-weight", "80,5", "kg", "--role", "physician", "--by", "Dr Ek", "--from", "2026-03-02", *WHY)
    status, said, _ = run("patient", "agree", patient, *words)
    assert status == 0
    assert said.startswith("from 2026-03-02 00:00 on: target-weight 80,5 kg\n")
    (row,) = rows(run, patient, "weights")
    assert {key: row[key] for key in ("what", "grams", "who", "role", "reason", "from_at", "holds")} == {
        "what": "target_weight",
        "grams": 80_500,
        "who": "Dr Ek",
        "role": "physician",
        "reason": "efter besöket",
        "from_at": "2026-03-01T23:00:00+00:00",
        "holds": True,
    }


def test_a_new_target_begins_the_usual_weight_anew_and_a_reference_does_not(run: Run) -> None:
    _, patient = enrolled(run)
    assert "begins anew" in run("patient", "agree", patient, "target-weight", "80 kg", *NURSE)[1]
    assert "begins anew" not in run("patient", "agree", patient, "reference-weight", "80 kg", *NURSE)[1]
    assert [each["kind"] for each in rows(run, patient, "happenings")] == ["new_target_weight"]


def test_a_weight_is_taken_back_and_the_row_stays(run: Run) -> None:
    _, patient = enrolled(run)
    run("patient", "agree", patient, "reference-weight", "80 kg", *NURSE)
    assert "taken back" in run("patient", "agree", patient, "reference-weight", "back", *NURSE)[1]
    assert [(each["grams"], each["holds"]) for each in rows(run, patient, "weights")] == [(80_000, False), (None, True)]


@pytest.mark.parametrize("amount", ["80", "800 kg", "80 mmHg", "åttio kg"])
def test_what_is_no_weight_is_refused(run: Run, amount: str) -> None:
    _, patient = enrolled(run)
    assert run("patient", "agree", patient, "target-weight", amount, *NURSE)[0] == 2
    assert rows(run, patient, "weights") == []


@pytest.mark.decision("N21")
def test_a_nurse_tunes_within_what_the_rule_allows_until_a_day(run: Run) -> None:
    _, patient = enrolled(run)
    words = (*GAIN, "2,5", "kg", *NURSE, "--review", "2099-01-15")
    status, said, _ = run("patient", "setting", patient, *words)
    assert status == 0
    assert "weight-gain-2kg-3-days.gain is 2.5 kg (the rule: 2 kg), to be reviewed 2099-01-15" in said
    (row,) = rows(run, patient, "settings")
    assert (row["value"], row["unit"], row["review_on"]) == (2_500, "kg", "2099-01-15")


@pytest.mark.decision("N21")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((*GAIN, "5", "kg"), "may be 1 kg to 4 kg"),
        ((*GAIN, "2", "mmHg"), "is in kg"),
        (("weight-over-target", "over", "3", "kg"), "only be set by: physician"),
        (("weight-gain", "gain", "3", "kg"), "there is no rule weight-gain"),
        (("hub-offline", "gain", "3", "kg"), "has no setting gain"),
    ],
)
def test_what_the_rule_does_not_allow_is_refused_with_what_it_does(run: Run, words: tuple[str, ...], says: str) -> None:
    _, patient = enrolled(run)
    status, _, complaint = run("patient", "setting", patient, *words, *NURSE, "--review", "2099-01-15")
    assert (status, says in complaint) == (2, True)
    assert rows(run, patient, "settings") == []


def test_a_value_without_a_day_to_look_again_is_refused_and_giving_it_back_needs_none(run: Run) -> None:
    _, patient = enrolled(run)
    for review in ((), ("--review", "2020-01-01")):
        assert "somebody looks at it again" in run("patient", "setting", patient, *GAIN, "2 kg", *NURSE, *review)[2]
    assert "the rule's own 2 kg" in run("patient", "setting", patient, *GAIN, "back", *NURSE)[1]
