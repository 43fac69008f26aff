"""Why a rule says what it says, from what it was told."""

from __future__ import annotations

from diary_lines import story, wall
from engine_story import joined, records_of
from shipped_rules import shipped_rules

from server.rules.judging.explaining import explained
from server.rules.judging.truth import NO, UNKNOWN, YES
from server.rules.record import EngineRecord

GAIN = "weight-gain-2kg-3-days"
TOLD = story("03-02..03-03 07:00 weight 80\n03-04 07:00 weight 83\n03-06 07:00 weight 80.5")
RECORDS: list[EngineRecord] = [joined(TOLD), *(record for _, record in records_of(TOLD))]


def answer(t: str, records: list[EngineRecord] = RECORDS) -> tuple[int, bool]:
    """Give the answer of the gain's condition, and whether an alert is open."""
    why = explained(shipped_rules(), GAIN, records, wall(t))
    assert why is not None
    return why.raise_when.answer, why.told is not None


def test_the_tree_is_of_the_instant_asked_about_whatever_came_later() -> None:
    assert answer("03-02 12:00") == (UNKNOWN, False)
    assert answer("03-03 12:00") == (NO, False)
    assert answer("03-04 12:00") == (YES, True)
    assert answer("03-06 12:00") == (NO, True)


def test_before_anything_was_known_there_is_no_tree() -> None:
    assert explained(shipped_rules(), GAIN, RECORDS, wall("01-01 00:00")) is None
    assert explained(shipped_rules(), GAIN, [], wall("03-04 12:00")) is None
