"""A diary that cannot be read says where, and what is wrong."""

from __future__ import annotations

from server.rules.diary.case import DiaryError


def test_a_mistake_names_its_line_before_what_is_wrong() -> None:
    wrong = DiaryError(7, "the days go backwards")
    assert (str(wrong), wrong.line, wrong.says) == ("line 7: the days go backwards", 7, "the days go backwards")
