"""What chance would reach: the same alerts handed to other patients, and how sure a figure is (bootstrap)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from server.rules.backtest.counting import Raised
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.truth import Watched
from server.rules.judging.truth import Ints

DERANGEMENTS: Final = 50
RESAMPLES: Final = 1_000
SEED: Final = 20_261_127
"""Always the same: the same log gives the same figures."""
Floats = NDArray[np.float64]


class Figure(NamedTuple):
    """A number with its 95 % interval by bootstrap over patients."""

    value: float
    low: float
    high: float


def by_chance(alerts: Raised, watched: Watched, days: int) -> float | None:
    """Give the share of major events that would be seen if every patient had another one's alerts.

    Alerts are handed on by the time since each was first watched. None where there are no events, or one patient.
    """
    count = len(watched.names)
    events = [each for each in watched.events or () if each.is_major]
    if not events or count <= 1:
        return None
    dice = np.random.default_rng(SEED)
    who = np.array([each.patient for each in events], np.int64)
    since_s = np.array([each.at_s for each in events], np.int64) - watched.first_s[who]
    shares = []
    for _ in range(DERANGEMENTS):
        order = dice.permutation(count)
        other = np.empty(count, np.int64)
        other[order] = np.roll(order, 1)
        at_s = watched.first_s[other[who]] + since_s
        shares.append(float((alerts.between(other[who], at_s - days * DAY_S, at_s) > 0).mean()))
    return float(np.mean(shares))


def resampled(patients: int, figure: Callable[[Ints], float]) -> Figure:
    """Give a figure with its interval; ``figure`` is made of how often each patient was drawn."""
    dice = np.random.default_rng(SEED)
    value = figure(np.ones(patients, np.int64))
    drawn = [figure(np.bincount(dice.integers(0, patients, patients), minlength=patients)) for _ in range(RESAMPLES)]
    told = np.array(drawn)[np.isfinite(drawn)]
    if not len(told):
        return Figure(value, float("nan"), float("nan"))
    low, high = np.quantile(told, [0.025, 0.975])
    return Figure(value, float(low), float(high))


def ratio(above: Floats | Ints, below: Floats | Ints) -> Callable[[Ints], float]:
    """Make a figure of two sums over patients.

    >>> ratio(np.array([1, 0]), np.array([1, 1]))(np.array([1, 3]))
    0.25
    """

    def of(drawn: Ints) -> float:
        total = float(below @ drawn)
        return float(above @ drawn) / total if total else float("nan")

    return of
