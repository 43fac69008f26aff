"""When a diary has moments: a hub that is heard as ever is none, and what comes at an instant is no part of before."""

from __future__ import annotations

from rule_making import rule, rule_set
from tiny_diaries import file_text, scripts, tiny_rule, words

from server.rules.diary.book import Hub
from server.rules.diary.file import read_diaries
from server.rules.diary.moment import Ahead
from server.rules.diary.script import scripts_of
from server.rules.diary.timing import Timing
from server.rules.judging.chart import seconds
from server.rules.judging.plan import Plan
from server.rules.language.condition import Missing, Silent
from server.rules.language.quantity import Period, PeriodUnit
from server.rules.language.rule import Kind, Rule


def timing(made: Rule, *lines: str, hub: Hub = Hub.UNHEARD) -> Timing:
    text = file_text("\n".join(lines)).replace("tiny", made.name)
    (script,) = scripts_of(read_diaries(text.encode(), words(), hub), rule_set(made).signals)
    return Timing(script, Plan(rule_set(made)).all_needs)


def test_a_hub_that_is_heard_as_ever_is_no_moment_but_after_each_hour_that_strikes() -> None:
    silence = rule("silent", Missing(measure="weight", days=2, due_minute=12 * 60), kind=Kind.ABSENCE)
    days = ("2026-03-02 07:00  weight 80.0 kg", "2026-03-03 07:00  weight 80.0 kg")
    mine = timing(silence, *days, hub=Hub.EACH_HOUR)
    heard = [f"{mine.at(place):%d %H:%M}" for place in range(26) if not mine.is_heard_as_ever(place)]
    assert heard == ["02 06:00", "02 06:00", "02 07:00", "02 11:00", "03 06:00"]


def test_a_short_silence_is_not_to_be_foreseen() -> None:
    silences = [Silent(period=Period(hours, PeriodUnit.HOURS)) for hours in (1, 2)]
    rules = [rule("silent", silence, kind=Kind.TECHNICAL) for silence in silences]
    assert [timing(each, "2026-03-02 07:00  weight 80.0 kg").is_foreseeable for each in rules] == [False, True]


def test_a_reading_that_runs_out_just_when_the_next_comes_is_looked_at_before_that() -> None:
    """A weight counts for 36 hours."""
    lines = "2026-03-02 07:00  weight 80.0 kg\n2026-03-03 19:00  weight 80.0 kg\n2026-03-05 07:01  weight 80.0 kg"
    (script,) = scripts(lines)
    mine = Timing(script, Plan(rule_set(tiny_rule())).all_needs)
    charts, instants = [step.chart for step in script.steps], [seconds(step.at) for step in script.steps]
    by_time = [Ahead(place, instants[place], (place - 1, instants[place - 1]), is_by_time=True) for place in (1, 2)]
    assert [mine.is_plain(each, charts[each.place - 1], ()) for each in by_time] == [False, True]
    assert not mine.is_plain(by_time[1], charts[1], {instants[2]})
    assert mine.is_plain(Ahead(1, instants[1], None), charts[1], ())


def test_of_what_was_missed_nothing_is_known_until_the_hub_is_heard() -> None:
    mine = timing(tiny_rule(), "2026-03-02 07:00  weight 80.0 kg", "2026-03-03 07:00  hub heard", "2026-03-04 07:00")
    (script,) = scripts("2026-03-02 07:00  weight 80.0 kg\n2026-03-03 07:00  hub heard")
    ahead = Ahead(1, seconds(script.steps[1].at), None)
    missed = [(ahead.at_s - 3_600, ahead.at_s - 1_800)]
    assert [mine.is_blind(ahead, script.steps[place].chart, missed) for place in (0, 1)] == [True, False]
