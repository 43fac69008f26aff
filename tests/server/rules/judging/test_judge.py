"""Each answer only once: what two rules share is kept, what is one rule's or one episode's own is not."""

from __future__ import annotations

import pytest
from diary_lines import story, wall
from engine_story import scene_of
from rule_making import days, kg, points, rule, rule_set

from server.rules.judging.judge import judge
from server.rules.judging.needs import holds_alone
from server.rules.language.combination import Condition, Gathering, Group, Points, Score
from server.rules.language.condition import (
    Arrives,
    Averages,
    Change,
    Comparison,
    Drift,
    Limit,
    OtherAlert,
    Reference,
    Side,
)
from server.rules.language.quantity import Amount, FromSetting, SettingName
from server.rules.language.rule import Setting

HALF = FromSetting("gain", is_half=True)
GAIN = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))


def over(amount: Amount, reference: str | None = None, or_else: str | None = None) -> Limit:
    return Limit(
        measure="weight",
        comparison=Comparison.AT_LEAST,
        amount=amount,
        side=None if reference is None else Side.ABOVE,
        reference=reference,
        or_else=or_else,
    )


def rises(amount: Amount) -> Change:
    return Change(measure="weight", is_rise=True, by=amount, within_days=3)


def exceeds(amount: Amount) -> Averages:
    return Averages(
        measure="weight", short_days=3, long_days=14, comparison=Comparison.AT_LEAST, amount=amount, needs_days=2
    )


def drifts(amount: Amount) -> Drift:
    return Drift(measure="weight", by=amount, side=Side.ABOVE, reference="baseline", leak=kg(0), over_days=14)


def scores(amount: Amount) -> Score:
    line = Points(points=1, when=over(kg(82_000)))
    return Score(comparison=Comparison.AT_LEAST, amount=amount, lines=(line,), look_back=days(1))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (over(kg(2_000)), False),
        (over(SettingName("gain")), True),
        (over(HALF, "baseline"), True),
        (over(kg(1), Reference.LEVEL_BEFORE), True),
        (over(kg(1), "baseline", Reference.LEVEL_BEFORE), True),
        (rises(kg(1)), False),
        (rises(HALF), True),
        (exceeds(HALF), True),
        (drifts(HALF), True),
        (drifts(kg(1)), False),
        (scores(points(1)), False),
        (scores(SettingName("gain")), True),
        (Arrives(measure="weight", count=1), True),
        (OtherAlert(rules=("other",), within_days=None), True),
        (Group(gathering=Gathering.NONE, parts=(over(kg(1)), rises(HALF))), True),
        (Group(gathering=Gathering.NONE, parts=(over(kg(1)), rises(kg(1)))), False),
    ],
)
def test_what_holds_for_one_rule_or_one_episode_only(condition: Condition, expected: bool) -> None:
    assert holds_alone(condition) is expected


@pytest.mark.parametrize(("condition", "is_kept"), [(rises(kg(2_000)), True), (rises(SettingName("gain")), False)])
def test_only_what_other_rules_may_share_is_kept(condition: Condition, is_kept: bool) -> None:
    made = rule("gain", condition, settings={"gain": GAIN})
    scene = scene_of(rule_set(made), made, story("03-04 07:00 weight 80\n03-05 07:00 weight 82"), wall("03-05 20:00"))
    scene.known.clear()
    first = judge(condition, scene)
    assert bool(scene.known) is is_kept
    assert bool(scene.own) is not is_kept
    assert judge(condition, scene) is first
