"""Diaries made by hand, so that every figure has an answer that can be worked out beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from simulator.calibration.diary import Diary
from simulator.calibration.figure import Figure, find

MakeDiary = Callable[..., Diary]
Measure = Callable[[Sequence[Figure], str, Sequence[Diary]], float]


@pytest.fixture
def diary() -> MakeDiary:
    """Make a diary from its weights, one a day from day 1,000; ``None`` where none was taken."""

    def make(weights: Sequence[float | None], events: Sequence[tuple[float, bool]] = ()) -> Diary:
        made = Diary(first=1_000, ended=1_000 + len(weights), events=list(events))
        made.weights_kg = {1_000 + day: each for day, each in enumerate(weights) if each is not None}
        made.days = made.weighing_days = {*made.weights_kg}
        made.settle()
        return made

    return make


@pytest.fixture
def measure() -> Measure:
    """Measure the first figure whose name begins so."""

    def found(figures: Sequence[Figure], begins: str, diaries: Sequence[Diary]) -> float:
        figure = next(each for each in figures if each.name.startswith(begins))
        return find(figure, diaries, replicates=40).value

    return found
