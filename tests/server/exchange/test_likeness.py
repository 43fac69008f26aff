from __future__ import annotations

import pytest

from server.exchange.likeness import Likeness, likeness
from server.patients.habit import Weight

DAY_S = 86_400


def days(first: int, *grams: int) -> list[Weight]:
    return [((first + day) * DAY_S, each) for day, each in enumerate(grams)]


def test_they_are_compared_where_they_are_nearest() -> None:
    own = days(100, *[81_000] * 10, *[90_000] * 40)
    assert likeness(own, days(0, *[70_000] * 40, *[80_000] * 10), far=1) == Likeness(50, 1, 81_000, 80_000)
    assert likeness(own, days(400, *[95_000] * 10), far=0) == Likeness(10, 0, 90_000, 95_000)


def test_of_whom_nothing_is_known_nothing_can_be_doubted() -> None:
    assert likeness([], days(0, 80_000), far=0).doubt is None
    assert likeness(days(0, 80_000), [], far=0) == Likeness(0, 0, None, None)


@pytest.mark.parametrize(
    ("weights", "far", "is_doubted"), [(10, 2, False), (10, 3, True), (15, 3, False), (2, 2, False), (14, 3, True)]
)
def test_many_weights_that_are_far_off_are_another_s(weights: int, far: int, *, is_doubted: bool) -> None:
    assert (Likeness(weights, far, 80_000, 80_000).doubt is not None) is is_doubted


@pytest.mark.parametrize(("grams", "is_doubted"), [(88_000, False), (88_001, True), (71_999, True)])
def test_a_leap_between_log_and_patient_is_doubted(grams: int, *, is_doubted: bool) -> None:
    assert (Likeness(10, 0, 80_000, grams).doubt is not None) is is_doubted
