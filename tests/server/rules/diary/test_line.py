"""One line of a diary: when, what, when it arrives, and what must happen."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.diary.case import DiaryError
from server.rules.diary.line import read_instant, read_line


def test_a_line_is_cut_into_its_parts() -> None:
    line = read_line("2026-03-04 07:10  weight 82,3 kg, pulse 70 bpm [body_movement, cuff_too_loose]  arrives 2026-03-05 18:00  -> raised medium, cleared", 7)  # fmt: skip  # noqa: E501  (one line of a diary)
    assert line is not None
    assert (line.first, line.at, line.number) == (date(2026, 3, 4), time(7, 10), 7)
    assert line.phrases == ("weight 82,3 kg", "pulse 70 bpm [body_movement, cuff_too_loose]")
    assert line.arrives == datetime(2026, 3, 5, 18)
    assert line.outcomes == ("raised medium", "cleared")
    assert not line.is_repeated


def test_a_line_may_stand_for_many_days() -> None:
    line = read_line("2026-03-01..2026-03-10 07:00  weight 80.0 kg", 1)
    assert line is not None
    assert (line.first, line.last, line.is_repeated) == (date(2026, 3, 1), date(2026, 3, 10), True)


@pytest.mark.parametrize("text", ["", "   ", "# the third week"])
def test_empty_lines_and_comments_say_nothing(text: str) -> None:
    assert read_line(text, 1) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("at seven  weight 80.0 kg", "begins with a day and a time"),
        ("2026-02-30 07:00  weight 80.0 kg", "there is no day 2026-02-30"),
        ("2026-03-01 27:00  weight 80.0 kg", "there is no time 27:00"),
        ("2026-03-10..2026-03-01 07:00  weight 80.0 kg", "the days go backwards"),
        ("2026-03-01..2026-03-10 07:00  weight 80.0 kg -> cleared", "no arrow"),
        ("2026-03-01..2026-03-10 07:00  weight 80.0 kg arrives 2026-03-11 07:00", "no arrow and no arrival"),
        ("2026-03-01 07:00  weight 80.0 kg -> rased medium", "'rased medium' is nothing that can happen"),
        ("2026-03-01 07:00  weight 80.0 kg ->", "'' is nothing that can happen"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, says: str) -> None:
    with pytest.raises(DiaryError, match=says) as wrong:
        read_line(text, 12)
    assert wrong.value.line == 12


def test_an_instant_is_one_day_and_one_time() -> None:
    assert read_instant("2026-03-05 07:45", 1) == datetime(2026, 3, 5, 7, 45)
    for wrong in ("2026-03-05", "2026-03-05..2026-03-06 07:45", "2026-03-05 07:45 and more"):
        with pytest.raises(DiaryError, match="not a day and a time"):
            read_instant(wrong, 1)


@given(st.text(max_size=60) | st.from_regex(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2} .{0,30}", fullmatch=True))
def test_whatever_is_written_is_read_or_refused_in_words(text: str) -> None:
    with suppress(DiaryError):
        read_line(text, 1)
