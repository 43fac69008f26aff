from __future__ import annotations

from drawn import Picture

from server.rules.backtest.drawing.figure import figure, folded
from server.rules.backtest.drawing.markup import Markup, element
from server.rules.backtest.drawing.size import SIZES, Size


def widths(size: Size) -> Markup:
    return element("line", x1=0, x2=size.width)


def test_a_figure_is_drawn_in_both_sizes_and_each_says_what_it_shows() -> None:
    picture = Picture(figure("lead", "Lead", "How soon.", widths, heights=(200, 180)))
    frames = picture.all("svg")
    assert [each.attributes["viewbox"] for each in frames] == ["0 0 480 200", "0 0 288 180"]
    assert [each.kinds for each in frames] == [{size.name} for size in SIZES]
    ids = {each.attributes.get("id"): each for each in picture.elements}
    for frame in frames:
        assert frame.attributes["role"] == "img"
        assert ids[frame.attributes["aria-labelledby"]].text == "Lead"
        assert ids[frame.attributes["aria-describedby"]].text == "How soon."


def test_the_key_shows_each_mark_beside_its_words_and_says_nothing_twice() -> None:
    picture = Picture(
        figure("a", "A", "a", widths, key=[("line chance", "chance"), ("high", "high"), ("bar one", "b")])
    )
    assert picture.words("span") == ["chance", "high", "b"]
    samples = [each for each in picture.all("svg") if "aria-hidden" in each.attributes]
    assert len(samples) == 3
    assert [len(picture.all(*each)) for each in (("path", "chance"), ("path", "high"), ("rect", "bar"))] == [1, 1, 1]


def test_what_is_folded_away_opens_without_a_script() -> None:
    picture = Picture(folded("More", element("p", "inside"), kind="paper"))
    assert [each.tag for each in picture.elements] == ["details", "summary", "p"]
    assert picture.elements[0].kinds == {"paper"}
