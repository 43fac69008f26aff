"""A failure is drawn: few lines around the first difference, side by side."""

from __future__ import annotations

from tiny_judge import begin_with, cases, tiny_rule

from server.rules.diary.play import Verdict, play
from server.rules.diary.timeline import draw

WRONG = """2026-03-04 07:00  weight 80.0 kg
    2026-03-05 07:00  weight 82.0 kg   -> asks patient
    2026-03-05 07:45  weight 82.0 kg   -> raised high
    2026-03-06 07:00  weight 81.0 kg"""


def verdict(diary: str, says: str = "") -> Verdict:
    (case,) = cases(diary, says=says)
    return play(case, begin_with(tiny_rule()))


def test_the_first_difference_is_marked_between_its_neighbours() -> None:
    assert draw(verdict(WRONG)).splitlines() == [
        "tiny: case 1",
        "  when              diary           expected      happened",
        "  2026-03-04 07:00  weight 80.0 kg",
        "  2026-03-05 07:00  weight 82.0 kg  asks patient  asks patient",
        "  2026-03-05 07:45  weight 82.0 kg  raised high   raised medium  <- first difference",
        "  2026-03-06 07:00  weight 81.0 kg                cleared",
    ]


def test_the_drawing_speaks_swedish_too() -> None:
    assert draw(verdict(WRONG), "sv").splitlines()[1].split() == ["när", "dagboken", "väntat", "hände"]


def test_a_long_diary_is_not_drawn_whole() -> None:
    days = "\n".join(f"2026-03-{day:02d} 07:00  weight 80.0 kg" for day in range(1, 25))
    drawn = draw(verdict(f"{days}\n2026-03-12 12:00  -> cleared"))
    assert len(drawn.splitlines()) == 2 + 5 + 1 + 3
    assert "2026-03-12 12:00" in drawn


def test_a_wrong_text_is_shown_beside_the_right_one() -> None:
    says = '{2026-03-05 07:45: {en: "Limit 2 kg."}, 2026-03-07 07:00: {sv: "Gräns"}}'
    diary = "2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 07:45  weight 82.0 kg -> raised medium"
    assert draw(verdict(diary, says)).splitlines() == [
        "tiny: case 1",
        "  2026-03-05 07:45  text en",
        "    expected: Limit 2 kg.",
        "    happened: Limit 2000 g.",
        "  2026-03-07 07:00  text sv",
        "    expected: Gräns",
        "    happened: –",
    ]
