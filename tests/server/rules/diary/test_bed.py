"""One diary while it is played: what lies ahead is looked at as if nothing changed, and anew after each change."""

from __future__ import annotations

from rule_making import rule, rule_set
from tiny_diaries import file_text, scripts, tiny_rule, words

from server.rules.diary.bed import SHORT, Bed
from server.rules.diary.book import Hub
from server.rules.diary.file import read_diaries
from server.rules.diary.script import Script, scripts_of
from server.rules.diary.ward import play
from server.rules.judging.plan import Plan
from server.rules.language.condition import Missing
from server.rules.language.rule import Kind

WEEK = "2026-03-02..2026-03-08 07:00  weight 80.0 kg"


def bed(script: Script) -> Bed:
    return Bed(script, Plan(rule_set(tiny_rule())))


def test_without_an_arrow_the_whole_diary_lies_ahead() -> None:
    (script,) = scripts(WEEK)
    ahead = bed(script).look_ahead()
    assert [(each.place, each.visit.is_by_time) for each in ahead[:4]] == [(0, False), (1, True), (1, False), (2, True)]
    assert [each.place for each in ahead][-1] == 6
    assert all(each.visit.published == {} for each in ahead)


def test_with_an_arrow_what_comes_after_it_is_left_for_later() -> None:
    (script,) = scripts(f"{WEEK}\n2026-03-04 07:00  -> cleared")
    assert max(each.place for each in bed(script).look_ahead()) == 2


def test_nothing_ahead_changed_anything_and_so_it_ends() -> None:
    (script,) = scripts(WEEK)
    mine = bed(script)
    mine.look_ahead()
    mine.go_on()
    assert mine.has_ended


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


def test_a_change_that_nobody_expects_is_met_also_far_ahead() -> None:
    made = tiny_rule()
    long = f"2026-03-02..2026-04-12 07:00  weight 80.0 kg to {80 + 2.6:.1f} kg\n2026-04-13 07:00  weight 80.0 kg"
    (mine,) = play(scripts(long), made, rule_set(made))
    assert [each.to_state.value for each in mine.said] == ["asking", "raised", "cleared"]
    assert len(mine.script.steps) > 4 * SHORT


def test_a_hub_that_is_heard_as_ever_is_no_moment_but_after_each_hour_that_strikes() -> None:
    silence = rule("silent", Missing(measure="weight", days=2, due_minute=12 * 60), kind=Kind.ABSENCE)
    text = file_text("2026-03-02 07:00  weight 80.0 kg\n2026-03-03 07:00  weight 80.0 kg").replace("tiny", "silent")
    cases = read_diaries(text, words(), Hub.EACH_HOUR)
    (script,) = scripts_of(cases, rule_set(silence).signals)
    ahead = Bed(script, Plan(rule_set(silence))).look_ahead()
    heard = [f"{each.visit.now:%d %H:%M}" for each in ahead if not each.visit.is_by_time]
    assert len(script.steps) > 24
    assert heard == ["02 06:00", "02 06:00", "02 07:00", "02 11:00", "03 06:00"]
