"""``missing-weight``: no weight on two planned days, judged at noon of the second, with the hub heard since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from server.rules.day_grid import PatientDays
from server.rules.episode import Span
from server.rules.history import History
from server.rules.local_day import day_end, noon
from server.rules.transition import Severity

MISSING_DAYS: Final = 2


class MissingWeight:
    """The rule. A silent hub proves nothing: it is judged only when the hub was heard after noon with an empty queue.

    It ends when a weight is taken. A late weight from before noon says that it never was so.
    """

    name: Final = "missing-weight"
    version: Final = "1"
    severity: Final = Severity.LOW

    def spans(self, history: History) -> list[Span]:
        """Tell the episodes whose noon lies in the history's days, oldest first."""
        told: list[Span] = []
        days, present, is_armed = history.days, history.was, history.was is None
        for day in range(history.first, history.last + 1):
            judged_s = int(noon(day, days.zone).timestamp())
            weighed_s = [reading.at_s for reading in days.readings.get(day, ())]
            if is_armed and judged_s <= days.heard_s and _is_missing(days, day, judged_s):
                present, is_armed = Span(start_day=day, start_s=judged_s, level=_last_day(history, day)), False
            if present is not None:
                ends_s = [at_s for at_s in (*weighed_s, *history.closed_s) if at_s >= present.start_s]
                if ends_s and min(ends_s) < day_end(day, days.zone).timestamp():
                    told.append(replace(present, end_day=day, end_s=min(ends_s)))
                    present = None
            is_armed = present is None and (is_armed or bool(weighed_s))
        return told if present is None else [*told, present]

    def facts(self, span: Span, history: History) -> Mapping[str, int | str]:  # noqa: ARG002  (the span says it all)
        """Give the last day with a weight and how many days have passed without."""
        return {
            "last_day": date.fromordinal(span.level).isoformat(),
            "day": date.fromordinal(span.start_day).isoformat(),
            "missing_days": span.start_day - span.level,
        }

    def say(self, facts: Mapping[str, int | str]) -> Mapping[str, str]:
        """Say it in both languages."""
        days, last_day = facts["missing_days"], facts["last_day"]
        return {
            "sv": f"Ingen vikt på {days} dagar, fast hubben har kontakt. Senaste vikten {last_day}.",
            "en": f"No weight for {days} days though the hub is in contact. Last weight {last_day}.",
        }

    def arrivals(self, span: Span, history: History) -> tuple[int, ...]:  # noqa: ARG002  (there are no readings)
        """Name no readings: there are none."""
        return ()


def _is_missing(days: PatientDays, day: int, judged_s: int) -> bool:
    since = day - MISSING_DAYS + 1
    if since < days.plan_from:
        return False
    looked_at = range(since, day + 1)
    return not any(reading.at_s < judged_s for when in looked_at for reading in days.readings.get(when, ()))


def _last_day(history: History, day: int) -> int:
    """Find the last day with a weight before this one; the day before the plan if there is none."""
    weighed = (when for when, readings in history.days.readings.items() if when < day and readings)
    return max(weighed, default=history.days.plan_from - 1)
