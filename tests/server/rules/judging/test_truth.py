"""Three answers, and several made into one (rule 22)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product

import numpy as np
import pytest

from server.rules.judging.truth import NO, UNKNOWN, YES, Truth, all_of, any_of, at_least, negated


def one(value: int) -> Truth:
    return np.array([value], np.int8)


@pytest.mark.parametrize(("first", "second"), [*product((NO, YES, UNKNOWN), repeat=2)])
def test_all_and_any_of_two(first: int, second: int) -> None:
    both = {first, second}
    all_are = NO if NO in both else UNKNOWN if UNKNOWN in both else YES
    any_is = YES if YES in both else UNKNOWN if UNKNOWN in both else NO
    parts = [one(first), one(second)]
    assert all_of(parts).tolist() == [all_are]
    assert any_of(parts).tolist() == [any_is]
    assert negated(negated(one(first))).tolist() == [first]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [((YES, YES, NO), YES), ((YES, UNKNOWN, NO), UNKNOWN), ((YES, NO, NO), NO), ((UNKNOWN, UNKNOWN, YES), UNKNOWN)],
)
def test_two_of_three(parts: tuple[int, ...], expected: int) -> None:
    assert at_least(2, [one(part) for part in parts]).tolist() == [expected]


@pytest.mark.parametrize(("make", "settled"), [(all_of, NO), (any_of, YES)])
def test_what_is_settled_asks_for_no_more(make: Callable[[Iterable[Truth]], Truth], settled: int) -> None:
    asked: list[int] = []

    def parts() -> Iterator[Truth]:
        for value in (UNKNOWN, settled, UNKNOWN):
            asked.append(value)
            yield np.array([settled, value], np.int8)

    assert make(parts()).tolist() == [settled, settled]
    assert asked == [UNKNOWN, settled]
