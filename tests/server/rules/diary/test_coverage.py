"""Mutants are played until a diary notices; those of the shipped rules are all noticed, or proven to change nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_making import rule_set
from shipped_diaries import shipped_rules, shipped_scripts
from tiny_diaries import scripts, tiny_rule

from server.rules.diary.coverage import Coverage, cover
from server.rules.diary.mutant import mutants
from server.rules.language.rule import Patients

AT_THE_LIMIT = """2026-03-05 07:00  weight 82.0 kg   -> asks patient
    2026-03-05 07:45  weight 82.0 kg   -> raised medium
    2026-03-06 07:00  weight 81.1 kg
    2026-03-07 07:00  weight 81.0 kg   -> cleared"""
UNDER = "2026-03-05 07:00  weight 81.9 kg"
UNANSWERED = "2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 11:00  -> raised medium"


def covered(*diaries: str) -> Coverage:
    made = tiny_rule()
    return cover(made, rule_set(made), scripts(*diaries))


def test_good_diaries_catch_every_slip() -> None:
    found = covered(AT_THE_LIMIT, UNDER, UNANSWERED)
    assert [each.says for each in found.surviving] == []
    assert found.caught == len(list(mutants(tiny_rule())))
    assert found.is_whole


def test_what_is_done_is_told() -> None:
    made, told = tiny_rule(), list[tuple[int, int]]()
    cover(made, rule_set(made), scripts(UNDER), lambda done, of: told.append((done, of)))
    count = len(list(mutants(made)))
    assert told == [(done, count) for done in range(count)]


def test_slips_that_change_nothing_are_listed_and_not_played() -> None:
    own = replace(tiny_rule(), patients=Patients(groups=("heart-failure",), needs=("own gain",)))
    found = cover(own, rule_set(own), scripts(AT_THE_LIMIT))
    assert [each.says for each in found.equal] == [
        "settings.gain.value: 2 kg -> 2.1 kg",
        "settings.gain.value: 2 kg -> 1.9 kg",
    ]


def test_without_the_case_at_the_limit_a_slip_of_the_limit_survives() -> None:
    assert "settings.gain.value: 2 kg -> 2.1 kg" in {each.says for each in covered(UNDER).surviving}


SOME = ("worried", "hub-offline", "irregular-pulse", "weight-gain-2kg-3-days")
TWINS = ("clear_when.parts[1].on.within: 3 days -> 4 days", "clear_when.parts[2].on.within: 3 days -> 4 days")
CHANGE_NOTHING = {
    "oxygen-low-own-floor": ("settings.floor.value: 86 % -> 87 %", "settings.floor.value: 86 % -> 85 %"),
    "pulse-out-of-range": TWINS,
    "pulse-with-symptoms": TWINS,
    "weight-gain-overnight": ("clear_when.on removed",),
}
"""The slips that the laws of ``equal`` prove to change nothing, by rule."""


def is_covered(name: str) -> None:
    found = cover(shipped_rules().rules[name], shipped_rules(), shipped_scripts(name))
    assert [each.says for each in found.surviving] == []
    assert tuple(each.says for each in found.equal) == CHANGE_NOTHING.get(name, ())


@pytest.mark.decision("E3")
@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", SOME)
def test_some_shipped_rules_have_no_slip_that_goes_unnoticed(name: str) -> None:
    is_covered(name)


@pytest.mark.decision("E3")
@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("name", shipped_rules().rules)
def test_no_shipped_rule_has_a_slip_that_goes_unnoticed(name: str) -> None:
    is_covered(name)
