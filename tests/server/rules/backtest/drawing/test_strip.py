from __future__ import annotations

import re
from dataclasses import replace

from drawn import Picture

from server.rules.backtest.drawing.size import NARROW, WIDE
from server.rules.backtest.drawing.strip import Answers, Flag, Lane, Strip

WEIGHT = Lane(says="Weight, kg", runs=[[(-3, 80.0), (-2, 80.2)], [(0, 80.1)]], height=70, span_least=3, limit=79.5)
STRIP = Strip(
    first=-45, last=5, days=[(-45, "−45"), (0, "0")], says="days from the event", lanes=[WEIGHT],
    answers=Answers(rows=[("breathless", [(-3, 0), (-1, 3)]), ("tired", [])]),
    flags=[Flag(-6, "medium"), Flag(-20, "low", counts=False)], window=(-14, 0), events=[0],
)  # fmt: skip


def drawn(strip: Strip) -> Picture:
    return Picture(strip.drawn(WIDE.high(strip.height)))


def test_every_lane_and_question_says_what_it_is() -> None:
    assert {"Weight, kg", "breathless", "tired", "days from the event"} <= {*drawn(STRIP).words()}


def test_small_noise_does_not_look_like_a_mountain_and_a_limit_is_never_off_the_picture() -> None:
    low, high = WEIGHT.span
    assert high - low >= 3
    assert low < 79.5 < high
    assert Lane(says="", runs=[], height=10, span_least=2).span == (-1, 1)


def test_what_counts_is_marked_through_all_lanes_and_what_does_not_is_small() -> None:
    picture = drawn(STRIP)
    assert len(picture.all("line", "faint")) == 1
    (small,) = picture.all("path", "low")
    (large,) = picture.all("path", "medium")
    assert "scale" in small.attributes["transform"]
    assert "scale" not in large.attributes["transform"]


def test_a_worse_answer_is_a_higher_mark() -> None:
    (answers,) = drawn(STRIP).all("path", "answer")
    none, severe = (float(each) for each in re.findall(r"v-([\d.]+)", answers.attributes["d"]))
    assert 0 < none < severe < Answers(rows=[]).row_height


def test_no_line_goes_over_a_day_without_a_weight() -> None:
    (path,) = [each for each in drawn(STRIP).all("path", "line") if "thin" in each.kinds]
    assert path.attributes["d"].count("M") == 1


def test_a_strip_without_answers_or_events_is_lower_and_has_no_line_for_them() -> None:
    bare = replace(STRIP, answers=None, events=[], flags=[], window=None)
    assert bare.height < STRIP.height
    assert drawn(bare).all("line", "event") == []
    assert drawn(bare).all("rect", "band") == []


def test_both_sizes_hold_all_that_they_show() -> None:
    for size in (WIDE, NARROW):
        picture = Picture(STRIP.drawn(size.high(STRIP.height)))
        assert all(0 <= each.number("y") <= STRIP.height for each in picture.all("text"))
        assert all(each.number("x") <= size.width for each in picture.all("text"))
