"""The second look: whom live would have asked to measure once more, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from server.rules.backtest.case import Case
from server.rules.diary.fact import Staffing
from server.rules.judging.block import Block
from server.rules.judging.visit import PROMPT_S
from server.rules.judging.walk import ASKED_WITHIN_S, Told
from server.rules.language.rule import Rule
from server.rules.language.signal import Signals

STAFFING: Final = Staffing()
"""When somebody is there, where a log does not say: office hours."""
LAST_HOUR_MINUTES: Final = 60
_MINUTES: Final = 60
Ask = tuple[int, int, str, str]
"""From, until, for which rule, and the measure."""


def staff_would_see(zone: ZoneInfo, until_s: int) -> bool:
    """Tell whether an answer given by an instant is in an hour before staffed time ends (decision F7).

    >>> noon_s = int(datetime(2026, 3, 2, 11, tzinfo=UTC).timestamp())
    >>> [staff_would_see(ZoneInfo("Europe/Stockholm"), noon_s + hours * 3_600) for hours in (0, 3, 4, -48)]
    [True, True, False, False]
    """
    local = datetime.fromtimestamp(until_s, UTC).astimezone(zone)
    minute = local.hour * _MINUTES + local.minute
    is_in_time = STAFFING.from_minute <= minute <= STAFFING.to_minute - LAST_HOUR_MINUTES
    return local.weekday() in STAFFING.weekdays and is_in_time


class Asker:
    """Asks the patients of one rule that wants a second look."""

    def __init__(self, rule: Rule, block: Block, signals: Signals) -> None:
        """Take the rule, and a block that was judged by it."""
        self._rule = rule
        self.measure = block.asked_for(rule)
        self._vital = None if self.measure is None else signals.measures[self.measure].vital.value.name

    def asks(self, case: Case, told: Sequence[Told]) -> list[Ask]:
        """Give what a patient was asked, if these were the episodes: once for each that began with a fresh reading."""
        column = None if self._vital is None else case.columns.get(self._vital)
        if column is None or self.measure is None or self._rule.confirm is None:
            return []
        found: list[Ask] = []
        for each in told:
            same = column.received_s[slice(*np.searchsorted(column.at_s, [each.start_s, each.start_s + 1]))]
            if not len(same):
                continue
            from_s = int(same.max())
            until_s = from_s + self._rule.confirm.answer_within.seconds
            is_over = each.end_s is not None and each.end_s <= from_s
            if 0 <= from_s - each.start_s <= PROMPT_S and not is_over and staff_would_see(case.zone, until_s):
                found.append((from_s, until_s, self._rule.name, self.measure))
        return found

    def is_plain(self, case: Case, asks: Sequence[Ask], told: Sequence[Told]) -> bool:
        """Tell whether asking changes nothing but when an episode is raised: nobody answered, and none ended sooner."""
        column = None if self._vital is None else case.columns.get(self._vital)
        if column is None or self._rule.confirm is None or not self._rule.confirm.raises_unanswered:
            return not asks
        begins, ends = np.searchsorted(column.at_s, [(ask[0], ask[1]) for ask in asks], side="right").T
        by_start = [ask_of(asks, each) for each in told]
        pairs = zip(told, by_start, strict=True)
        return bool((begins == ends).all()) and all(
            ask is None or each.end_s is None or each.end_s >= ask[1] for each, ask in pairs
        )


def ask_of(asks: Iterable[Ask], told: Told) -> Ask | None:
    """Find the request that belongs to an episode."""
    return next((each for each in asks if told.start_s <= each[0] <= told.start_s + ASKED_WITHIN_S), None)


def unanswered(told: Told, ask: Ask | None, end_s: int) -> Told:
    """Give an episode that waited for an answer in vain: raised at the deadline, if that has come (decision E5)."""
    if ask is None:
        return told
    return replace(told, asked_until_s=ask[1], raised_s=ask[1] if ask[1] <= end_s else None)
