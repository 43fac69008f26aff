"""When something was due that had not been taken, as it looks once the hub has been heard."""

from __future__ import annotations

from rule_making import rule, rule_set
from tiny_diaries import scripts, tiny_rule

from server.rules.diary.missed import missed_s
from server.rules.diary.records import SOMEBODY
from server.rules.judging.block import Block
from server.rules.judging.chart import seconds
from server.rules.judging.plan import Plan
from server.rules.judging.visit import Visit
from server.rules.language.condition import Missing
from server.rules.language.rule import Kind, Rule

LINES = "2026-03-02 07:00  weight 80.0 kg\n2026-03-04 07:00  weight 80.0 kg\n2026-03-05 13:00  hub heard"


def missed(made: Rule) -> list[list[str]]:
    (script,) = scripts(LINES)
    plan, last = Plan(rule_set(made)), script.steps[-1]
    from_s = seconds(script.steps[0].at)
    visit = Visit(patient=SOMEBODY, chart=last.chart, published={}, from_s=from_s, now=last.at, oldest_s=from_s)
    block = Block(plan, plan.rules, [visit.turn(plan.rules)], script.codes)
    return [[f"{(each - from_s) / 86_400:.2f}" for each in pair] for pair in missed_s(block, 0, plan)]


def test_each_time_due_is_told_with_the_first_look_that_says_so() -> None:
    """Of the third and the fifth of March: due at noon, five hours after the first weight was taken."""
    made = rule("missing", Missing(measure="weight", days=1, due_minute=12 * 60), kind=Kind.ABSENCE)
    assert [pair[0] for pair in missed(made)] == ["1.21", "3.21"]
    assert all(due <= look for due, look in missed(made))


def test_rules_of_nothing_missing_have_none() -> None:
    assert missed(tiny_rule()) == []
