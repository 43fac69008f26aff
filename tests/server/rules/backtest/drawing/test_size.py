from __future__ import annotations

from server.rules.backtest.drawing.size import NARROW, SIZES, WIDE


def test_a_size_keeps_its_width_and_may_be_higher() -> None:
    assert [(each.high(90).width, each.high(90).height) for each in SIZES] == [(WIDE.width, 90), (NARROW.width, 90)]
    assert NARROW.width < 320
