"""What is missing, silent, pressed or has happened is told by when anything came last."""

from __future__ import annotations

import pytest
from diary_lines import story, wall
from outlooks import have_outlook, may_be
from rule_making import hours, minutes

from server.rules.language.condition import Happened, Missing, OtherAlert, Pressed, Silent

DAILY = "\n".join(f"03-{day:02} 07:00 weight 80" for day in range(1, 31))
MISSING = Missing(measure="weight", days=1, due_minute=720)
TWICE = Missing(measure="weight", days=2, due_minute=720)
ANYTHING = Missing(measure="anything", days=2, due_minute=720)


@pytest.mark.parametrize(
    ("condition", "more", "now", "expected"),
    [
        (MISSING, "", "03-31 12:00", True),
        (MISSING, "", "03-31 11:59", False),
        (MISSING, "\n03-31 12:00 weight 80", "03-31 13:00", False),
        (MISSING, "\n03-31 12:01 weight 80", "03-31 13:00", True),
        (MISSING, "\n03-31 07:00 weight 400", "03-31 13:00", True),
        (TWICE, "", "03-31 13:00", False),
        (TWICE, "", "04-01 11:00", False),
        (TWICE, "", "04-01 12:00", True),
        (TWICE, "", "04-02 03:00", True),
        (ANYTHING, "", "04-01 12:00", True),
        (ANYTHING, "\n03-31 07:00 pulse 70", "04-01 12:00", False),
        (ANYTHING, "\n03-31 07:00 answer dizziness never", "04-01 12:00", False),
    ],
)
def test_it_is_missing_from_its_hour_on(condition: Missing, more: str, now: str, expected: object) -> None:
    assert may_be(condition, DAILY + more, now) is expected


@pytest.mark.parametrize(
    ("condition", "yesterday", "expected"),
    [
        (TWICE, "weight 80", False),
        (TWICE, "weight 400", True),
        (TWICE, "pulse 70", True),
        (ANYTHING, "pulse 70", False),
        (Missing(measure="weight", days=1, due_minute=720), "weight 80", True),
    ],
)
def test_what_came_yesterday_is_in_every_time_that_must_be_empty(
    condition: Missing, yesterday: str, expected: object
) -> None:
    few = f"03-28 07:00 weight 80\n03-30 07:00 {yesterday}"
    assert may_be(condition, few, "03-31 13:00") is expected


@pytest.mark.parametrize("days", [1, 2])
@pytest.mark.parametrize(("today", "expected"), [("03-31 11:00 weight 80", False), ("03-31 12:30 weight 80", True)])
def test_many_are_asked_as_few_are(days: int, today: str, expected: object) -> None:
    condition, now = Missing(measure="weight", days=days, due_minute=720), wall("03-31 13:00")
    before = "03-28..03-30 07:00 weight 80"
    others = [story(f"{before}\n03-31 11:00 weight 80", "01-01")] * 9
    found = have_outlook(condition, [*others, story(f"{before}\n{today}", "01-01")], now, now)
    assert found == [*[False] * 9, days == 1 and expected]
    assert found[-1] is may_be(condition, f"{before}\n{today}", "03-31 13:00")


def test_nothing_is_missing_that_was_not_planned() -> None:
    assert not may_be(TWICE, "", "03-31 13:00", plan_from="03-31")
    assert may_be(TWICE, "", "03-31 13:00", plan_from="03-30")


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ("", False),
        ("03-30 12:00 contact\n03-30 13:00 contact", True),
        ("03-30 13:01 contact\n03-30 14:00 contact", False),
        ("03-31 08:00 contact", False),  # of before nothing is known
        ("03-30 07:59 contact\n03-31 08:00 contact", True),
        ("03-30 08:01 contact\n03-31 08:00 contact", False),
        ("03-28 08:00 contact\n03-30 08:00 contact\n03-31 07:00 contact", False),  # it was silent on days before
    ],
)
def test_a_hub_that_was_heard_can_fall_silent(contacts: str, expected: object) -> None:
    assert may_be(Silent(period=hours(24)), contacts) is expected


def test_a_button_counts_for_a_while_and_an_event_for_ever() -> None:
    pressed = Pressed(kind="worried", within=minutes(1))
    assert may_be(pressed, "03-31 07:00 button worried")
    assert not may_be(pressed, "03-01 07:00 button worried")
    assert not may_be(pressed, "03-31 07:00 button called")
    happened = Happened(kinds=("discharged",), within=None)
    assert may_be(happened, "01-02 07:00 event discharged")
    assert not may_be(happened, "01-02 07:00 event travelling")


def test_another_alert_must_be_there_and_any_may_be() -> None:
    assert not may_be(OtherAlert(rules=("second",), within_days=3), DAILY)
    assert may_be(OtherAlert(rules=("any clinical rule",), within_days=3), DAILY)
