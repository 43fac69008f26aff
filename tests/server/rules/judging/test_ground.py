"""On the ground of others a block finds what it finds on its own."""

from __future__ import annotations

from diary_lines import story, wall
from engine_story import chart_of
from rule_making import kg, rule, rule_set

from server.rules.judging.block import Block
from server.rules.judging.chart import seconds
from server.rules.judging.ground import Ground
from server.rules.judging.plan import Plan
from server.rules.judging.turn import Turn
from server.rules.language.condition import Change, Comparison, Limit, Missing, OtherAlert

GAIN = rule("gain", Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3))
HEAVY = rule("heavy", Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(85_000)))
GONE = rule("gone", Missing(measure="anything", days=2, due_minute=720))
AFTER = rule("after", OtherAlert(rules=("gain",), within_days=2))
DIARIES = (
    "03-01..03-04 07:00 weight 80\n03-05..03-06 07:00 weight 82.5\n03-07 07:00 weight 79",
    "03-01..03-04 07:00 weight 86",
)


def test_a_block_stands_on_the_ground_of_all_rules_as_on_its_own() -> None:
    plan, codes = Plan(rule_set(GAIN, HEAVY, GONE, AFTER)), dict[str, int]()
    charts = [chart_of(story(each, "03-01"), codes)[0] for each in DIARIES]
    turns = [Turn(chart=chart, first_day=chart.plan_from - 9, to_s=seconds(wall("03-12 22:00"))) for chart in charts]
    ground, told = Ground(plan, plan.rules, turns, codes), dict[str, list[int]]()
    for made in ((GAIN, AFTER), (HEAVY,), (GONE,)):
        alone, together = (Block(plan, made, turns, codes, ground=each) for each in (None, ground))
        assert together.told == alone.told
        told |= {name: [len(mine) for mine in found] for name, found in together.told.items()}
    assert told == {"gain": [1, 0], "after": [1, 0], "heavy": [0, 1], "gone": [1, 1]}


def test_looks_are_added_once_each_and_only_where_anything_is_judged() -> None:
    plan, codes = Plan(rule_set(HEAVY)), dict[str, int]()
    chart = chart_of(story(DIARIES[0], "03-01"), codes)[0]
    ground = Ground(
        plan, plan.rules, [Turn(chart=chart, first_day=chart.plan_from, to_s=seconds(wall("03-12 22:00")))], codes
    )
    known = ground.view.looks.at_s.tolist()
    fresh = [seconds(wall("03-05 11:11")), seconds(wall("03-06 12:12"))]
    more = [
        (0, each) for each in (*fresh, *fresh, known[3], seconds(wall("02-01 11:00")), seconds(wall("04-01 11:00")))
    ]
    assert ground.with_more(more).looks.at_s.tolist() == sorted([*known, *fresh])
