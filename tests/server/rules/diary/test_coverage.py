"""Mutants are played until a diary notices; for those that none notices a diary is written."""

from __future__ import annotations

from dataclasses import replace

from rule_making import signals
from tiny_judge import begin_with, cases, tiny_rule

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
    return cover(tiny_rule(), cases(*diaries), begin_with, signals())


def test_good_diaries_catch_what_the_engine_can_tell() -> None:
    found = covered(AT_THE_LIMIT, UNDER, UNANSWERED)
    blind = {each.says for each in found.surviving}
    assert not any("gain" in says or "confirm" in says for says in blind - {"clear_when.amount: half of gain -> gain"})
    assert found.caught + len(found.surviving) + len(found.equal) == len(list(mutants(tiny_rule())))
    assert not found.is_whole  # the tiny engine reads no comparison and no side


def test_slips_that_change_nothing_are_listed_and_not_played() -> None:
    own = replace(tiny_rule(), patients=Patients(groups=("heart-failure",), needs=("own gain",)))
    found = cover(own, cases(AT_THE_LIMIT), begin_with, signals())
    assert [each.says for each in found.equal] == [
        "settings.gain.value: 2 kg -> 2.1 kg",
        "settings.gain.value: 2 kg -> 1.9 kg",
    ]


def test_without_the_case_at_the_limit_a_slip_of_the_limit_survives() -> None:
    assert "settings.gain.value: 2 kg -> 2.1 kg" in {each.says for each in covered(UNDER).surviving}
