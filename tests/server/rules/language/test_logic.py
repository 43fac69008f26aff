"""The hash is of what a rule does: words, comments and order do not change it, and everything that decides does."""

from __future__ import annotations

from typing import Final

import pytest
from rule_folder import GAIN, read, small_folder, spoilt

from server.rules.language.logic import logic, logic_of_all
from server.rules.language.rule import Rule

NAME: Final = "weight-gain-2kg-3-days"


def rule(*edits: tuple[str, str]) -> Rule:
    reading = read(spoilt(GAIN, *edits))
    assert reading.rule_set is not None, [each.message("en") for each in reading.findings]
    return reading.rule_set.rules[NAME]


@pytest.mark.parametrize(
    "edit",
    [
        ("version: 3.1", "version: 3.2"),
        ("en: Rapid weight gain", "en: Weight gain"),
        ("owner: heart-failure clinic, lead nurse", "owner: somebody else"),
        ("raise_when:", "# why\nraise_when:"),
        ("    rises_by: gain\n    within: 3 days", "    within: 3 days\n    rises_by: gain"),
        ("value: 2 kg", "value: 2.0 kg"),
        ("allowed: 1 kg to 4 kg, set_by", "allowed:  1 kg to 4.000 kg, set_by"),
        ("review_by: 2027-03-01", "review_by: 2027-04-01"),
    ],
)
def test_words_and_spelling_do_not_change_it(edit: tuple[str, str]) -> None:
    assert logic(rule(edit)) == logic(rule())


@pytest.mark.parametrize(
    "edit",
    [
        ("value: 2 kg", "value: 2.1 kg"),
        ("allowed: 1 kg to 4 kg", "allowed: 1 kg to 5 kg"),
        ("within: 3 days", "within: 2 days"),
        ("rises_by: gain", "rises_by: half of gain"),
        ("half of gain", "gain minus 0.5 kg"),
        ("on: 2 days in a row", "on: 3 days in a row"),
        ("severity: medium", "severity: low"),
        ("answer_within: 4 hours", "answer_within: 5 hours"),
        ("if_no_answer: raise", "if_no_answer: drop"),
        ("except: [dialysis]", "except: [pacemaker]"),
        ("say:\n", "quiet_while: [signs-score]\nsay:\n"),
        ("set_by: [nurse, physician]", "set_by: [physician]"),
    ],
)
def test_everything_that_decides_changes_it(edit: tuple[str, str]) -> None:
    edits = [edit, ("at_most: half of gain", "at_most: 0.4 kg")] if edit[0] == "rises_by: gain" else [edit]
    assert logic(rule(*edits)) != logic(rule())


def test_a_week_is_seven_days_and_a_day_is_not_24_hours() -> None:
    weeks = rule(("say:\n", "after_closing: {stay_quiet: 1 week}\nsay:\n"))
    days = rule(("say:\n", "after_closing: {stay_quiet: 7 days}\nsay:\n"))
    assert logic(weeks) == logic(days) != logic(rule())
    event = "unless:\n  event: {any: [discharged], within: %s}\nsay:\n"
    assert logic(rule(("say:\n", event % "7 days"))) != logic(rule(("say:\n", event % "168 hours")))


def test_the_hash_of_all_changes_with_a_status_and_with_what_the_rules_lean_on() -> None:
    whole = read(small_folder()).rule_set
    shadow = read(spoilt(GAIN, ("status: draft", "status: shadow"))).rule_set
    leaning = read(spoilt("signals.yaml", ("of: 3 days, needs: 2 days", "of: 4 days, needs: 2 days"))).rule_set
    worded = read(spoilt(GAIN, ("version: 3.1", "version: 3.2"))).rule_set
    assert whole is not None and shadow is not None and leaning is not None and worded is not None  # noqa: PT018  (for mypy)
    assert len({logic_of_all(whole), logic_of_all(shadow), logic_of_all(leaning)}) == 3
    assert logic_of_all(worded) == logic_of_all(whole)


def test_the_approval_that_the_checker_names_is_the_one_it_takes() -> None:
    approved = (
        "review_by: 2027-03-01",
        f"review_by: 2027-03-01\napproved: {{by: [A, B], for: trial, logic: {logic(rule())}}}",
    )
    taken = rule(approved).approved
    assert taken is not None
    assert (taken.by, taken.use) == (("A", "B"), "trial")
