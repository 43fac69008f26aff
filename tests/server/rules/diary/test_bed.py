"""One diary while it is played: a passage is looked at as a whole, then its moments that may change something."""

from __future__ import annotations

from rule_making import rule_set
from tiny_diaries import scripts, tiny_rule

from server.rules.diary.bed import Bed
from server.rules.diary.ward import play
from server.rules.judging.block import Block
from server.rules.judging.plan import Plan

WEEK = "2026-03-02..2026-03-08 07:00  weight 80.0 kg"


def judge(mine: Bed, plan: Plan) -> list[tuple[int, bool]]:
    """Judge all that lies ahead of a bed, each in a block of its own; gives which step each was of, and if by time."""
    ahead = mine.look_ahead()
    blocks = [Block(plan, each.rules, [each.visit.turn(each.rules)], mine.script.codes) for each in ahead]
    mine.hear([(block, 0) for block in blocks])
    return [(each.place, each.visit.is_by_time) for each in ahead]


def test_a_passage_is_judged_as_a_whole_and_then_only_where_something_may_change() -> None:
    (script,) = scripts(f"{WEEK}\n2026-03-09 07:00  weight 82.4 kg\n2026-03-10..2026-03-14 07:00  weight 82.4 kg")
    plan = Plan(rule_set(tiny_rule()))
    mine = Bed(script, plan)
    assert judge(mine, plan) == [(13, False)]
    # before the reading and with it: the patient is asked
    assert judge(mine, plan) == [(0, False), (7, True), (7, False)]
    assert (mine.said, mine.chart(7).asked[0][2]) == ([], "tiny")


def test_where_nothing_changes_only_the_first_moment_is_judged() -> None:
    (script,) = scripts(WEEK)
    plan = Plan(rule_set(tiny_rule()))
    mine = Bed(script, plan)
    assert judge(mine, plan) == [(7, False)]
    assert judge(mine, plan) == [(0, False)]
    assert mine.has_ended


def test_a_passage_of_a_few_steps_is_judged_one_by_one() -> None:
    (script,) = scripts("2026-03-02 07:00  weight 80.0 kg\n2026-03-03 07:00  weight 80.1 kg")
    plan = Plan(rule_set(tiny_rule()))
    mine = Bed(script, plan)
    assert judge(mine, plan) == [(0, False), (1, True), (1, False)]
    assert mine.has_ended


def test_a_day_with_two_values_is_judged_step_by_step() -> None:
    (script,) = scripts(f"{WEEK}\n2026-03-05 07:05  weight 80.1 kg")
    plan = Plan(rule_set(tiny_rule()))
    mine = Bed(script, plan)
    judge(mine, plan)
    assert judge(mine, plan) == [(0, False), (3, False)]
    assert mine.has_ended


def test_what_comes_late_begins_another_passage() -> None:
    late = "2026-03-04 09:00  weight 81.0 kg  arrives 2026-03-06 12:00"
    (script,) = scripts(f"{WEEK}\n{late}")
    plan = Plan(rule_set(tiny_rule()))
    mine = Bed(script, plan)
    assert judge(mine, plan) == [(5, False)]
    judge(mine, plan)
    assert judge(mine, plan) == [(8, False)]


def test_what_was_asked_and_closed_stands_in_the_chart_and_not_in_the_script() -> None:
    made = tiny_rule()
    asked = "2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 09:00  closes -> closed"
    (mine,) = play(scripts(asked), made, rule_set(made))
    chart = mine.chart(1)
    assert [rule_name for _, _, rule_name, _ in chart.asked] == ["tiny"]
    assert list(chart.closings) == ["tiny"]
    assert (mine.script.steps[1].chart.asked, mine.script.steps[1].chart.closings) == ([], {})


def test_closing_where_nothing_is_open_is_nothing() -> None:
    made = tiny_rule()
    (mine,) = play(scripts("2026-03-05 07:00  weight 80.0 kg\n2026-03-05 09:00  closes"), made, rule_set(made))
    assert (mine.said, mine.chart(1).closings) == ([], {})


def test_a_change_is_met_however_far_ahead_it_is() -> None:
    made = tiny_rule()
    long = f"2026-03-02..2026-04-12 07:00  weight 80.0 kg to {80 + 2.6:.1f} kg\n2026-04-13 07:00  weight 80.0 kg"
    (mine,) = play(scripts(long), made, rule_set(made))
    assert [each.to_state.value for each in mine.said] == ["asking", "raised", "cleared"]


def test_words_are_made_only_where_the_diary_says_them_if_nobody_else_reads_them() -> None:
    made = tiny_rule()
    raised = "2026-03-05 07:00  weight 82.0 kg -> asks patient\n2026-03-05 11:00  -> raised medium"
    says = '{2026-03-05 07:00: {en: "Limit 2 kg."}}'
    (silent,) = play(scripts(raised), made, rule_set(made), is_worded=False)
    (told,) = play(scripts(raised, says=says), made, rule_set(made), is_worded=False)
    assert [each.say for each in silent.said] == [{}, {}]
    assert [each.say["en"] for each in told.said] == ["Limit 2 kg.", "Limit 2 kg."]
