"""The weights of somebody around an instant: what attribution tells people on one scale from each other by."""

from __future__ import annotations

from server.patients.habit import NEAREST, RECENT, Weight
from server.rules.judging.series import Series

_RECENT_S = int(RECENT.total_seconds())


def weights_near(series: Series, at_s: int) -> list[Weight]:
    """Give the nearest weights before an instant and after it, as many of each as might be among the nearest.

    >>> series = Series()
    >>> series.add(60, 80_000, number=1, marks=0), series.add(120, 81_000, number=2, marks=0)
    (True, True)
    >>> weights_near(series, 100)
    [(60, 80000), (120, 81000)]
    """
    return series.around(at_s, _RECENT_S, NEAREST)
