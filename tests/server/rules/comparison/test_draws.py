from __future__ import annotations

import numpy as np
import pytest

from server.rules.backtest.chance import ratio, resampled
from server.rules.comparison.draws import difference, figures

SEEN = np.array([1, 0, 2, 0, 1])
EVENTS = np.array([1, 1, 3, 0, 1])
YEARS = np.array([1.0, 0.5, 1.0, 1.0, 0.25])


def test_figures_of_many_are_those_that_a_backtest_gives_of_each() -> None:
    several = [SEEN, EVENTS, np.zeros(5, np.int64)]
    for found, alone in zip(figures(several, YEARS), several, strict=True):
        assert [*found] == pytest.approx([*resampled(5, ratio(alone, YEARS))], abs=1e-12)


def test_a_difference_is_taken_patient_by_patient() -> None:
    assert [*difference(SEEN, SEEN, YEARS)] == [0, 0, 0]
    one_more = SEEN + 1
    found = difference(SEEN, one_more, np.ones(5))
    assert [*found] == [1, 1, 1], "everybody has one more, so there is nothing to be unsure of"


def test_without_events_there_is_no_share() -> None:
    found = figures([SEEN], np.zeros(5))[0]
    assert np.isnan([*found]).all()
