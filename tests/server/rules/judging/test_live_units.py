"""P8: a scale that speaks pounds and a cuff that speaks kilopascals raise what exact conversion raises."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from gatt_encoder import cuff, sfloat, weight
from hypothesis import given
from hypothesis import strategies as st
from oracle.story import Reading, Story
from properties import SHIPPED, Case, as_measured, holds, told_all
from rules_at_random import rule_sets
from stories_of_patients import STARTS, Week

from edge.devices.interpret import interpret
from server.rules.language.rule_set import RuleSet

WEEK: Final = Week(STARTS[2])
GRAMS_A_POUND: Final = Fraction(45_359_237, 100_000)
MMHG_A_KILOPASCAL: Final = Fraction(100_000, 13_332)
"""A pound is so many grams by definition; a millimetre of mercury is 133.322 Pa."""
centipounds = st.lists(st.integers(17_000, 18_800), min_size=7, max_size=7)
tenths_of_kilopascal = st.lists(st.integers(95, 250), min_size=7, max_size=7)


def story(grams: list[int], tenths_of_mmhg: list[int]) -> Story:
    """Tell a week of a weight and a pressure each morning."""
    found = [
        Reading(10 * day + place, vital, value, WEEK.at(day, clock), WEEK.at(day, clock))
        for day, values in enumerate(zip(grams, tenths_of_mmhg, strict=True))
        for place, (vital, clock, value) in enumerate(
            zip(("body_weight", "systolic"), ("07:00", "07:05"), values, strict=True)
        )
    ]
    return Story(plan_from=WEEK.start, readings=found)


def grams_read(raw: int) -> int:
    """Read what a scale sends."""
    return dict(interpret("2a9d", weight(raw, imperial=True)).values)["body_weight"]


def tenths_read(raw: int) -> int:
    """Read what a cuff sends as its systolic pressure."""
    numbers = (sfloat(raw, -1), sfloat(raw - 30, -1), sfloat(raw - 20, -1))
    return dict(interpret("2a35", cuff(numbers, kilopascal=True)).values)["systolic"]


@holds(8)
@given(centipounds, tenths_of_kilopascal, SHIPPED | rule_sets())
def test_p8_pounds_and_kilopascals_give_the_same_alerts(pounds: list[int], pascals: list[int], rules: RuleSet) -> None:
    exact = story(
        [round(Fraction(raw, 100) * GRAMS_A_POUND) for raw in pounds],
        [round(Fraction(raw, 10) * MMHG_A_KILOPASCAL * 10) for raw in pascals],
    )
    read = story([grams_read(raw) for raw in pounds], [tenths_read(raw) for raw in pascals])
    both = (told_all(Case(WEEK, told, rules)) for told in (read, exact))
    one, other = (as_measured(work) for work in both)
    assert one == other
