"""The bootstrap over patients for many figures at once: all of the same draws, so that they may be compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from server.rules.backtest.chance import RESAMPLES, SEED, Figure, Floats
from server.rules.judging.truth import Ints


def figures(above: Sequence[Ints], below: Ints | Floats) -> list[Figure]:
    """Give the ratio of the sum of each row to the sum of ``below``, over patients, with its interval.

    They are what ``chance.resampled`` gives of each alone.
    """
    drawn = _drawn([*above, below])
    return [_figure(drawn[:, place], drawn[:, -1]) for place in range(len(above))]


def difference(one: Ints, other: Ints, below: Ints | Floats) -> Figure:
    """Give ``other`` less ``one``, each by ``below``, with its interval: patient by patient, not sum by sum."""
    drawn = _drawn([other - one, below])
    return _figure(drawn[:, 0], drawn[:, 1])


def _drawn(columns: Sequence[Ints | Floats]) -> NDArray[np.float64]:
    """Sum columns over patients: first as they are, then over each draw of as many patients."""
    table = np.array(columns, np.float64).T
    patients = len(table)
    dice = np.random.default_rng(SEED)
    found = np.empty((1 + RESAMPLES, table.shape[1]))
    found[0] = table.sum(axis=0)
    for place in range(1, 1 + RESAMPLES):
        found[place] = np.bincount(dice.integers(0, patients, patients), minlength=patients) @ table
    return found


def _figure(above: Floats, below: Floats) -> Figure:
    with np.errstate(divide="ignore", invalid="ignore"):
        told = above / below
    drawn = told[1:][np.isfinite(told[1:])]
    value = float(told[0]) if below[0] else float("nan")
    if not len(drawn):
        return Figure(value, float("nan"), float("nan"))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Figure(value, float(low), float(high))
