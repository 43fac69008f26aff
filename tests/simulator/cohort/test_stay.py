from __future__ import annotations

from statistics import median

import pytest

from simulator.cohort.chance import Chance
from simulator.cohort.stay import LONGEST_DAYS, draw_stay


def test_stays_last_two_to_thirty_days_and_six_in_the_middle() -> None:
    chance = Chance.of(1, 1, "stay")
    stays = [draw_stay(chance, 10.5, is_heart_failure=True) for _ in range(2_000)]
    lengths = [stay.discharged - stay.admitted for stay in stays]
    assert min(lengths) >= 1
    assert max(lengths) <= LONGEST_DAYS + 1
    assert median(lengths) == pytest.approx(6, abs=0.6)
    assert all(10 <= 24 * (stay.discharged % 1) <= 17 for stay in stays)
