"""A rule's diaries are found among the files of a folder."""

from __future__ import annotations

import pytest
from rule_making import rule_set
from tiny_diaries import cases, file_text, tiny_rule

from server.rules.diary import shelf
from server.rules.diary.case import DiaryError
from server.rules.diary.play import verdicts_of
from server.rules.diary.script import scripts_of

UNDER = "2026-03-05 07:00  weight 81.9 kg"


def test_a_suggestion_lasts_as_long_as_the_diary_it_was_made_from() -> None:
    made = tiny_rule()
    (case,) = cases("2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 11:00  -> raised medium")
    again = shelf.read_again(case, "2026-03-05 07:00  weight 82.0 kg", made, rule_set(made))
    assert (again.until_at, again.expected, again.says) == (case.until_at, (), {})
    one, other = verdicts_of(scripts_of([again, case], rule_set(made).signals), made, rule_set(made))
    assert one.happened == other.happened


def test_diaries_are_found_beside_their_rule() -> None:
    made = tiny_rule()
    files = {"weight/tiny.test.yaml": file_text(UNDER).encode(), "weight/tiny.yaml": b""}
    found = shelf.cases_of(made, rule_set(made), files)
    assert [(case.name, case.file) for case in found] == [("case 1", "weight/tiny.test.yaml")]
    assert shelf.cases_of(made, rule_set(made), {}) == ()


def test_a_mistake_names_its_file() -> None:
    made = tiny_rule()
    with pytest.raises(DiaryError, match=r"^weight/tiny.test.yaml:5: "):
        shelf.cases_of(made, rule_set(made), {"weight/tiny.test.yaml": file_text("2026-03-05 weight").encode()})
