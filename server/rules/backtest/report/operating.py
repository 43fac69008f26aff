"""Operating points: what some of the alerts would have seen by themselves, by chance, and what they would have cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.rules.backtest.chance import by_chance
from server.rules.backtest.counting import WINDOWS_DAYS, raised, seen, spells
from server.rules.backtest.episode import AlertClass, Episode
from server.rules.backtest.truth import Watched
from server.rules.language.order import RANK
from server.rules.transition import Severity

LEVELS: Final = (Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO)
"""From the fewest alerts to the most; each level holds those before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Some of the alerts, by name, scored by themselves; None where nobody knows the events, or there are none.

    ``explained`` is the share of seven-day episodes that an event explains.
    """

    name: str
    alerts: int
    episodes: int
    seen: float | None
    chance: float | None
    unexplained_per_year: float
    explained: float | None


def point(name: str, found: Sequence[Episode], watched: Watched) -> Point:
    """Score some alerts by themselves."""
    alerts = raised(found, watched)
    gathered = spells(alerts, watched)
    major = [each for each in seen(alerts, watched) if each.event.is_major]
    unexplained = sum(not each.is_explained for each in gathered)
    years = float(watched.years.sum())
    knows = watched.events is not None and bool(gathered)
    return Point(
        name=name,
        alerts=len(found),
        episodes=len(gathered),
        seen=sum(each.in_14_days for each in major) / len(major) if major else None,
        chance=by_chance(alerts, watched, WINDOWS_DAYS[0]) if major else None,
        unexplained_per_year=unexplained / years if years else float("nan"),
        explained=1 - unexplained / len(gathered) if knows else None,
    )


def by_level(found: Iterable[Episode], watched: Watched) -> list[Point]:
    """Score the signs of each severity together with all that are worse."""
    signs = [each for each in found if each.alert_class is AlertClass.SIGN]
    kept = {level: [each for each in signs if RANK[each.severity] >= RANK[level]] for level in LEVELS}
    return [point(level.value, some, watched) for level, some in kept.items()]


def by_rule(found: Iterable[Episode], watched: Watched) -> dict[str, Point]:
    """Score the alerts of each rule alone, those that saw the most first."""
    grouped: dict[str, list[Episode]] = {}
    for each in found:
        grouped.setdefault(each.rule, []).append(each)
    points = [point(rule, some, watched) for rule, some in grouped.items()]
    points.sort(key=lambda each: (-(each.seen or 0.0), -each.alerts, each.name))
    return {each.name: each for each in points}
