"""``weight-gain-2kg-3-days``: more than 2 kg above the lowest weight of the three days before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.rules.day_grid import MISSING, Reading
from server.rules.episode import Span
from server.rules.history import History
from server.rules.local_day import local_day
from server.rules.transition import Severity
from server.rules.wording import days_en, days_sv, kilograms_en, kilograms_sv

LOOK_BACK_DAYS: Final = 3
LIMIT_G: Final = 2_000
CLEAR_WITHIN_G: Final = 1_000
CLEAR_DAYS: Final = 2
_NEVER: Final = np.iinfo(np.int64).max


def gain_g(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give how far each day from the fourth on lies above the lowest of the three before, in grams.

    ``days`` has shape [..., n], days in order, MISSING where there is no weight; what comes has shape [..., n - 3],
    MISSING where a gain is not known.

    >>> gain_g(np.array([80_000, -1, 80_400, 82_001, -1, 80_000])).tolist()
    [2001, -1, -400]
    """
    low = np.where(days == MISSING, _NEVER, days)
    lowest = np.minimum(np.minimum(low[..., :-3], low[..., 1:-2]), low[..., 2:-1])
    now = days[..., LOOK_BACK_DAYS:]
    return np.where((now != MISSING) & (lowest != _NEVER), now - lowest, MISSING)


class WeightGain:
    """The rule. While an episode is raised only its end is looked for; a new one needs one day of *no* first.

    It ends on the second day in a row at most 1 kg above the level before it. A nurse who closes it ends it too; then
    more than 2 kg above the weight she saw is a new one, whether or not there was a *no* between.
    """

    name: Final = "weight-gain-2kg-3-days"
    version: Final = "1"
    severity: Final = Severity.MEDIUM

    def spans(self, history: History) -> list[Span]:
        """Tell the episodes from the day's weights, oldest first."""
        walk = _Walk(history)
        for day in range(history.first, history.last + 1):
            walk.live_through(day)
        return walk.told if walk.open is None else [*walk.told, walk.open]

    def facts(self, span: Span, history: History) -> Mapping[str, int | str]:
        """Give the numbers behind an episode, in grams, and the days they are from, as far back as is known."""
        facts: dict[str, int | str] = {
            "earlier_g": span.level,
            "limit_g": LIMIT_G,
            "day": date.fromordinal(span.start_day).isoformat(),
        }
        now, earlier_day = history.weight(span.start_day), _earlier_day(span, history)
        if now is not None and earlier_day is not None:
            facts |= {
                "now_g": now.value_g,
                "change_g": now.value_g - span.level,
                "earlier_day": date.fromordinal(earlier_day).isoformat(),
                "within_days": span.start_day - earlier_day,
            }
        return facts

    def say(self, facts: Mapping[str, int | str]) -> Mapping[str, str]:
        """Say them in both languages."""
        earlier = int(facts["earlier_g"])
        if "now_g" not in facts:
            return {
                "sv": f"Viktuppgång från {kilograms_sv(earlier)} sedan {facts['day']}.",
                "en": f"Weight up from {kilograms_en(earlier)} since {facts['day']}.",
            }
        change, now, within = int(facts["change_g"]), int(facts["now_g"]), int(facts["within_days"])
        return {
            "sv": f"Vikten har gått upp {kilograms_sv(change)} på {days_sv(within)},"
            f" från {kilograms_sv(earlier)} till {kilograms_sv(now)}.",
            "en": f"Weight is up {kilograms_en(change)} in {days_en(within)},"
            f" from {kilograms_en(earlier)} to {kilograms_en(now)}.",
        }

    def arrivals(self, span: Span, history: History) -> tuple[int, ...]:
        """Name the readings behind an episode by their places in the journal, in order of time."""
        days = {*range(span.start_day - LOOK_BACK_DAYS, span.start_day + 1), _earlier_day(span, history)}
        chosen = (history.weight(day) for day in sorted(day for day in days if day is not None))
        return tuple(reading.arrival for reading in chosen if reading is not None)


def _earlier_day(span: Span, history: History) -> int | None:
    """Find the last day on which the weight was what the episode is measured against."""
    for day in range(span.start_day - 1, history.since - 1, -1):
        weight = history.weight(day)
        if weight is not None and weight.value_g == span.level:
            return day
    return None


class _Walk:
    """A walk through the days: the span that is open, and whether a new one may begin."""

    def __init__(self, history: History) -> None:
        self.told: list[Span] = []
        self.open = history.was
        self._history = history
        self._is_armed = True
        self._ceiling_g: int | None = None
        yesterday = history.weight(history.first - 1)  # not two calm days: on the second it would have ended
        self._calm_days = int(yesterday is not None and self._is_calm(yesterday))
        self._closed_s: dict[int, list[int]] = {}
        for at_s in history.closed_s:
            day = local_day(datetime.fromtimestamp(at_s, UTC), history.days.zone)
            self._closed_s.setdefault(day, []).append(at_s)

    def live_through(self, day: int) -> None:
        """Let one day pass: its weight, if there is one, and what nurses closed before it and after it."""
        weight = self._history.weight(day)
        closings = self._closed_s.get(day, [])
        if weight is None:
            self._calm_days = 0
        else:
            for at_s in [each for each in closings if each < weight.at_s]:
                self._close(day, at_s)
            self._weigh(day, weight)
        for at_s in [each for each in closings if weight is None or each >= weight.at_s]:
            self._close(day, at_s)

    def _weigh(self, day: int, weight: Reading) -> None:
        if self.open is None:
            self._look_for_a_start(day, weight)
            return
        self._calm_days = self._calm_days + 1 if self._is_calm(weight) else 0
        if self._calm_days == CLEAR_DAYS:
            self._end(self.open, day, weight.at_s)

    def _is_calm(self, weight: Reading) -> bool:
        return self.open is not None and weight.value_g <= self.open.level + CLEAR_WITHIN_G

    def _look_for_a_start(self, day: int, weight: Reading) -> None:
        lowest = self._lowest_before(day)
        if self._ceiling_g is not None and weight.value_g > self._ceiling_g + LIMIT_G:
            self.open = Span(start_day=day, start_s=weight.at_s, level=self._ceiling_g)
        elif lowest is None:
            return
        elif weight.value_g - lowest <= LIMIT_G:
            self._is_armed, self._ceiling_g = True, None
        elif self._is_armed:
            self.open = Span(start_day=day, start_s=weight.at_s, level=lowest)

    def _lowest_before(self, day: int) -> int | None:
        before = (self._history.weight(when) for when in range(day - LOOK_BACK_DAYS, day))
        return min((weight.value_g for weight in before if weight is not None), default=None)

    def _close(self, day: int, at_s: int) -> None:
        """End what a nurse closed, and remember the weight she saw."""
        if self.open is None or at_s < self.open.start_s:
            return
        span = self.open
        weights = map(self._history.weight, range(max(span.start_day, self._history.since), day + 1))
        seen_g = [weight.value_g for weight in weights if weight is not None and weight.at_s <= at_s]
        self._end(span, day, at_s)
        self._ceiling_g = seen_g[-1] if seen_g else span.level

    def _end(self, span: Span, day: int, at_s: int) -> None:
        self.told.append(span.until(day, at_s))
        self.open, self._is_armed, self._calm_days, self._ceiling_g = None, False, 0, None
