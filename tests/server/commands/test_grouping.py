from __future__ import annotations

import json

import pytest

from tests.server.commands.conftest import Run
from tests.server.commands.test_people import PATIENT, enrolled

ROLE = ("--role", "physician", "--reason", "faller lätt")


def rows(run: Run, patient: str, part: str) -> list[dict[str, object]]:
    """Give the rows of one part of what is known."""
    said = [json.loads(line) for line in run("patient", "show", patient, "--json")[1].splitlines()]
    return [each for each in said if each["part"] == part]


def groups(run: Run, patient: str) -> set[object]:
    return {each["group"] for each in rows(run, patient, "groups") if each["holds"] and each["is_in"]}


@pytest.mark.decision("F16")
def test_who_is_new_is_in_the_default_group_and_in_those_that_were_said(run: Run) -> None:
    home, patient = enrolled(run)
    assert groups(run, patient) == {"heart-failure"}
    words = (*PATIENT[:2], "--personnummer", "19121212-1212", *PATIENT[4:], "--group", "dialysis", "--group", "lvad")
    status, said, told = run("patient", "add", "--home", home, *words)
    assert (status, told) == (0, "in the groups heart-failure, dialysis, lvad: nara patient group changes that\n")
    assert groups(run, said.strip()) == {"heart-failure", "dialysis", "lvad"}


def test_a_group_is_joined_and_left_and_both_rows_stay(run: Run) -> None:
    _, patient = enrolled(run)
    assert "is in copd, home-oxygen" in run("patient", "group", patient, "copd", "home-oxygen")[1]
    assert "out of copd" in run("patient", "group", patient, "copd", "--remove", "--reason", "fel patient")[1]
    assert groups(run, patient) == {"heart-failure", "home-oxygen"}
    assert [each["is_in"] for each in rows(run, patient, "groups") if each["group"] == "copd"] == [True, False]


def test_a_group_that_nobody_can_be_put_in_says_why(run: Run) -> None:
    home, patient = enrolled(run)
    assert "did you mean copd?" in run("patient", "group", patient, "coppd")[2]
    assert "There are ascites-drainage, cannot-stand-safely" in run("patient", "group", patient, "?")[2]
    assert "--care-level 3" in run("patient", "group", patient, "care-level-3")[2]
    assert "follows a discharge" in run("patient", "group", patient, "lvad", "first-30-days-home")[2]
    assert groups(run, patient) == {"heart-failure"}, "all of it or nothing"
    assert run("patient", "add", "--home", home, *PATIENT, "--group", "everyone")[0] == 2


@pytest.mark.decision("F7")
def test_the_plan_is_said_part_by_part(run: Run) -> None:
    _, patient = enrolled(run)
    assert "on 4 days of the week, steady" in run("patient", "plan", patient, "--weekdays", "mon", "wed-fri")[1]
    assert "on 4 days of the week, unsteady" in run("patient", "plan", patient, "--unsteady", "yes")[1]
    assert "on 7 days of the week, unsteady" in run("patient", "plan", patient, "--weekdays", "daily")[1]
    assert "on 7 days of the week, steady" in run("patient", "plan", patient, "--unsteady", "no")[1]
    assert "say --weekdays or --unsteady" in run("patient", "plan", patient)[2]
    assert "'monday'" in run("patient", "plan", patient, "--weekdays", "monday")[2]
    assert [each["days"] for each in rows(run, patient, "plans")] == ["0234", "0234", "0123456", "0123456"]


def test_a_profile_is_given_by_whom_its_rules_name_and_taken_away(run: Run) -> None:
    _, patient = enrolled(run)
    assert "with the profile frail-elderly" in run("patient", "profile", patient, "frail-elderly", *ROLE)[1]
    refused = run("patient", "profile", patient, "frail-elderly", "--role", "nurse", "--reason", "x")
    assert "may only be set by: physician" in refused[2]
    assert "without" in run("patient", "profile", patient, "frail-elderly", "--remove", *ROLE)[1]
    assert "has: none" in run("patient", "profile", patient, "frail-elderly", "--remove", *ROLE)[2]
    assert "there is no profile x" in run("patient", "profile", patient, "x", *ROLE)[2]
