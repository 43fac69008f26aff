"""Puts millions of rows in order: by group, then by time, and by more only where these are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from server.rules.judging.truth import Ints

_GROUPS: Final = 1 << 26
_BITS: Final = 16
_LOW: Final = (1 << _BITS) - 1
_WIDE: Final = 1 << 36
"""Wider than any instant of a log; times before and after that stand at the ends."""


def in_order(group: Ints, at_s: Ints, then: Sequence[Ints]) -> Ints:
    """Give the places of rows in order of group, instant, and what else is named, the first of it first.

    >>> in_order(np.array([1, 0, 1, 1]), np.array([5, 9, 5, 2]), [np.array([8, 0, 7, 0])]).tolist()
    [1, 3, 2, 0]
    """
    if int(group.max(initial=0)) >= _GROUPS:
        return np.lexsort((*reversed(then), at_s, group))
    key = group * _WIDE + np.clip(at_s + _WIDE // 2, 0, _WIDE - 1)
    order = _grouped(group)
    told = key[order]
    if (told[1:] < told[:-1]).any():  # what is nearly in order is put in order fast
        moved = np.argsort(told, kind="stable")
        order, told = order[moved], told[moved]
    same = told[1:] == told[:-1]
    if same.any():
        near = np.concatenate([[0], same, [0]])
        places = np.flatnonzero(near[1:] + near[:-1])
        some = order[places]
        order[places] = some[np.lexsort((*(each[some] for each in reversed(then)), at_s[some], key[some]))]
    return order


def _grouped(group: Ints) -> Ints:
    """Give the places of rows in order of group, by sixteen bits at a time; those of one stay as they come."""
    order = np.argsort((group & _LOW).astype(np.uint16), kind="stable")
    high = group >> _BITS
    return order[np.argsort(high[order].astype(np.uint16), kind="stable")] if high.any() else order
