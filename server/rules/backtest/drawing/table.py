"""Tables: a caption, a head, rows; a wide one is rolled sideways in its own frame, never the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.rules.backtest.drawing.markup import Markup, element


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1, heading: int = 0
) -> Markup:
    """Write a table: the first ``words`` columns are words, the rest numbers; the cell ``heading`` names its row.

    The frame can be reached with the keyboard, so that it can be rolled.
    """
    kinds = [None if place < words else "number" for place in range(len(head))]
    top = (element("th", says, scope="col", class_=kind) for says, kind in zip(head, kinds, strict=True))
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", *top)),
            element("tbody", *(_row(cells, kinds, heading) for cells in rows)),
        ),
        class_="scroll",
        role="region",
        aria_label=caption,
        tabindex="0",
    )


def _row(cells: Sequence[str], kinds: Sequence[str | None], heading: int) -> Markup:
    return element(
        "tr",
        *(
            element("th", cell, scope="row", class_=kind) if place == heading else element("td", cell, class_=kind)
            for place, (cell, kind) in enumerate(zip(cells, kinds, strict=True))
        ),
    )
