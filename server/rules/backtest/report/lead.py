"""How soon alerts came: which share of the major events was warned of so many days before, and would be by chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.rules.backtest.chance import by_chance
from server.rules.backtest.counting import WINDOWS_DAYS, Raised, Seen
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.truth import Watched

LOOK_BACK_DAYS: Final = WINDOWS_DAYS[-1]
Share = tuple[float, float]
"""Days before the event, and the share of events with an alert by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTimes:
    """``first`` counts from the first alert of the 30 days before, ``run`` from that of the last unbroken run."""

    events: int
    first: Sequence[Share]
    run: Sequence[Share]
    chance: Sequence[Share]


def lead_times(major: Sequence[Seen], alerts: Raised, watched: Watched) -> LeadTimes:
    """Count major events by how soon the alert came."""
    firsts = [each.event.at_s - each.first_s for each in major if each.first_s is not None]
    runs = [each.event.at_s - each.run_s for each in major if each.run_s is not None]
    return LeadTimes(
        events=len(major),
        first=_shares(firsts, len(major)),
        run=_shares(runs, len(major)),
        chance=[(day, _by_chance(alerts, watched, day)) for day in range(LOOK_BACK_DAYS, -1, -1)],
    )


def share_at(shares: Sequence[Share], day: float) -> float:
    """Give the share that was warned of at least so many days before.

    >>> share_at([(30, 0.0), (12.5, 0.25), (3, 0.5), (0, 0.5)], 7)
    0.25
    """
    return max((share for before, share in shares if before >= day), default=0.0)


def _shares(lead_s: Iterable[int], events: int) -> list[Share]:
    """Give where the share grows, from long before until the event itself."""
    found: list[Share] = [(float(LOOK_BACK_DAYS), 0.0)]
    for number, each in enumerate(sorted(lead_s, reverse=True), 1):
        found.append((each / DAY_S, number / events))
    return [*found, (0.0, found[-1][1])]


def _by_chance(alerts: Raised, watched: Watched, day: int) -> float:
    """Give the share by chance with an alert from 30 days before until ``day`` days before."""
    sooner = [each._replace(at_s=each.at_s - day * DAY_S) for each in watched.events or ()]
    found = by_chance(alerts, replace(watched, events=sooner), LOOK_BACK_DAYS - day)
    return float("nan") if found is None else found
