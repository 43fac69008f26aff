"""A diary as a strip of text, and the two that are shown of a rule."""

from __future__ import annotations

from tiny_diaries import cases

from server.rules.diary.strip import draw_strip, examples

RAMP = """2026-03-01..2026-03-06 07:00  weight 80.0 kg to 82.0 kg
    2026-03-06 08:00  pulse 70 bpm
    2026-03-07 07:00  weight 82.0 kg  -> asks patient
    2026-03-08 07:00                  -> raised medium
    2026-03-10 07:00  weight 80.0 kg  -> cleared"""


def test_a_column_for_each_day_and_a_mark_under_what_happened() -> None:
    (case,) = cases(RAMP)
    assert draw_strip(case, "en").splitlines() == [
        "2026-03-01 – 2026-03-10",
        "▁▂▃▅▆██··▁",
        "      ?▲ ○",
        "▲ alert  △ held back  ? the patient is asked  ○ end",
    ]


def test_where_nothing_happens_there_is_no_line_under_it() -> None:
    (case,) = cases("2026-03-01..2026-03-06 07:00  weight 80.0 kg")
    assert draw_strip(case, "sv").splitlines() == ["2026-03-01 – 2026-03-06", "▁▁▁▁▁▁"]


def test_only_the_last_sixty_days_are_drawn() -> None:
    (case,) = cases("2026-01-01..2026-04-30 07:00  weight 80.0 kg")
    assert [len(line) for line in draw_strip(case, "sv").splitlines()][1:] == [60]


def test_a_few_lines_are_shown_as_they_are() -> None:
    (case,) = cases("2026-03-01 07:00  answers dizziness often   -> raised medium")
    assert draw_strip(case, "sv") == "2026-03-01 07:00  answers dizziness often   -> raised medium"


def test_shown_are_the_first_that_raises_and_the_first_in_which_nothing_happens() -> None:
    quiet, fires = cases("2026-03-01 07:00  weight 80.0 kg", RAMP)
    assert examples([quiet, fires]) == (fires, quiet)
    assert examples([]) == (None, None)
