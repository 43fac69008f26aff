"""A figure: a picture in both sizes with its title and description, a key, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.drawing.shapes import SHAPES, shape
from server.rules.backtest.drawing.size import NARROW, SIZES, WIDE, Size

Draw = Callable[[Size], Markup]
Key = Sequence[tuple[str, str]]
"""The kinds of marks (``line one``, ``bar two``, ``high``) and what each means."""


def figure(
    name: str,
    title: str,
    says: str,
    draw: Draw,
    *,
    key: Key = (),
    below: Sequence[Markup] = (),
    heights: tuple[int, int] = (WIDE.height, NARROW.height),
    heading: str = "h3",
) -> Markup:
    """Draw a figure. ``says`` is one sentence that stands under the title, and that a screen reader is told.

    ``name`` is unique on the page; ``below`` is what stands under the picture, most of all its table.
    """
    sizes = [size.high(height) for size, height in zip(SIZES, heights, strict=True)]
    return element(
        "figure",
        element("figcaption", element(heading, title), element("p", says, class_="sub")),
        *(picture(f"{name}-{size.name}", title, says, size, draw(size)) for size in sizes),
        key_of(key),
        *below,
        class_="card",
        id=name,
    )


def picture(name: str, title: str, says: str, size: Size, drawn: Markup) -> Markup:
    """Frame a drawing, with what a screen reader is told of it."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", says, id=f"{name}-desc"),
        drawn,
        class_=size.name,
        role="img",
        viewBox=f"0 0 {size.width} {size.height}",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )


def key_of(key: Key) -> Markup | None:
    """Write what marks mean, each beside a small one."""
    if not key:
        return None
    items = (element("li", _sample(kind), element("span", says)) for kind, says in key)
    return element("ul", *items, class_="key")


def _sample(kind: str) -> Markup:
    """Draw a small mark of a kind."""
    first, _, rest = kind.partition(" ")
    if first == "line":
        drawn = element("path", d="M1 8H25", class_=kind)
    elif first in SHAPES:
        drawn = shape(first, 13, 8, rest)
    else:
        drawn = element("rect", x=5, y=2, width=16, height=12, class_=kind)
    return element("svg", drawn, viewBox="0 0 26 16", width="26", height="16", aria_hidden="true", focusable="false")


def folded(summary: str, *inside: Markup, kind: str = "") -> Markup:
    """Fold something away under a line that opens it."""
    return element("details", element("summary", summary), joined(inside), class_=kind or None)
