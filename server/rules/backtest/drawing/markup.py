"""Markup made of elements: text is escaped, attributes are quoted, and what was made is never escaped again."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

VOID: Final = frozenset({"br", "hr", "link", "meta"})
"""Elements of HTML that have no end."""


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def element(name: str, /, *children: str | None, **attributes: str | float | None) -> Markup:
    """Make an element of its children, and of its attributes as Python can spell them; None is left out.

    >>> element("p", "2 < 3", element("br"), class_="sub", aria_label='"')
    '<p class="sub" aria-label="&quot;">2 &lt; 3<br></p>'
    >>> element("line", x1=0.123, y2=4.0, title=None)
    '<line x1="0.1" y2="4"></line>'
    """
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    head = f"<{name}{said}>"
    return Markup(head if name in VOID else f"{head}{joined(children)}</{name}>")


def joined(parts: Iterable[str | None]) -> Markup:
    """Put parts one after another; what is plain text is escaped.

    >>> joined([element("b", "a"), " & ", None])
    '<b>a</b> &amp; '
    """
    return Markup("".join(each if isinstance(each, Markup) else escape(each) for each in parts if each))


def _attribute(key: str, value: str | float | None) -> str:
    return "" if value is None else f' {key.rstrip("_").replace("_", "-")}="{_written(value)}"'


def _written(value: str | float) -> str:
    """Write a value; a tenth of a pixel is as fine as it gets."""
    if isinstance(value, str):
        return escape(value)
    return f"{value:.1f}".removesuffix(".0")
