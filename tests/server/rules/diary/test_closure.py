"""A rule's diaries are played with the rule and whatever it reads, and no more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_making import days, hours, kg, points, rule, rule_set

from server.rules.diary.book import Hub
from server.rules.diary.closure import hub_of, signs, that_may_be_so, with_what_it_reads
from server.rules.judging.needs import HUB
from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    Answered,
    Arrives,
    Change,
    Comparison,
    Happened,
    Missing,
    OtherAlert,
    Pressed,
    Sign,
    Silent,
)
from server.rules.language.rule import Kind, Status
from vitals.vital import Vital

GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
SILENCE = Missing(measure="weight", days=2, due_minute=720)
PLAIN = rule("plain", GAIN)
SILENT = rule("silent", SILENCE, kind=Kind.ABSENCE)
TECHNICAL = rule("technical", SILENCE, kind=Kind.TECHNICAL)
QUIET = rule("quiet", GAIN, quiet_while=("plain", "gone"))
CALM = rule("calm", OtherAlert(rules=(ANY_CLINICAL_RULE,), within_days=None), kind=Kind.GOOD_NEWS)
AFTER = rule("after", Group(gathering=Gathering.ALL, parts=(GAIN, OtherAlert(rules=("quiet", "gone"), within_days=3))))
ALL = rule_set(PLAIN, SILENT, TECHNICAL, QUIET, CALM, AFTER)


def test_who_reads_nobody_is_played_alone() -> None:
    assert list(with_what_it_reads(PLAIN, ALL).rules) == ["plain"]


def test_what_is_read_is_taken_along_however_far() -> None:
    assert list(with_what_it_reads(QUIET, ALL).rules) == ["plain", "quiet"]
    assert list(with_what_it_reads(AFTER, ALL).rules) == ["plain", "quiet", "after"]


def test_any_clinical_rule_is_every_live_sign_and_absence() -> None:
    shadow = rule_set(PLAIN, SILENT, TECHNICAL, replace(QUIET, status=Status.SHADOW), CALM)
    assert list(with_what_it_reads(CALM, shadow).rules) == ["plain", "silent", "calm"]


def test_a_rule_is_played_as_if_it_were_live_and_as_it_is_given() -> None:
    draft = replace(PLAIN, status=Status.DRAFT, version="9.9")
    assert with_what_it_reads(draft, ALL).rules["plain"] == replace(draft, status=Status.LIVE)


def test_the_hub_is_heard_as_often_as_the_rule_needs() -> None:
    def heard(name: str) -> Hub:
        return hub_of(ALL.rules[name], with_what_it_reads(ALL.rules[name], ALL))

    assert (heard("silent"), heard("calm"), heard("quiet")) == (Hub.EACH_HOUR, Hub.EACH_NOON, Hub.UNHEARD)


@pytest.mark.parametrize(
    ("sign", "hub"),
    [
        (SILENCE, Hub.EACH_HOUR),
        (replace(SILENCE, measure="anything"), Hub.UNHEARD),
        (Silent(period=hours(24)), Hub.EACH_HOUR),
        (Arrives(measure=HUB, count=2), Hub.EACH_HOUR),
        (Arrives(measure="weight", count=1), Hub.UNHEARD),
    ],
)
def test_that_nothing_came_of_anything_is_so_whether_or_not_the_hub_was_heard(sign: Sign, hub: Hub) -> None:
    made = rule("made", sign)
    assert hub_of(made, rule_set(made)) is hub


def test_signs_are_found_wherever_they_stand() -> None:
    score = Score(
        comparison=Comparison.AT_LEAST, amount=points(1), lines=(Points(points=1, when=SILENCE),), look_back=days(3)
    )
    nested = Sequence(steps=(Group(gathering=Gathering.ANY, parts=(GAIN,)), score), within=days(5))
    assert list(signs(rule("nested", nested, unless=GAIN))) == [GAIN, SILENCE, GAIN]


WEIGHT = Vital.BODY_WEIGHT.value.name
DIZZY = Answered(question="dizziness", codes=frozenset({"often"}))
ASKED = Pressed(kind="worried", within=hours(1))
HOME = Happened(kinds=("discharged",), within=days(7))


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (GAIN, WEIGHT),
        (DIZZY, "symptom.dizziness"),
        (ASKED, "button.worried"),
        (HOME, "discharged"),
        (Group(gathering=Gathering.ANY, parts=(GAIN, DIZZY)), WEIGHT),
        (Group(gathering=Gathering.AT_LEAST, least=1, parts=(GAIN, DIZZY)), WEIGHT),
    ],
)
def test_of_what_nothing_is_told_nothing_is_so(condition: Condition, told: str) -> None:
    read = rule_set(PLAIN, rule("other", condition))
    assert list(that_may_be_so(read, PLAIN, {told}).rules) == ["plain", "other"]
    assert list(that_may_be_so(read, PLAIN, {"something else"}).rules) == ["plain"]


@pytest.mark.parametrize(
    ("condition", "may_be"),
    [
        (SILENCE, True),
        (OtherAlert(rules=("plain",), within_days=None), True),
        (Group(gathering=Gathering.NONE, parts=(GAIN,)), True),
        (Group(gathering=Gathering.ALL, parts=(SILENCE, GAIN)), False),
        (Sequence(steps=(SILENCE, GAIN), within=days(5)), False),
    ],
)
def test_but_silence_may_be_and_what_other_rules_say(condition: Condition, *, may_be: bool) -> None:
    read = rule_set(PLAIN, rule("other", condition))
    assert ("other" in that_may_be_so(read, PLAIN, set()).rules) is may_be
