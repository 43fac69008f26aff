from __future__ import annotations

from server.rules.backtest.drawing.markup import Markup, element, joined


def test_what_a_log_says_can_never_become_markup() -> None:
    name = "<script>alert('x')</script>"
    assert "<script" not in element("td", name, title=name)
    assert element("td", "a & b") == "<td>a &amp; b</td>"


def test_what_is_markup_is_not_escaped_again() -> None:
    inner = element("b", "<")
    assert element("p", inner, None, "") == "<p><b>&lt;</b></p>"
    assert joined([Markup("<br>"), "<br>"]) == "<br>&lt;br&gt;"


def test_attributes_are_spelled_as_markup_spells_them() -> None:
    assert element("text", x=1 / 3, viewBox="0 0 1 1", aria_hidden="true", class_="end", id=None) == (
        '<text x="0.3" viewBox="0 0 1 1" aria-hidden="true" class="end"></text>'
    )
