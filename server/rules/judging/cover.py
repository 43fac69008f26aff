"""What stands before an alert: until when an episode is inhibited, because a worse one was active."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from server.rules.judging.walk import FOREVER, Told
from server.rules.language.order import RANK
from server.rules.language.rule import Rule

Times = Sequence[tuple[int, int | None]]
"""When episodes of a rule were raised or inhibited: from, until (None: still)."""


def covers(rule: Rule, rules: Mapping[str, Rule]) -> list[str]:
    """Name the rules that a rule is quiet for: those that are at least as severe (rule 29)."""
    return [name for name in rule.quiet_while if name in rules and RANK[rules[name].severity] >= RANK[rule.severity]]


def covered(told: Told, times: Iterable[tuple[int, int | None]]) -> Told:
    """Say until when an episode is inhibited: from when it would be raised until nothing worse is active.

    >>> one = Told(start_s=5, raised_s=5)
    >>> [covered(one, times).covered_until_s for times in ([(6, 9)], [(1, 7), (6, 9)], [(1, 7), (8, 9)])]
    [None, 9, 7]
    """
    if told.raised_s is None:
        return told
    free_s = told.raised_s
    for from_s, until_s in sorted(times, key=lambda each: each[0]):
        if from_s <= free_s and (until_s is None or until_s > free_s):
            free_s = FOREVER if until_s is None else until_s
    if free_s == told.raised_s:
        return replace(told, covered_until_s=None)
    is_never_free = told.end_s is not None and told.end_s <= free_s
    return replace(told, covered_until_s=FOREVER if is_never_free else free_s)
