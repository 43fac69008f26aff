"""Exact numbers: fractions compared by multiplying across, never by dividing, however large."""

from __future__ import annotations

import numpy as np
import pytest

from server.rules.judging.exact import Exact, constant, whole
from server.rules.language.condition import Comparison

AT_LEAST, AT_MOST, MORE, LESS = Comparison
YES, NO, UNKNOWN = 1, 0, 2


def is_just(found: Exact, top: int, bottom: int) -> bool:
    """Tell whether one value is this very fraction."""
    limit = constant(top, bottom)
    return all(found.compared(each, limit).ravel().tolist() == [YES] for each in (AT_LEAST, AT_MOST))


def third() -> Exact:
    return whole(np.array([1]), 3)


def unknown() -> Exact:
    return Exact(np.array([7]), np.array(1), np.array([False]))


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [(AT_LEAST, [NO, YES, YES]), (AT_MOST, [YES, YES, NO]), (MORE, [NO, NO, YES]), (LESS, [YES, NO, NO])],
)
def test_the_four_comparisons_under_at_and_over(comparison: Comparison, expected: list[int]) -> None:
    values = whole(np.array([19_999, 20_000, 20_001]), 10_000)
    assert values.compared(comparison, constant(2)).tolist() == expected


def test_a_difference_is_exact_and_unknown_where_either_is() -> None:
    assert is_just(whole(np.array([1]), 2).minus(third()), 1, 6)
    assert is_just(third().minus(third()), 0, 1)
    assert third().minus(unknown()).compared(AT_LEAST, constant(0)).tolist() == [UNKNOWN]


def test_another_stands_in_where_there_is_none() -> None:
    assert is_just(unknown().or_else(third()), 1, 3)
    assert is_just(third().or_else(unknown()), 1, 3)
    assert unknown().or_else(unknown()).compared(AT_LEAST, constant(0)).tolist() == [UNKNOWN]


def test_rows_and_places_are_taken_from_a_grid() -> None:
    top = np.array([[1, 2], [3, 4]])
    grid = Exact(top, 5, np.ones_like(top, np.bool_))
    assert is_just(grid.of(1, 2).taken(np.array([0]), np.array([1])), 4, 5)


@pytest.mark.parametrize(("top", "expected"), [(2**61, NO), (2**61 + 1, YES)])
def test_what_does_not_fit_64_bits_is_compared_all_the_same(top: int, expected: int) -> None:
    assert whole(np.array([top]), 7).compared(MORE, constant(2**61, 7)).tolist() == [expected]
    assert whole(np.array([top]), 6).compared(MORE, constant(2**61 * 35, 210)).tolist() == [expected]
