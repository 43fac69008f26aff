"""Tables: a caption, a head, rows; a wide one is rolled sideways in its own frame, never the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.rules.backtest.drawing.markup import Markup, element


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> Markup:
    """Write a table. The first cell of a row is its heading; the first ``words`` columns are words, the rest numbers.

    The frame can be reached with the keyboard, so that it can be rolled.
    """
    kinds = [None if place < words else "number" for place in range(len(head))]
    top = element(
        "tr", *(element("th", says, scope="col", class_=kind) for says, kind in zip(head, kinds, strict=True))
    )
    body = (
        element("tr", element("th", row[0], scope="row"), *(
            element("td", cell, class_=kind) for cell, kind in zip(row[1:], kinds[1:], strict=True)
        ))
        for row in rows
    )  # fmt: skip
    return element(
        "div",
        element("table", element("caption", caption), element("thead", top), element("tbody", *body)),
        class_="scroll",
        role="region",
        aria_label=caption,
        tabindex="0",
    )
