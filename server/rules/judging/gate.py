"""Who may have stood on the scale: readings too far from the patient's own, unless another bears them out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from server.rules.judging.chart import VOUCHED
from server.rules.judging.column import Column, keys
from server.rules.judging.truth import Bools, Ints
from server.rules.language.signal import Gate

DAY_S: Final = 86_400
ROBUST: Final = (7_413, 5_000)
"""A standard deviation is 1.4826 times the median distance from the median, where the noise is normal."""
_LARGE: Final = np.iinfo(np.int64).max


def padded(column: Column, first: Ints, end: Ints) -> Ints:
    """Give the values of the places ``first`` to ``end`` (not included) of each row, sorted, _LARGE after them."""
    width = max(1, int((end - first).max(initial=0)))
    places = first[:, None] + np.arange(width)
    inside = places < end[:, None]
    values = np.where(inside, column.values[np.minimum(places, max(0, len(column.values) - 1))], _LARGE)
    values.sort(axis=1)
    return values


def doubled_median(ordered: NDArray[np.signedinteger[Any]], count: Ints) -> Ints:
    """Give twice the median of the first ``count`` values of each row; 0 where there are none.

    >>> doubled_median(np.array([[1, 2, 5, 9]]), np.array([4])).tolist()
    [7]
    """
    flat, begin = ordered.reshape(-1), np.arange(len(ordered)) * ordered.shape[1]
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, ordered.shape[1] - 1)
    doubled: Ints = flat[begin + low].astype(np.int64)
    doubled += flat[begin + high]
    return np.where(count > 0, doubled, 0)


def accepted(column: Column, days: Ints, gate: Gate, per_unit: int) -> Bools:
    """Tell which plausible readings count as the patient's own; ``days`` are their local days.

    Source: docs/rule-language.md, rule 5; after Mehrang et al., IEEE BIBM 2015 (a median-absolute-deviation rule).
    """
    own = np.ones(len(column.who), np.bool_)
    if len(own):
        # whose readings all lie within what is allowed has none that is further from a median of them
        heads = np.flatnonzero(np.append(True, column.who[1:] != column.who[:-1]))
        apart = np.maximum.reduceat(column.values, heads) - np.minimum.reduceat(column.values, heads)
        is_wide = np.repeat(apart > gate.allow.in_steps(per_unit), np.diff(np.append(heads, len(own))))
        if is_wide.any():
            own[is_wide] = _accepted(column.only(is_wide), days[is_wide], gate, per_unit)
    return own


def _accepted(column: Column, days: Ints, gate: Gate, per_unit: int) -> Bools:
    # a reading at the same second is no witness of what was before
    first = np.searchsorted(column.keys, keys(column.who, column.at_s - gate.days * DAY_S), side="left")
    end = np.searchsorted(column.keys, column.keys, side="left")
    first = np.maximum(first, column.starts(column.who))
    count = end - first
    ordered = padded(column, first, end)
    middle = doubled_median(ordered, count)
    off = np.abs(2 * column.values - middle)
    gap_days = np.where(count > 0, days - days[np.maximum(end - 1, 0)], 0)
    allowed = 2 * (gate.allow.in_steps(per_unit) + gate.allow_per_day.in_steps(per_unit) * gap_days)
    own: Bools = (count < gate.needs) | (off <= allowed) | (column.marks & VOUCHED != 0)
    far = np.flatnonzero(~own)
    spread = _doubled_distance(ordered[far], middle[far], count[far])
    own[far] = off[far] * 2 * 10 * ROBUST[1] <= spread * gate.spreads_tenths * ROBUST[0]
    doubtful = np.flatnonzero(~own)
    own[doubtful] = [_is_borne_out(column, int(place), gate, per_unit) for place in doubtful]
    return own


def _doubled_distance(ordered: Ints, middle: Ints, count: Ints) -> Ints:
    """Give four times the median distance of a row's values from its median, which is given doubled."""
    distances = np.where(
        ordered == _LARGE, _LARGE, np.abs(2 * np.where(ordered == _LARGE, 0, ordered) - middle[:, None])
    )
    distances.sort(axis=1)
    return doubled_median(distances, count)


def _is_borne_out(column: Column, place: int, gate: Gate, per_unit: int) -> bool:
    """Look for a second witness near in time and value, before or after."""
    near_s, near = gate.witness_period.seconds, gate.witness_within.in_steps(per_unit)
    same = (column.who == column.who[place]) & (np.abs(column.at_s - column.at_s[place]) <= near_s)
    same &= np.abs(column.values - column.values[place]) <= near
    same[place] = False
    return bool(same.any())
