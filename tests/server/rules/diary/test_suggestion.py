"""For a slip that none notices a diary is written: a small change of one that there is."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rule_making import rule_set
from tiny_diaries import USUAL, file_text, scripts, tiny_rule, words

from server.rules.diary.case import Case, Outcome
from server.rules.diary.coverage import cover
from server.rules.diary.file import read_diaries
from server.rules.diary.mutant import Mutant, mutants
from server.rules.diary.suggestion import changed, suggest, written

UNDER = "2026-03-05 07:00  weight 81.9 kg"


def read_again(case: Case, diary: str) -> Case:
    (made,) = read_diaries(file_text(diary, patient=USUAL).encode(), words())
    assert made.rule == case.rule
    return made


def mutant(says: str) -> Mutant:
    return next(each for each in mutants(tiny_rule()) if each.says == says)


def suggested(diary: str, slip: Mutant) -> str | None:
    made = tiny_rule()
    return suggest(scripts(diary), read_again, made, slip.rule, rule_set(made))


def test_a_diary_is_written_that_tells_the_slip_from_the_rule() -> None:
    slip = mutant("settings.gain.value: 2 kg -> 2.1 kg")
    made = suggested(UNDER, slip)
    assert made == "2026-03-05 07:00  weight 82.0 kg\n2026-03-05 07:00  -> asks patient"
    assert made is not None
    assert slip not in cover(tiny_rule(), rule_set(tiny_rule()), scripts(UNDER, made)).surviving


def test_where_no_single_change_tells_them_apart_a_person_must_think() -> None:
    slip = mutant("confirm.answer_within: 4 hours -> 5 hours")
    assert suggested("2026-03-05 07:00  weight 70.0 kg", slip) is None


def test_what_cannot_be_read_is_no_suggestion() -> None:
    slip = mutant("settings.gain.value: 2 kg -> 1.9 kg")
    diary = "2026-03-28 02:30  weight 81.8 kg"  # a day later this time does not exist
    made = suggested(diary, slip)
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
