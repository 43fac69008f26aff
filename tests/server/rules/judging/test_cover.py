"""Rule 29: what is at least as severe and active when an episode would be raised holds it back, until it ends."""

from __future__ import annotations

import pytest
from rule_making import days, rule

from server.rules.judging.cover import covered, covers
from server.rules.judging.walk import FOREVER, Told
from server.rules.language.condition import Happened
from server.rules.transition import Severity

AWAY = Happened(kinds=("travelling",), within=days(1))


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], None),
        ([(1, 5)], None),  # it ended at this instant
        ([(6, None)], None),  # what is raised already stays raised
        ([(5, 6)], 6),
        ([(1, 7), (7, 9)], 9),  # one ends as the other begins
        ([(7, 9), (1, 7)], 9),
        ([(1, 7), (8, 9)], 7),  # raised in between, and stays
        ([(1, None)], FOREVER),
        ([(5, 5)], None),
    ],
)
def test_an_episode_is_inhibited_until_nothing_worse_is_active(
    times: list[tuple[int, int | None]], expected: int | None
) -> None:
    assert covered(Told(start_s=5, raised_s=5), times).covered_until_s == expected


def test_what_ended_before_it_was_free_was_never_free() -> None:
    assert covered(Told(start_s=5, raised_s=5, end_s=8), [(1, 8)]).covered_until_s == FOREVER
    assert covered(Told(start_s=5, raised_s=5, end_s=9), [(1, 8)]).covered_until_s == 8


def test_who_is_asked_is_not_inhibited_yet() -> None:
    assert covered(Told(start_s=5, raised_s=None), [(1, None)]).covered_until_s is None


def test_only_rules_at_least_as_severe_hold_back() -> None:
    rules = {
        severity.value: rule(severity.value, AWAY, severity=severity)
        for severity in (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    }
    quiet = rule("quiet", AWAY, severity=Severity.MEDIUM, quiet_while=("high", "medium", "low", "gone"))
    assert covers(quiet, rules) == ["high", "medium"]
