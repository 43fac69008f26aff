from __future__ import annotations

from drawn import Picture

from server.rules.backtest.drawing.shapes import SHAPES, shape
from server.rules.transition import Severity


def test_every_severity_has_a_shape_and_none_of_those_that_somebody_answers_look_alike() -> None:
    assert {each.value for each in Severity} <= {*SHAPES}
    assert len({SHAPES[each] for each in ("high", "medium", "low", "info")}) == 4


def test_a_small_one_is_the_same_shape() -> None:
    (small,) = Picture(shape("high", 1, 2, scale=0.5)).all("path")
    assert small.attributes["transform"] == "translate(1 2) scale(0.50)"
    assert small.attributes["d"] == SHAPES["high"]
