"""``weight-gain-2kg-3-days``: more than 2 kg above the lowest weight of the three days before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.rules.day_grid import MISSING, day_reading
from server.rules.episode import Span
from server.rules.history import History
from server.rules.local_day import local_day
from server.rules.transition import Severity
from server.rules.wording import days_en, days_sv, kilograms_en, kilograms_sv

LOOK_BACK_DAYS: Final = 3
LIMIT_G: Final = 2_000
CLEAR_WITHIN_G: Final = 1_000
CLEAR_DAYS: Final = 2


def gain_g(window: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give how far the last of four days lies above the lowest of the three before, in grams; MISSING if unknown.

    ``window`` has shape [..., 4], days in order, MISSING where there is no weight.

    >>> gain_g(np.array([[80_000, -1, 80_400, 82_001], [-1, -1, -1, 82_001]])).tolist()
    [2001, -1]
    """
    before = np.where(window[..., :LOOK_BACK_DAYS] == MISSING, np.iinfo(np.int64).max, window[..., :LOOK_BACK_DAYS])
    lowest = before.min(axis=-1)
    now = window[..., LOOK_BACK_DAYS]
    is_known = (now != MISSING) & (lowest != np.iinfo(np.int64).max)
    return np.where(is_known, now - np.where(is_known, lowest, 0), MISSING)


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
        """Give the numbers behind an episode, in grams, and the days they are from."""
        now_g = history.values.get(span.start_day, span.level)
        before = range(span.start_day - LOOK_BACK_DAYS, span.start_day)
        earlier_day = max((day for day in before if history.values.get(day) == span.level), default=before[0])
        return {
            "now_g": now_g,
            "earlier_g": span.level,
            "change_g": now_g - span.level,
            "limit_g": LIMIT_G,
            "day": date.fromordinal(span.start_day).isoformat(),
            "earlier_day": date.fromordinal(earlier_day).isoformat(),
            "within_days": span.start_day - earlier_day,
        }

    def say(self, facts: Mapping[str, int | str]) -> Mapping[str, str]:
        """Say it in both languages."""
        change, now, earlier = int(facts["change_g"]), int(facts["now_g"]), int(facts["earlier_g"])
        within = int(facts["within_days"])
        return {
            "sv": f"Vikten har gått upp {kilograms_sv(change)} på {days_sv(within)},"
            f" från {kilograms_sv(earlier)} till {kilograms_sv(now)}.",
            "en": f"Weight is up {kilograms_en(change)} in {days_en(within)},"
            f" from {kilograms_en(earlier)} to {kilograms_en(now)}.",
        }

    def arrivals(self, span: Span, history: History) -> tuple[int, ...]:
        """Name the readings behind an episode by their places in the journal."""
        days = range(span.start_day - LOOK_BACK_DAYS, span.start_day + 1)
        chosen = (day_reading(history.days.readings.get(day, ())) for day in days)
        return tuple(reading.arrival for reading in chosen if reading is not None)


class _Walk:
    """A walk through the days: the span that is open, and whether a new one may begin."""

    def __init__(self, history: History) -> None:
        self.told: list[Span] = []
        self.open = history.was
        self._history = history
        self._is_armed = True
        self._calm_days = 0
        self._ceiling_g: int | None = None
        zone = history.days.zone
        self._closed_s = {local_day(datetime.fromtimestamp(at_s, UTC), zone): at_s for at_s in history.closed_s}

    def live_through(self, day: int) -> None:
        """Let one day pass, with or without a weight."""
        value = self._history.values.get(day)
        if value is None:
            self._calm_days = 0
        elif self.open is not None:
            self._look_for_the_end(self.open, day, value)
        else:
            self._look_for_a_start(day, value)
        if self.open is not None and self._closed_s.get(day, 0) >= self.open.start_s:
            self._close(self.open, day)

    def _look_for_the_end(self, span: Span, day: int, value: int) -> None:
        self._calm_days = self._calm_days + 1 if value <= span.level + CLEAR_WITHIN_G else 0
        if self._calm_days == CLEAR_DAYS:
            self._end(span, day, self._seconds(day))

    def _look_for_a_start(self, day: int, value: int) -> None:
        before = range(day - LOOK_BACK_DAYS, day)
        lowest = min((self._history.values[when] for when in before if when in self._history.values), default=None)
        if self._ceiling_g is not None and value > self._ceiling_g + LIMIT_G:
            self.open = Span(start_day=day, start_s=self._seconds(day), level=self._ceiling_g)
        elif lowest is None:
            return
        elif value - lowest <= LIMIT_G:
            self._is_armed, self._ceiling_g = True, None
        elif self._is_armed:
            self.open = Span(start_day=day, start_s=self._seconds(day), level=lowest)

    def _close(self, span: Span, day: int) -> None:
        """End what a nurse closed, and remember the weight she saw."""
        seen = max(
            when for when in range(span.start_day, day + 1) if when in self._history.values or when == span.start_day
        )
        self._end(span, day, self._closed_s[day])
        self._ceiling_g = self._history.values.get(seen, span.level)

    def _end(self, span: Span, day: int, at_s: int) -> None:
        self.told.append(replace(span, end_day=day, end_s=at_s))
        self.open, self._is_armed, self._calm_days, self._ceiling_g = None, False, 0, None

    def _seconds(self, day: int) -> int:
        chosen = day_reading(self._history.days.readings[day])
        return 0 if chosen is None else chosen.at_s
