from __future__ import annotations

from itertools import product

import pytest

from server.rules.comparison.mcnemar import mcnemar


@pytest.mark.parametrize("told", range(1, 11))
def test_it_is_what_counting_every_way_of_tossing_coins_gives(told: int) -> None:
    tosses = [sum(each) for each in product((0, 1), repeat=told)]
    for gained in range(told + 1):
        uneven = abs(2 * gained - told)
        as_uneven = sum(abs(2 * each - told) >= uneven for each in tosses)
        assert mcnemar(gained, told - gained) == pytest.approx(as_uneven / len(tosses))


def test_many_events_are_no_trouble() -> None:
    assert 0 < mcnemar(1_100, 900) < 0.001
