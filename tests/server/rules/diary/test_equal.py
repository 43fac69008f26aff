"""Some slips change nothing, and the laws prove it; what they cannot prove counts as different."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_making import days, hours, kg, mmhg, rule, signals

from server.rules.diary.equal import are_equal
from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import Change, Comparison, Limit
from server.rules.language.quantity import FromSetting, Quantity, SettingName, Unit
from server.rules.language.repeat import Basis, DaysInARow, OfTheLast
from server.rules.language.rule import Patients, Setting

GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
OVER = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000))
LOW = Limit(measure="systolic", comparison=Comparison.LESS_THAN, amount=mmhg(90))
LAST_TWO = OfTheLast(count=2, among=2, basis=Basis.SITTING, within=days(3))
ONE_DAY = DaysInARow(count=1)


def group(gathering: Gathering, *parts: Condition, least: int | None = None) -> Group:
    return Group(gathering=gathering, parts=parts, least=least)


def sequence(first: Condition) -> Sequence:
    return Sequence(steps=(first, GAIN), within=days(5))


def score(when: Condition) -> Score:
    return Score(comparison=Comparison.AT_LEAST, amount=Quantity(1_000, Unit.POINTS), look_back=days(3),
                 lines=(Points(points=1, when=when),))  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "are_the_same"),
    [
        (OVER, OVER, True),
        (OVER, replace(OVER, amount=kg(82_100)), False),
        (OVER, replace(OVER, on=ONE_DAY), True),
        (LOW, replace(LOW, on=ONE_DAY), False),
        (replace(LOW, using="baseline"), replace(LOW, using="baseline", on=ONE_DAY), True),
        (OVER, replace(OVER, on=DaysInARow(count=2)), False),
        (replace(OVER, amount=SettingName("gain")), replace(OVER, amount=FromSetting("gain")), True),
        (replace(OVER, amount=SettingName("gain")), replace(OVER, amount=FromSetting("gain", plus=kg(0))), True),
        (replace(OVER, amount=SettingName("gain")), replace(OVER, amount=FromSetting("gain", is_half=True)), False),
        (group(Gathering.ALL, GAIN), GAIN, True),
        (group(Gathering.ANY, GAIN), GAIN, True),
        (group(Gathering.AT_LEAST, GAIN, least=1), GAIN, True),
        (group(Gathering.AT_LEAST, GAIN, least=2), GAIN, False),
        (group(Gathering.NONE, GAIN), GAIN, False),
        (group(Gathering.NONE, replace(OVER, on=ONE_DAY)), group(Gathering.NONE, OVER), True),
        (group(Gathering.ALL, GAIN, LOW), group(Gathering.AT_LEAST, GAIN, LOW, least=2), True),
        (group(Gathering.ANY, GAIN, LOW), group(Gathering.AT_LEAST, GAIN, LOW, least=1), True),
        (group(Gathering.ANY, GAIN, LOW), group(Gathering.ALL, GAIN, LOW), False),
        (replace(group(Gathering.ALL, GAIN), within=hours(24)), GAIN, False),
        (sequence(replace(OVER, on=ONE_DAY)), sequence(OVER), True),
        (score(replace(OVER, on=ONE_DAY)), score(OVER), True),
    ],
)  # fmt: skip
def test_the_laws_say_what_is_the_same(one: Condition, other: Condition, *, are_the_same: bool) -> None:
    assert are_equal(rule("tiny", one), rule("tiny", other), signals()) is are_the_same
    assert are_equal(rule("tiny", GAIN, unless=one), rule("tiny", GAIN, unless=other), signals()) is are_the_same


def test_of_twins_at_an_end_the_shorter_window_rules() -> None:
    high = replace(LOW, comparison=Comparison.MORE_THAN, on=LAST_TWO)
    low = replace(LOW, on=LAST_TWO)
    longer = replace(low, on=replace(LAST_TWO, within=days(4)))
    shorter = replace(low, on=replace(LAST_TWO, within=days(2)))

    def ends(*parts: Condition) -> Group:
        return group(Gathering.ALL, *parts)

    made = rule("tiny", GAIN, clear_when=ends(high, low))
    assert are_equal(made, replace(made, clear_when=ends(high, longer)), signals())
    assert not are_equal(made, replace(made, clear_when=ends(high, shorter)), signals())
    others = replace(low, on=replace(LAST_TWO, among=3))
    assert not are_equal(made, replace(made, clear_when=ends(high, others)), signals())
    held = replace(ends(high, low), for_days=2)
    assert not are_equal(made, replace(made, clear_when=held), signals())
    assert not are_equal(made, replace(made, clear_when=group(Gathering.ANY, high, low)), signals())
    assert not are_equal(made, replace(made, clear_when=GAIN), signals())
    assert are_equal(replace(made, clear_when=ends(high, GAIN)), replace(made, clear_when=ends(high, GAIN)), signals())


def test_where_an_own_value_is_needed_the_rules_value_is_never_used() -> None:
    floor = Setting(name="floor", value=mmhg(80), allowed=(mmhg(70), mmhg(90)), roles=("physician",))
    made = rule("tiny", GAIN, settings={"floor": floor}, patients=Patients(groups=("copd",), needs=("own floor",)))
    other = replace(made, settings={"floor": replace(floor, value=mmhg(81))})
    assert are_equal(made, other, signals())
    free = Patients(groups=("copd",))
    assert not are_equal(replace(made, patients=free), replace(other, patients=free), signals())
