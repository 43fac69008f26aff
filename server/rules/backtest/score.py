"""The scores of a set of alerts on a log (06-data, section 4): what they saw, how soon, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from server.rules.backtest.chance import Figure, by_chance, ratio, resampled
from server.rules.backtest.counting import WINDOWS_DAYS, Raised, Seen, Spell, card_days, raised, seen, spells
from server.rules.backtest.episode import AlertClass, Episode
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.truth import YEAR_DAYS, Watched
from server.rules.judging.truth import Bools, Ints

TENTH: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The shares of major events that were seen: within 14 and 30 days, at least a day before, and by chance."""

    events: int
    in_14_days: Figure
    in_30_days: Figure
    actionable: Figure
    chance_14_days: float | None
    chance_30_days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """How long before major events the alert came, in days: quartiles; None where nothing was seen.

    ``first`` counts from the first alert of the 30 days before, ``run`` from that of the last unbroken run.
    """

    first: tuple[float, float, float] | None
    run: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """What alerts cost. Episodes are of seven days; a card is a day on which something is raised of a patient.

    ``per_patient`` are the unexplained episodes of each, ``worst_tenth`` the share that the worst tenth of patients has
    of them.
    """

    unexplained_per_year: Figure
    episodes_per_year: float
    cards_per_100_a_day: Mapping[AlertClass, float]
    cards_per_year: Mapping[AlertClass, float]
    per_patient: Sequence[int]
    worst_tenth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """All of it. ``sensitivity`` and ``lead`` are None without known events; ``spells`` are the seven-day episodes."""

    patients: int
    patient_years: float
    alerts: int
    sensitivity: Sensitivity | None
    minor: Figure | None
    lead: Lead | None
    burden: Burden
    by_rule: Mapping[str, int]
    seen: Sequence[Seen]
    spells: Sequence[Spell]


def score(
    episodes: Sequence[Episode], watched: Watched, counts: Callable[[Episode], bool] = lambda each: each.counts
) -> Score:
    """Score episodes; ``counts`` tells which of them are scored: signs of medium or high severity, if nothing is said.

    Cards are counted of every class and severity.
    """
    counted = [each for each in episodes if counts(each)]
    alerts = raised(counted, watched)
    events, found = seen(alerts, watched), spells(alerts, watched)
    major = [each for each in events if each.event.is_major]
    by_rule: dict[str, int] = {}
    for each in episodes:
        by_rule[each.rule] = by_rule.get(each.rule, 0) + 1
    return Score(
        patients=len(watched.names),
        patient_years=float(watched.years.sum()),
        alerts=len(counted),
        sensitivity=_sensitivity(major, alerts, watched) if major else None,
        minor=_minor([each for each in events if not each.event.is_major], watched),
        lead=_lead(major) if major else None,
        burden=_burden(episodes, found, watched),
        by_rule=dict(sorted(by_rule.items())),
        seen=events,
        spells=found,
    )


def _sensitivity(major: Sequence[Seen], alerts: Raised, watched: Watched) -> Sensitivity:
    chances = [by_chance(alerts, watched, days) for days in WINDOWS_DAYS]
    return Sensitivity(
        events=len(major),
        in_14_days=_share(major, np.array([each.in_14_days for each in major]), watched),
        in_30_days=_share(major, np.array([each.in_30_days for each in major]), watched),
        actionable=_share(major, np.array([each.is_actionable for each in major]), watched),
        chance_14_days=chances[0],
        chance_30_days=chances[1],
    )


def _minor(minor: Sequence[Seen], watched: Watched) -> Figure | None:
    return _share(minor, np.array([each.in_14_days for each in minor]), watched) if minor else None


def _share(events: Sequence[Seen], is_seen: Bools, watched: Watched) -> Figure:
    who = np.array([each.event.patient for each in events], np.int64)
    count = len(watched.names)
    return resampled(count, ratio(np.bincount(who[is_seen], minlength=count), np.bincount(who, minlength=count)))


def _lead(major: Sequence[Seen]) -> Lead:
    return Lead(
        first=_quartiles([each.event.at_s - each.first_s for each in major if each.first_s is not None]),
        run=_quartiles([each.event.at_s - each.run_s for each in major if each.run_s is not None]),
    )


def _quartiles(seconds: Sequence[int]) -> tuple[float, float, float] | None:
    if not seconds:
        return None
    low, middle, high = (float(each) for each in np.quantile(np.array(seconds) / DAY_S, [0.25, 0.5, 0.75]))
    return low, middle, high


def _burden(episodes: Sequence[Episode], found: Sequence[Spell], watched: Watched) -> Burden:
    count, years = len(watched.names), float(watched.years.sum())
    unexplained = np.bincount(
        np.array([each.patient for each in found if not each.is_explained], np.int64), minlength=count
    )
    cards = {
        each: float(card_days([one for one in episodes if one.alert_class is each], watched).sum())
        for each in AlertClass
    }
    worst = np.sort(unexplained)[::-1][: -(-count // TENTH)]
    return Burden(
        unexplained_per_year=resampled(count, ratio(unexplained, watched.years)),
        episodes_per_year=len(found) / years if years else float("nan"),
        cards_per_100_a_day={each: 100 * number / (years * YEAR_DAYS) for each, number in cards.items()},
        cards_per_year={each: number / years for each, number in cards.items()},
        per_patient=unexplained.tolist(),
        worst_tenth=_part(worst, unexplained),
    )


def _part(some: Ints, whole: Ints) -> float:
    return float(some.sum() / whole.sum()) if whole.sum() else 0.0
