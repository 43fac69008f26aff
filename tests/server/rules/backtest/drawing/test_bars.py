from __future__ import annotations

from drawn import GROUND, drawn

from server.rules.backtest.drawing.bars import Bar, bars


def test_parts_stand_on_each_other_and_together_are_as_high_as_the_bar() -> None:
    bar = Bar(0, 5, [(20, "one"), (0, "three"), (30, "two")])
    first, second = drawn(bars([bar])).all("rect")
    assert (first.kinds, second.kinds) == ({"bar", "one"}, {"bar", "two"})
    assert first.number("y") == second.number("y") + second.number("height")
    assert second.number("y") == GROUND.up(bar.height) == GROUND.up(50)


def test_bars_do_not_touch_and_the_least_still_shows() -> None:
    left, right = drawn(bars([Bar(0, 1, [(100, "one")]), Bar(1, 2, [(0.01, "one")])])).all("rect")
    assert left.number("x") + left.number("width") < right.number("x")
    assert right.number("height") >= 1
