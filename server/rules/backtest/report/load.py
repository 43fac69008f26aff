"""Who bears the alerts, and when: alerts of each patient, the worst tenth, and the cards of every week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np

from server.rules.backtest.counting import raised
from server.rules.backtest.episode import AlertClass, Episode
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.score import TENTH, Score
from server.rules.backtest.truth import Watched

BARS_MOST: Final = 60
"""More weeks than this are put together, so that each bar can be seen."""
_WEEK_S: Final = 7 * DAY_S
_MONDAY_S: Final = 4 * DAY_S
"""The first Monday of 1970."""


def alerts_of_each(found: Iterable[Episode], watched: Watched) -> list[int]:
    """Count the alerts that are scored, of each patient."""
    who = raised([each for each in found if each.counts], watched).who
    return [int(each) for each in np.bincount(who, minlength=len(watched.names))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heavy:
    """A patient of the worst tenth: how often something was raised for nothing, and what was raised most."""

    name: str
    unexplained: int
    alerts: int
    per_year: float
    rule: str | None


def worst_tenth(score: Score, found: Iterable[Episode], watched: Watched) -> list[Heavy]:
    """Give the tenth of patients with the most unexplained episodes, the worst first."""
    counts = np.array(score.burden.per_patient, np.int64)
    order = np.argsort(-counts, kind="stable")[: -(-len(counts) // TENTH)].tolist()
    rules: dict[str, Counter[str]] = {watched.names[place]: Counter() for place in order}
    for each in found:
        if each.counts and each.patient in rules:
            rules[each.patient][each.rule] += 1
    return [
        Heavy(
            name=(name := watched.names[place]),
            unexplained=int(counts[place]),
            alerts=rules[name].total(),
            per_year=float(counts[place] / watched.years[place]) if watched.years[place] else float("nan"),
            rule=min(rules[name], key=lambda rule: (-rules[name][rule], rule), default=None),
        )
        for place in order
    ]


def borne(per_patient: Sequence[int]) -> list[tuple[float, float]]:
    """Give which share of all unexplained episodes lies on which share of the patients, the worst first.

    >>> borne([1, 3, 0, 0])
    [(0.0, 0.0), (0.25, 0.75), (0.5, 1.0), (0.75, 1.0), (1.0, 1.0)]
    """
    whole = sum(per_patient)
    found, before = [(0.0, 0.0)], 0
    for number, count in enumerate(sorted(per_patient, reverse=True), 1):
        before += count
        found.append((number / len(per_patient), before / whole if whole else 0.0))
    return found


@dataclass(frozen=True, slots=True)
class Week:
    """A stretch of days (UTC) that begins on a Monday, with its cards per 100 patients a day, by class."""

    begins_on: date
    patient_days: float
    cards: Mapping[AlertClass, int]

    def rate(self, alert_class: AlertClass) -> float:
        """Give the cards per 100 patients a day."""
        return 100 * self.cards[alert_class] / self.patient_days if self.patient_days else 0.0


def cards_by_week(found: Iterable[Episode], watched: Watched) -> list[Week]:
    """Count cards week by week; a card is a day on which something is raised of a patient, as in the scores."""
    if not len(watched.names):
        return []
    first_s = _monday(int(watched.first_s.min()))
    weeks = -(-(int(watched.end_s.max()) - first_s) // _WEEK_S) or 1
    length_s = _WEEK_S * -(-weeks // BARS_MOST)
    days = {
        (each.alert_class, watched.place[each.patient], each.raised_s // DAY_S)
        for each in found
        if each.patient in watched.place
    }
    counted = Counter((alert_class, (day * DAY_S - first_s) // length_s) for alert_class, _, day in days)
    return [
        Week(
            begins_on=(datetime.fromtimestamp(first_s, UTC) + timedelta(seconds=number * length_s)).date(),
            patient_days=_watched_days(watched, first_s + number * length_s, first_s + (number + 1) * length_s),
            cards={each: counted[each, number] for each in AlertClass},
        )
        for number in range(-(-weeks * _WEEK_S // length_s))
    ]


def _monday(at_s: int) -> int:
    return at_s - (at_s - _MONDAY_S) % _WEEK_S


def _watched_days(watched: Watched, from_s: int, to_s: int) -> float:
    within = np.minimum(watched.end_s, to_s) - np.maximum(watched.first_s, from_s)
    return float(np.maximum(within, 0).sum()) / DAY_S
