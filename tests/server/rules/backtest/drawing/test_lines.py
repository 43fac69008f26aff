from __future__ import annotations

import pytest
from drawn import GROUND, drawn

from server.rules.backtest.drawing.lines import across, band, dots, line, step, upright


def test_a_step_holds_until_the_next() -> None:
    (path,) = drawn(step([(0, 0), (5, 50), (10, 50)], "one")).all("path")
    assert path.attributes["d"] == "M40.0 160.0H110.0V90.0H180.0"
    assert path.kinds == {"line", "one"}


def test_no_line_goes_over_what_is_missing() -> None:
    (path,) = drawn(line([[(0, 0), (1, 10)], [(5, 50)], [(9, 90), (10, 100)]], "one")).all("path")
    assert path.attributes["d"].count("M") == 2
    assert "110" not in path.attributes["d"]


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawn(line([[(1, 1)]], "one")).elements == []
    assert drawn(step([], "one")).elements == []
    assert drawn(dots([], "one")).elements == []


def test_every_point_has_its_shape() -> None:
    shapes = drawn(dots([(0, 0), (10, 100)], "two", "cross")).all("path", "two")
    assert [each.attributes["transform"] for each in shapes] == ["translate(40 160)", "translate(180 20)"]


@pytest.mark.parametrize(("value", "side"), [(1, False), (9.5, True)])
def test_an_upright_line_says_its_words_where_there_is_room(value: float, side: bool) -> None:
    (words,) = drawn(upright(value, "the event", "event")).all("text")
    assert ("end" in words.kinds) is side


def test_a_line_across_and_a_band_stand_where_their_values_are() -> None:
    (limit,) = drawn(across(50, "", "limit")).all("line")
    assert limit.number("y1") == limit.number("y2") == GROUND.up(50)
    (shade,) = drawn(band(5, 0, "")).all("rect")
    assert (shade.number("x"), shade.number("width")) == (40, 70)
