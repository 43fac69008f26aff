"""Lives of a small cohort, drawn once."""

from __future__ import annotations

from datetime import date

import pytest

from simulator.cohort.life import Life, draw_life

START = date(2025, 1, 1)
PEOPLE = 300


@pytest.fixture(scope="session")
def lives() -> list[Life]:
    """A year of 300 patients."""
    return [draw_life(11, number, START, 365) for number in range(1, PEOPLE + 1)]
