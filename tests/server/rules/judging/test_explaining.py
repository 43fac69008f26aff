from __future__ import annotations

from dataclasses import replace

from diary_lines import story, wall
from judged_story import records_of
from shipped_rules import shipped_rules

from server.rules.judging.explaining import explained
from server.rules.judging.truth import NO, UNKNOWN, YES
from server.rules.record import EngineRecord, Joined

GAIN = "weight-gain-2kg-3-days"
RECORDS = [
    replace(each, groups=frozenset({"heart-failure"})) if isinstance(each, Joined) else each
    for each in records_of(story("03-02..03-03 07:00 weight 80\n03-04 07:00 weight 83\n03-06 07:00 weight 80.5"))
]


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
