from __future__ import annotations

from drawn import Picture

from server.rules.backtest.drawing.table import table


def test_a_table_has_a_caption_and_headings_both_ways() -> None:
    picture = Picture(table("Rules", ["Rule", "Title", "Alerts"], [["a", "A & B", "3"], ["b", "C", "4"]], words=2))
    assert picture.words("caption") == ["Rules"]
    assert [(each.attributes["scope"], each.text) for each in picture.all("th")] == [
        ("col", "Rule"), ("col", "Title"), ("col", "Alerts"), ("row", "a"), ("row", "b"),
    ]  # fmt: skip
    assert [(each.text, "number" in each.kinds) for each in picture.all("td")] == [
        ("A & B", False), ("3", True), ("C", False), ("4", True),
    ]  # fmt: skip


def test_a_table_that_is_too_wide_can_be_rolled_with_the_keyboard() -> None:
    frame = Picture(table("Rules", ["Rule"], [])).elements[0]
    assert (frame.attributes["tabindex"], frame.attributes["role"], frame.attributes["aria-label"]) == (
        "0", "region", "Rules",
    )  # fmt: skip
