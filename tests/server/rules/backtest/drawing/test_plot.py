from __future__ import annotations

from drawn import SQUARE, Picture

from server.rules.backtest.drawing.plot import Axis, plot
from server.rules.backtest.drawing.size import LETTER

UP = Axis(says="share", low=0, high=1, marks=[(0, "0 %"), (0.5, "50 %"), (1, "100 %")])


def across(*marks: str, low: float = 0, high: float = 10) -> Axis:
    return Axis(says="days", low=low, high=high, marks=[(place, word) for place, word in enumerate(marks)])


def test_both_axes_say_what_they_measure_and_every_mark_up_has_its_line() -> None:
    picture = Picture(plot(SQUARE, across("0"), UP, []))
    assert {"share", "days", "0 %", "50 %", "100 %"} <= {*picture.words()}
    heights = [each.number("y1") for each in picture.all("line", "grid")]
    assert len(heights) == 3
    assert heights == sorted(heights, reverse=True)


def test_the_words_of_the_side_have_room() -> None:
    for each in Picture(plot(SQUARE, across("0"), UP, [])).all("text", "end"):
        assert each.number("x") - LETTER * len(each.text) >= 0


def test_words_below_that_would_run_into_each_other_are_left_out_but_their_marks_are_not() -> None:
    picture = Picture(plot(SQUARE, across("zero", "one", "two", "three", "four"), UP, []))
    said = [each.text for each in picture.all("text", "middle")]
    assert said[0] == "zero"
    assert len(said) < 5
    assert len(picture.all("line", "base")) == 1 + 5


def test_an_axis_may_run_backwards() -> None:
    days = Axis(says="days before", low=30, high=0, marks=[(30, "30"), (0, "0")])
    first, last = Picture(plot(SQUARE, days, UP, [])).all("text", "middle")
    assert (first.text, last.text) == ("30", "0")
    assert first.number("x") < last.number("x")
