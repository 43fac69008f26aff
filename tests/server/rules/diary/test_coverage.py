"""Mutants are played until a diary notices; for those that none notices a diary is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rule_making import rule_set, signals
from tiny_judge import begin_with, cases, file_text, tiny_rule, words

from server.rules.diary import shelf
from server.rules.diary.case import Case, Outcome
from server.rules.diary.coverage import Coverage, cover
from server.rules.diary.file import read_diaries
from server.rules.diary.mutant import Mutant, mutants
from server.rules.diary.play import play
from server.rules.diary.suggestion import changed, suggest, written
from server.rules.language.rule import Patients

AT_THE_LIMIT = """2026-03-05 07:00  weight 82.0 kg   -> asks patient
    2026-03-05 07:45  weight 82.0 kg   -> raised medium
    2026-03-06 07:00  weight 81.1 kg
    2026-03-07 07:00  weight 81.0 kg   -> cleared"""
UNDER = "2026-03-05 07:00  weight 81.9 kg"
UNANSWERED = "2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 11:00  -> raised medium"


def covered(*diaries: str) -> Coverage:
    return cover(tiny_rule(), cases(*diaries), begin_with, signals())


def read_again(case: Case, diary: str) -> Case:
    (made,) = read_diaries(file_text(diary), words())
    assert made.rule == case.rule
    return made


def mutant(says: str) -> Mutant:
    return next(each for each in mutants(tiny_rule()) if each.says == says)


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


def test_a_diary_is_written_that_tells_the_slip_from_the_rule() -> None:
    slip = mutant("settings.gain.value: 2 kg -> 2.1 kg")
    made = suggest(cases(UNDER), read_again, begin_with(tiny_rule()), begin_with(slip.rule))
    assert made == "2026-03-05 07:00  weight 82.0 kg\n2026-03-05 07:00  -> asks patient"
    again = covered(UNDER, made)
    assert slip not in again.surviving


def test_where_no_single_change_tells_them_apart_a_person_must_think() -> None:
    slip = mutant("confirm.answer_within: 4 hours -> 5 hours")
    assert (
        suggest(cases("2026-03-05 07:00  weight 70.0 kg"), read_again, begin_with(tiny_rule()), begin_with(slip.rule))
        is None
    )


def test_what_cannot_be_read_is_no_suggestion() -> None:
    slip = mutant("settings.gain.value: 2 kg -> 1.9 kg")
    diary = "2026-03-28 02:30  weight 81.8 kg"  # a day later this time does not exist
    made = suggest(cases(diary), read_again, begin_with(tiny_rule()), begin_with(slip.rule))
    assert made == "2026-03-28 02:30  weight 81.9 kg"


def test_diaries_change_one_thing_at_a_time() -> None:
    found = list(changed("2026-03-05 07:00  weight 81.9 kg, pulse 70 bpm"))
    assert found[:4] == [
        "2026-03-05 07:00  weight 82.0 kg, pulse 70 bpm",
        "2026-03-05 07:00  weight 81.8 kg, pulse 70 bpm",
        "2026-03-05 07:00  weight 81.9 kg, pulse 71 bpm",
        "2026-03-05 07:00  weight 81.9 kg, pulse 69 bpm",
    ]
    assert "2026-03-06 07:00  weight 81.9 kg, pulse 70 bpm" in found
    assert "2026-03-05 06:59  weight 81.9 kg, pulse 70 bpm" in found
    assert found[-1] == ""
    assert list(changed("# nothing to change")) == [""]


def test_what_happened_is_written_in_the_patients_own_time() -> None:
    happened = [Outcome(at=datetime(2026, 3, 30, 5, tzinfo=UTC), words="cleared")]
    assert written("a\n\nb", happened, ZoneInfo("Europe/Stockholm")) == "a\nb\n2026-03-30 07:00  -> cleared"


def test_a_suggestion_lasts_as_long_as_the_diary_it_was_made_from() -> None:
    made = tiny_rule()
    (case,) = cases("2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 11:00  -> raised medium")
    again = shelf.read_again(case, "2026-03-05 07:00  weight 82.0 kg", made, rule_set(made))
    assert (again.until_at, again.expected, again.says) == (case.until_at, (), {})
    assert play(again, begin_with(made)).happened == play(case, begin_with(made)).happened


def test_diaries_are_found_beside_their_rule() -> None:
    made = tiny_rule()
    files = {"weight/tiny.test.yaml": file_text(UNDER).encode(), "weight/tiny.yaml": b""}
    assert [case.name for case in shelf.cases_of(made, rule_set(made), files)] == ["case 1"]
    assert shelf.cases_of(made, rule_set(made), {}) == ()
