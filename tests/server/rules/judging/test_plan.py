"""Which rules must look again, and how far back each of them looks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from diary_lines import wall
from engine_story import PATIENT
from rule_making import days, hours, kg, rule, rule_set

from server.rules.judging.plan import ALL, CONTACT, EVENT, SETS_KEPT, Plan, kind_of
from server.rules.judging.touched import Touch
from server.rules.language.combination import Condition, Gathering, Group
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    Answered,
    Arrives,
    Change,
    Comparison,
    Drift,
    Happened,
    Limit,
    Missing,
    OtherAlert,
    Side,
    Silent,
)
from server.rules.language.rule import Status
from server.rules.record import (
    Agreed,
    Answer,
    Asked,
    Contact,
    Event,
    Joined,
    NurseClosed,
    Observed,
    Press,
    Withdrawn,
)
from vitals.vital import Vital

AT = wall("03-05 07:00")
WEIGHT = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000))
RULES = rule_set(
    rule("weight", WEIGHT, unless=Happened(kinds=("travelling",), within=None)),
    rule("dizzy", Answered(question="dizziness", codes=frozenset({"often"}))),
    rule("silent", Silent(period=hours(24)), clear_when=Arrives(measure="hub", count=1)),
    rule("missing", Missing(measure="anything", days=2, due_minute=720)),
    rule("after", OtherAlert(rules=("weight",), within_days=3)),
    rule("any", OtherAlert(rules=(ANY_CLINICAL_RULE,), within_days=None)),
    rule("draft", WEIGHT, status=Status.DRAFT),
)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ({"body_weight"}, ["weight", "missing", "after", "any"]),
        ({"symptom.dizziness"}, ["dizzy", "missing", "any"]),
        ({CONTACT}, ["silent", "missing", "any"]),
        ({EVENT}, ["weight", "missing", "after", "any"]),
        ({"button.worried"}, ["missing", "any"]),
        ({ALL}, ["weight", "dizzy", "silent", "missing", "after", "any"]),
        (set[str](), []),
    ],
)
def test_what_comes_touches_the_rules_that_read_it_and_those_that_read_these(
    kinds: set[str], expected: list[str]
) -> None:
    plan = Plan(RULES)
    assert [each.name for each in plan.touched(kinds)] == expected
    assert plan.touched(kinds) is plan.touched(frozenset(kinds))  # and is looked up once


WEIGHED = Arrives(measure="weight", count=1)
HEARD = Arrives(measure="hub", count=2)
SOMETHING = Arrives(measure="anything", count=1)


@pytest.mark.parametrize(
    ("clear_when", "more", "ends_by", "goes_on"),
    [
        (WEIGHED, {}, [{"body_weight"}, {ALL}], [set[str](), {CONTACT}, {EVENT}, {"pulse_rate"}]),
        (HEARD, {}, [{CONTACT}], [set[str](), {"body_weight"}]),
        (SOMETHING, {}, [{"pulse_rate"}, {"symptom.dizziness"}], [set[str](), {CONTACT}, {EVENT}]),
        (
            Group(gathering=Gathering.ALL, parts=(WEIGHED, HEARD)),
            {},
            [{"body_weight"}, {CONTACT}],
            [set[str](), {"spo2"}],
        ),
        (HEAVY, {}, [set[str]()], []),
        (Group(gathering=Gathering.ALL, parts=(WEIGHED,), for_days=2), {}, [set[str]()], []),
        (WEIGHED, {"lasts": days(2)}, [set[str]()], []),
    ],
    ids=["weighed", "heard", "anything", "both", "a value", "for days", "lasts"],
)
def test_what_may_end_an_episode_that_is_open(
    clear_when: Condition, more: dict[str, Any], ends_by: list[set[str]], goes_on: list[set[str]]
) -> None:
    made = rule("missing", Missing(measure="weight", days=1, due_minute=720), clear_when=clear_when, **more)
    plan = Plan(rule_set(made))
    assert [plan.may_end(made, frozenset(kinds)) for kinds in ends_by] == [True] * len(ends_by)
    assert [plan.may_end(made, frozenset(kinds)) for kinds in goes_on] == [False] * len(goes_on)


def test_what_a_rule_reads() -> None:
    plan = Plan(RULES)
    quiet = rule("quiet", WEIGHT, quiet_while=("weight", "quiet"))
    assert Plan(rule_set(*RULES.rules.values(), quiet)).reads(quiet) == {"weight"}
    assert plan.reads(RULES.rules["any"]) >= {"weight", "dizzy", "silent", "missing", "after"}
    assert "any" not in plan.reads(RULES.rules["any"])


def test_measures_are_found_by_their_vital_sign() -> None:
    measures = RULES.signals.measures
    assert Plan(RULES).touches["pulse_rate"] == Touch.of([measures["pulse"], measures["pulse_irregular"]])


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (Observed(arrival=1, patient=PATIENT, vital=Vital.SPO2, value=950, measured_at=AT), "spo2"),
        (Withdrawn(arrival=1, patient=PATIENT, vital=Vital.SPO2, measured_at=AT), "spo2"),
        (Answer(arrival=1, patient=PATIENT, question="dizziness", code="often", measured_at=AT), "symptom.dizziness"),
        (Press(arrival=1, patient=PATIENT, kind="worried", measured_at=AT), "button.worried"),
        (Contact(patient=PATIENT, heard_at=AT), CONTACT),
        (Event(number=1, patient=PATIENT, kind="travelling", from_at=AT), EVENT),
        (Agreed(patient=PATIENT, what="target_weight", value=80_000, from_at=AT), ALL),
        (Asked(patient=PATIENT, rule="weight", measure="weight", from_at=AT, until_at=AT), ALL),
        (NurseClosed(patient=PATIENT, rule="weight", episode="", at=AT), ALL),
        (Joined(patient=PATIENT, zone="Europe/Stockholm", plan_from=date(2026, 3, 1)), ALL),
    ],
)
def test_what_a_record_touches(record: Any, expected: str) -> None:
    assert kind_of(record) == expected


def test_the_reach_is_that_of_the_rule_that_looks_back_furthest() -> None:
    drift = Drift(measure="weight", by=kg(1_000), side=Side.ABOVE, reference="baseline", leak=kg(0), over_days=28)
    near, far = Plan(rule_set(rule("heavy", HEAVY))), Plan(rule_set(rule("heavy", HEAVY), rule("drift", drift)))
    assert far.reach_days - near.reach_days > 28 + 35 - 2


def test_what_a_server_meets_in_years_is_not_remembered_for_ever() -> None:
    plan = Plan(RULES)
    for number in range(SETS_KEPT + 10):
        assert [each.name for each in plan.touched({f"symptom.{number}"})] == ["missing", "any"]
    assert plan._touched_by.cache_info().currsize == SETS_KEPT
