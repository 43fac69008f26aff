"""The instants at which anything may change, and the places of looks before and after an instant."""

from __future__ import annotations

import numpy as np
import pytest
from diary_lines import story, wall
from engine_story import scene_of
from rule_making import days, hours, kg, rule, rule_set

from server.rules.judging.column import Column
from server.rules.judging.looks import Looks
from server.rules.language.combination import Condition, Gathering, Group
from server.rules.language.condition import Comparison, Happened, Limit, Missing, OtherAlert, Silent
from server.rules.language.rule import Rule

HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000))
LIGHT = Limit(measure="weight", comparison=Comparison.LESS_THAN, amount=kg(82_000))
TWO = Looks(
    who=np.array([0, 0, 0, 1, 1]),
    row=np.array([0, 0, 0, 1, 1]),
    at_s=np.array([10, 20, 30, 15, 25]),
    day=np.zeros(5, np.int64),
    patients=2,
)


def looks_of(condition: Condition, diary: str, *others: Rule) -> set[str]:
    """List the looks of 5 March by their wall times, all days' beginnings left out."""
    made = rule("gain", condition)
    scene = scene_of(rule_set(*others, made), made, story(diary, "03-01"), wall("03-05 23:59"))
    found = {f"{wall(f'03-05 {clock}').timestamp():.0f}": clock for clock in CLOCKS}
    return {found[str(at_s)] for at_s in scene.looks.at_s.tolist() if str(at_s) in found}


CLOCKS = [f"{hour:02d}:{minute:02d}" for hour in range(3, 24) for minute in range(60) if (hour, minute) != (3, 0)]


@pytest.mark.parametrize(
    ("condition", "diary", "expected"),
    [
        (HEAVY, "03-05 07:00 weight 80\n03-03 20:00 weight 80\n03-05 09:00 systolic 120", {"07:00", "08:00"}),  # 36 h
        (Missing(measure="weight", days=1, due_minute=720), "03-05 07:00 weight 80", {"07:00", "12:00"}),
        (
            Missing(measure="anything", days=1, due_minute=720),
            "03-05 08:00 answer dizziness never\n03-05 09:00 button worried",
            {"08:00", "09:00", "12:00"},
        ),
        (Silent(period=hours(24)), "03-04 10:00 contact\n03-05 21:00 contact", {"10:00", "21:00"}),
        (Silent(period=hours(1)), "03-05 10:00 contact\n03-05 11:30 contact", {"10:00", "11:30", "12:30"}),
        (
            Happened(kinds=("travelling",), within=hours(2)),
            "03-05 08:00 event travelling until 03-05 09:30\n03-05 20:00 event admitted",
            {"08:00", "09:30", "10:00", "11:30"},
        ),
        (Happened(kinds=("travelling",), within=days(2)), "03-05 08:00 event travelling", {"08:00"}),
        (
            HEAVY,
            "03-05 08:00 closed gain\n03-05 09:00 asked gain weight until 03-05 13:00",
            {"08:00", "09:00", "13:00"},
        ),
    ],
)
def test_looks_are_where_something_may_change(condition: Condition, diary: str, expected: set[str]) -> None:
    assert looks_of(condition, diary) == expected


def test_a_rule_looks_when_one_that_it_reads_begins_and_ends() -> None:
    other = rule("heavy", HEAVY, clear_when=LIGHT)
    lately = Group(gathering=Gathering.ALL, parts=(OtherAlert(rules=("heavy",), within_days=None),), within=hours(4))
    begins, ends = "03-05 07:00 weight 82", "03-04 08:00 weight 82\n03-05 09:00 weight 81"
    # beside when the other rule looks: all look together
    assert looks_of(lately, begins, other) == {"07:00", "11:00"}
    assert looks_of(lately, ends, other) == {"09:00", "13:00", "20:00"}
    assert looks_of(lately, "03-05 07:00 weight 81", other) == {"07:00"}


def test_places_before_at_and_after_an_instant() -> None:
    at_s = np.array([5, 20, 25, 15, 99])
    assert TWO.begins.tolist() == [0, 3, 5]
    assert TWO.at_or_before(at_s).tolist() == [0, 1, 1, 3, 4]
    assert TWO.before(at_s).tolist() == [0, 0, 1, 3, 4]
    assert TWO.at_or_after(at_s).tolist() == [0, 1, 2, 3, 5]


def test_an_answer_becomes_so_anew_for_each_patient() -> None:
    truth = np.array([1, 1, 0, 1, 2], np.int8)
    assert TWO.onsets(truth, 1).tolist() == [True, False, False, True, False]
    assert TWO.onsets(truth, 2).tolist() == [False, False, False, False, True]


def test_the_looks_at_one_patient_begin_with_their_rows() -> None:
    alone = TWO.alone(1, 1)
    assert (alone.at_s.tolist(), alone.row.tolist(), alone.who.tolist(), alone.patients) == (
        [15, 25],
        [0, 0],
        [0, 0],
        1,
    )


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_however_many_readings_there_are_each_look_knows_those_before_it(count: int) -> None:
    at_s = np.sort(np.arange(count) * 7 % 40)
    none = np.zeros(2 * count, np.int64)
    column = Column(np.repeat([0, 1], count), np.tile(at_s, 2), none, none, none)
    assert TWO.ends_in(column).tolist() == column.until(TWO.row, TWO.at_s).tolist()
    assert TWO.starts_in(column).tolist() == column.starts(TWO.row).tolist()
