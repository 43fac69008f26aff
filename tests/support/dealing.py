"""The order in which the processes of one run take the tests: each begins with its share of what may take long.

A process takes a stretch of the list, and who has nothing left takes over the end of another's. What is long and stands
at the end of the list would be begun last, and the others would wait for it.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Final, TypeVar

import pytest

Test = TypeVar("Test")
HANDS: Final = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
LONG_S: Final = 100
"""Who may take longer than this says so by ``pytest.mark.timeout``."""


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Put the tests into the order for the processes of this run; one alone takes them as they come."""
    if HANDS == 1:
        return list(items)
    files: dict[object, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    return deal({tuple(file): max(map(may_take_s, file)) for file in files.values()}, HANDS)


def may_take_s(item: pytest.Item) -> float:
    """Give the time after which a test has failed, where it names one."""
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0]) if mark is not None else 0.0


def deal(files: Mapping[tuple[Test, ...], float], hands: int) -> list[Test]:
    """Deal the long files out, the longest first, and fill each hand up to its stretch with the others in order.

    A file stays together, for its tests may share what is made once.

    >>> deal({("a1", "a2"): 0, ("b1",): 300, ("c1", "c2"): 120, ("d1",): 0}, hands=2)
    ['b1', 'a1', 'a2', 'c1', 'c2', 'd1']
    """
    long = sorted((file for file, takes_s in files.items() if takes_s > LONG_S), key=lambda file: -files[file])
    others = chain(*(file for file in files if file not in long))
    dealt: list[Test] = []
    left = sum(map(len, files))
    for hand in range(hands):
        stretch = left // (hands - hand)
        mine = list(chain(*long[hand::hands]))
        dealt += [*mine, *islice(others, max(0, stretch - len(mine)))]
        left -= stretch
    return [*dealt, *others]
