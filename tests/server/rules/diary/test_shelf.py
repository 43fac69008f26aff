"""A rule's diaries are found among the files of a folder."""

from __future__ import annotations

from rule_making import rule_set
from tiny_judge import begin_with, cases, file_text, tiny_rule

from server.rules.diary import shelf
from server.rules.diary.play import play

UNDER = "2026-03-05 07:00  weight 81.9 kg"


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
