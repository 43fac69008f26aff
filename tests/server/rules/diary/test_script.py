"""A script is a diary step by step: the chart as it is after each, what is due, and which contacts say nothing new."""

from __future__ import annotations

from datetime import UTC, datetime

from rule_making import rule_set
from tiny_diaries import cases, file_text, scripts, tiny_rule, words

from server.rules.diary.book import Hub
from server.rules.diary.file import read_diaries
from server.rules.diary.script import scripts_of
from vitals.vital import Vital

WEIGHT = Vital.BODY_WEIGHT.value.name
TWO = "2026-03-04 07:00  weight 80.0 kg\n2026-03-05 07:00  weight 82.0 kg, answers dizziness often"


def test_each_step_knows_what_was_told_up_to_it() -> None:
    (script,) = scripts(TWO)
    first, second = script.steps
    assert [len(step.chart.series[WEIGHT]) for step in (first, second)] == [1, 2]
    assert "symptom.dizziness" not in first.chart.series
    assert script.told == {WEIGHT, "symptom.dizziness"}
    assert first.due is not None
    assert "*" in first.due.kinds
    assert second.due is not None
    assert second.due.kinds == {WEIGHT, "symptom.dizziness"}


def test_answers_are_numbered_alike_in_all_scripts() -> None:
    one, other = scripts("2026-03-05 07:00  answers dizziness often", "2026-03-05 07:00  answers dizziness never")
    assert one.codes is other.codes
    assert sorted(one.codes.values()) == [0, 1]


def test_what_changes_nothing_is_not_due() -> None:
    (script,) = scripts("2026-03-05 07:00  agrees target_weight 80 kg\n2026-03-05 07:00  agrees target_weight 80 kg")
    assert script.steps[1].due is None


def test_a_contact_of_many_remembers_the_one_before() -> None:
    text = file_text(
        "2026-03-04 07:00  weight 80.0 kg\n2026-03-04 10:30  hub silent\n2026-03-05 06:00  hub heard\n2026-03-05 09:00"
    )
    (script,) = scripts_of(read_diaries(text.encode(), words(), Hub.EACH_HOUR), rule_set(tiny_rule()).signals)
    since = {f"{step.at:%d %H:%M}": step.heard_since_s is not None for step in script.steps if step.due is not None}
    assert {at for at, is_one_more in since.items() if is_one_more} == {"04 08:00", "04 09:00", "05 07:00", "05 08:00"}


def test_a_nurse_who_closes_is_remembered() -> None:
    (script,) = scripts("2026-03-05 07:00  weight 82.0 kg\n2026-03-05 08:00  closes")
    assert [step.closes for step in script.steps] == [False, True]
    assert script.steps[1].due is None


def test_what_comes_after_an_instant_can_be_left_out() -> None:
    (script,) = scripts(TWO)
    cut = script.until(datetime(2026, 3, 4, 12, tzinfo=UTC))
    assert (len(cut.steps), cut.case.until_at) == (1, datetime(2026, 3, 4, 12, tzinfo=UTC))
    assert len(cases(TWO)[0].arrivals) == 2
