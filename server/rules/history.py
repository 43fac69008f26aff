"""What a rule judges: the recent days of one patient, and what nurses have closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.rules.day_grid import PatientDays
from server.rules.episode import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The local days ``first`` to ``last`` (day numbers) of one patient, and the day's weights in grams by day number.

    ``was`` is an episode that was already so before ``first``. ``closed_s`` are the instants, in seconds of UTC and in
    order, at which nurses closed episodes of the rule.
    """

    days: PatientDays
    values: Mapping[int, int]
    first: int
    last: int
    was: Span | None
    closed_s: tuple[int, ...]
