"""``missing-weight``: no weight on two planned days, judged at noon of the second, with the hub heard since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

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
        zone, present, is_armed = history.days.zone, history.was, history.was is None
        for day in range(history.first, history.last + 1):
            weighed_s = [reading.at_s for reading in history.readings(day)]
            if is_armed and _is_missing(history, day):
                noon_s = int(noon(day, zone).timestamp())
                present, is_armed = Span(start_day=day, start_s=noon_s, level=_last_day(history, day)), False
            if present is not None:
                ends_s = [at_s for at_s in (*weighed_s, *history.closed_s) if at_s >= present.start_s]
                if ends_s and min(ends_s) < day_end(day, zone).timestamp():
                    told.append(present.until(day, min(ends_s)))
                    present = None
            is_armed = present is None and (is_armed or bool(weighed_s))
        return told if present is None else [*told, present]

    def facts(self, span: Span, history: History) -> Mapping[str, int | str]:
        """Give how many days have passed without a weight, and the last day with one if there was one."""
        facts: dict[str, int | str] = {
            "day": date.fromordinal(span.start_day).isoformat(),
            "missing_days": span.start_day - span.level,
        }
        if history.weight(span.level) is not None:
            facts["last_day"] = date.fromordinal(span.level).isoformat()
        return facts

    def say(self, facts: Mapping[str, int | str]) -> Mapping[str, str]:
        """Say it in both languages."""
        days, last_day = facts["missing_days"], facts.get("last_day")
        return {
            "sv": f"Ingen vikt på {days} dagar, fast hubben har kontakt."
            + ("" if last_day is None else f" Senaste vikten {last_day}."),
            "en": f"No weight for {days} days though the hub is in contact."
            + ("" if last_day is None else f" Last weight {last_day}."),
        }

    def arrivals(self, span: Span, history: History) -> tuple[int, ...]:  # noqa: ARG002  (there are no readings)
        """Name no readings: there are none."""
        return ()


def _is_missing(history: History, day: int) -> bool:
    """Tell whether a noon that the hub has lived through came without a weight on the planned days before it."""
    noon_s = int(noon(day, history.days.zone).timestamp())
    since = day - MISSING_DAYS + 1
    if noon_s > history.days.heard_s or since < history.days.plan_from:
        return False
    return not any(reading.at_s < noon_s for when in range(since, day + 1) for reading in history.readings(when))


def _last_day(history: History, day: int) -> int:
    """Find the last day with a weight before this one; if none is known, the day before the plan or before memory."""
    weighed = (when for when in range(day - 1, history.since - 1, -1) if history.readings(when))
    return next(weighed, max(history.days.plan_from, history.since) - 1)
