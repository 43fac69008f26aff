"""What some alerts saw and what they cost: the two numbers that a rule is judged by, beside what chance would see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from server.rules.backtest.chance import Figure, by_chance
from server.rules.backtest.counting import WINDOWS_DAYS, raised, seen, spells
from server.rules.backtest.episode import Episode
from server.rules.backtest.truth import Watched
from server.rules.comparison.draws import figures
from server.rules.judging.truth import Ints

WINDOW_DAYS = WINDOWS_DAYS[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``seen`` is the share of major events within 14 days of an alert, ``chance`` what others' alerts would see.

    Both are None where nobody knows of events. ``unexplained`` are episodes of seven days per patient-year.
    """

    alerts: int
    seen: Figure | None
    chance: float | None
    unexplained: Figure


@dataclass(frozen=True, slots=True)
class Tally:
    """Of each patient: the major events, those seen, and the unexplained episodes; ``alerts`` in all."""

    alerts: int
    events: Ints
    seen: Ints
    unexplained: Ints
    chance: float | None


def tally(episodes: Iterable[Episode], watched: Watched) -> Tally:
    """Count patient by patient what alerts saw and what they cost; all that is given counts."""
    alerts, count = raised(episodes, watched), len(watched.names)
    events = [each for each in seen(alerts, watched) if each.event.is_major]
    return Tally(
        alerts=len(alerts.who),
        events=_of_each((each.event.patient for each in events), count),
        seen=_of_each((each.event.patient for each in events if each.in_14_days), count),
        unexplained=_of_each((each.patient for each in spells(alerts, watched) if not each.is_explained), count),
        chance=by_chance(alerts, watched, WINDOW_DAYS),
    )


def outcomes(tallies: Sequence[Tally], watched: Watched) -> list[Outcome]:
    """Give what each tally comes to, with intervals made of the same draws of patients."""
    if not tallies:
        return []
    has_events = bool(tallies[0].events.sum())
    shares = figures([each.seen for each in tallies], tallies[0].events) if has_events else [None] * len(tallies)
    costs = figures([each.unexplained for each in tallies], watched.years)
    return [
        Outcome(alerts=each.alerts, seen=share, chance=each.chance, unexplained=cost)
        for each, share, cost in zip(tallies, shares, costs, strict=True)
    ]


def _of_each(who: Iterable[int], count: int) -> Ints:
    found: Ints = np.bincount(np.fromiter(who, np.int64), minlength=count)
    return found
