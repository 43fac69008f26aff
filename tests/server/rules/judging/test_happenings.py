"""Events, buttons and other alerts, by hand (rule 19)."""

from __future__ import annotations

import pytest
from diary_lines import story, wall
from oracle.oracle import truth
from rule_making import days, hours, kg, rule, rule_set
from telling import tell

from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    Comparison,
    Happened,
    Limit,
    OtherAlert,
    Pressed,
)
from server.rules.language.rule import Kind, Status
from server.rules.transition import Severity

YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000))
LIGHT = Limit(measure="weight", comparison=Comparison.LESS_THAN, amount=kg(82_000))


@pytest.mark.parametrize(
    ("condition", "t", "expected"),
    [
        (Happened(kinds=("discharged",), within=days(7)), "03-12 23:00", YES),
        (Happened(kinds=("discharged",), within=days(7)), "03-13 03:00", NO),
        (Happened(kinds=("discharged",), within=days(7)), "03-05 09:59", NO),
        (Happened(kinds=("admitted", "discharged"), within=hours(2)), "03-05 11:59:59", YES),
        (Happened(kinds=("discharged",), within=hours(2)), "03-05 12:00", NO),
        (Happened(kinds=("travelling",), within=None), "03-05 10:00", YES),
        (Happened(kinds=("travelling",), within=None), "03-06 09:59:59", YES),
        (Happened(kinds=("travelling",), within=None), "03-06 10:00", NO),
        (Happened(kinds=("plan_paused",), within=None), "03-31 10:00", YES),
        (Happened(kinds=("plan_paused",), within=None), "03-05 09:59", NO),
        (Pressed(kind="worried", within=hours(1)), "03-05 10:59:59", YES),
        (Pressed(kind="worried", within=hours(1)), "03-05 11:00", NO),
        (Pressed(kind="worried", within=hours(1)), "03-05 09:59", NO),
        (Pressed(kind="call_me", within=hours(1)), "03-05 10:00", NO),
    ],
)
def test_events_and_buttons_are_yes_or_no(condition: Happened | Pressed, t: str, expected: str) -> None:
    diary = (
        "03-05 10:00 event discharged\n03-05 10:00 event travelling until 03-06 10:00\n"
        "03-05 10:00 event plan_paused\n03-05 10:00 button worried"
    )
    assert tell(condition, diary, t) == expected


def alert(within_days: int | None, *names: str) -> OtherAlert:
    return OtherAlert(rules=names, within_days=within_days)


@pytest.mark.parametrize(
    ("condition", "t", "expected"),
    [
        (alert(None, "heavy"), "03-05 06:59:59", NO),
        (alert(None, "heavy"), "03-05 07:00", YES),
        (alert(None, "heavy"), "03-06 06:59:59", YES),
        (alert(None, "heavy"), "03-06 07:00", NO),  # it ended at this instant
        (alert(14, "heavy"), "03-20 23:00", YES),
        (alert(14, "heavy"), "03-21 03:00", NO),
        (alert(14, "heavy"), "03-04 23:00", NO),
        (alert(None, "another", "heavy"), "03-05 07:00", YES),
        (alert(None, ANY_CLINICAL_RULE), "03-05 07:00", YES),
        (alert(None, "another"), "03-05 07:00", NO),
    ],
)
def test_another_alert_is_or_was_active(condition: OtherAlert, t: str, expected: str) -> None:
    heavy = rule("heavy", HEAVY, clear_when=LIGHT)
    asking = rule("asking", condition, kind=Kind.GOOD_NEWS)
    told = story("03-05 07:00 weight 82\n03-06 07:00 weight 81")
    assert truth(rule_set(heavy, asking), asking, condition, told, wall(t)).value == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, YES),
        ({"kind": Kind.TECHNICAL}, NO),
        ({"kind": Kind.GOOD_NEWS}, NO),
        ({"status": Status.SHADOW}, NO),
        ({"kind": Kind.ABSENCE, "severity": Severity.LOW}, YES),
    ],
)
def test_any_clinical_rule_is_live_and_about_the_patient(changed: dict[str, object], expected: str) -> None:
    heavy = rule("heavy", HEAVY, clear_when=LIGHT, **changed)
    condition = alert(None, ANY_CLINICAL_RULE)
    asking = rule("asking", condition, kind=Kind.GOOD_NEWS)
    told = story("03-05 07:00 weight 82")
    assert truth(rule_set(heavy, asking), asking, condition, told, wall("03-05 08:00")).value == expected
