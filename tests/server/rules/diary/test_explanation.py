"""A failure is explained by what was known then, and names the other alerts that were open."""

from __future__ import annotations

from datetime import UTC, datetime

from rule_making import rule_set
from shipped_diaries import shipped_cases, shipped_rules
from tiny_diaries import scripts, tiny_rule

from server.rules.diary.explanation import Explanation, explained
from server.rules.diary.script import scripts_of
from server.rules.judging.truth import NO, YES

CLOSED = """2026-03-05 18:00  weight 82.0 kg -> raised medium
    2026-03-05 19:00  closes -> closed
    2026-03-06 07:00  weight 82.4 kg
    2026-03-07 07:00  weight 80.0 kg"""


def at(day: int, hour: int) -> Explanation | None:
    made = tiny_rule()
    (script,) = scripts(CLOSED)
    return explained(script, made, rule_set(made), datetime(2026, 3, day, hour, tzinfo=UTC))


def test_before_the_first_line_there_is_nothing_to_explain() -> None:
    assert at(5, 16) is None


def test_what_is_open_then_is_what_the_end_is_judged_of() -> None:
    found = at(5, 17)
    assert found is not None
    assert found.why.told is not None
    assert found.why.clear_when is not None
    assert not found.is_so_and_silent


def test_what_came_later_is_not_known() -> None:
    found = at(6, 6)
    assert found is not None
    assert (found.why.raise_when.answer, found.is_so_and_silent, found.beside) == (YES, True, ())
    later = at(7, 6)
    assert later is not None
    assert (later.why.raise_when.answer, later.is_so_and_silent) == (NO, False)


def test_alerts_of_the_rules_that_it_reads_stand_beside() -> None:
    rule = shipped_rules().rules["weight-gain-overnight"]
    scripts = scripts_of(shipped_cases(rule.name), shipped_rules().signals)
    held = [
        found.beside
        for script in scripts
        for each in script.case.expected
        if each.words == "inhibited" and (found := explained(script, rule, shipped_rules(), each.at)) is not None
    ]
    assert held
    assert all(beside == ("weight-gain-2kg-3-days",) for beside in held)


def test_a_score_is_told_in_points_also_where_its_condition_is_read_aloud() -> None:
    rule = shipped_rules().rules["decompensation-score"]
    (script, *_) = scripts_of(shipped_cases(rule.name)[:1], shipped_rules().signals)
    found = explained(script, rule, shipped_rules(), script.case.expected[0].at)
    assert found is not None
    assert found.why.raise_when.said["en"].startswith("the score is at least 6 points (limit)")
    assert found.why.raise_when.said["sv"].startswith("poängen är minst 6 poäng (limit)")
