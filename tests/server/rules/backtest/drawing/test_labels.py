from __future__ import annotations

from itertools import combinations

from drawn import GROUND, drawn
from hypothesis import given
from hypothesis import strategies as st

from server.rules.backtest.drawing.labels import Label, labels
from server.rules.backtest.drawing.size import LETTER

PLACES = st.tuples(st.floats(0, 10), st.floats(0, 100))


@given(st.lists(PLACES, max_size=25))
def test_no_label_lies_on_another_or_outside_of_the_picture(points: list[tuple[float, float]]) -> None:
    several = [Label(x, y, f"rule {number}") for number, (x, y) in enumerate(points)]
    found = [
        (each.number("x"), each.number("y"), len(each.text) * LETTER) for each in drawn(labels(several)).all("text")
    ]
    assert all(0 <= x <= GROUND.size.width - width + 0.1 for x, _, width in found)
    for (x, y, width), (other_x, other_y, other_width) in combinations(found, 2):
        assert x + width <= other_x + 0.1 or other_x + other_width <= x + 0.1 or abs(y - other_y) >= 11.9


def test_the_first_one_has_the_room_and_who_has_none_is_left_out() -> None:
    crowd = [Label(5, 50, "the first", "strong")] + [Label(5, 50, f"another {n}") for n in range(9)]
    said = drawn(labels(crowd))
    assert said.words()[0] == "the first"
    assert len(said.words()) < len(crowd)


def test_no_label_covers_a_point() -> None:
    alone, beside = (drawn(labels([Label(5, 50, "a")], points)).all("text")[0] for points in ([], [(5.8, 50)]))
    assert alone.number("x") != beside.number("x")
