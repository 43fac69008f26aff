"""A page that stands by itself: one file with its style, no script, nothing that is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.drawing.style import STYLE

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may do with the page: show it."""


def sheet(*, title: str, language: str, body: Iterable[Markup], top: Markup | None = None) -> str:
    """Write a page of these parts; ``top`` stands before what the page is about, as links do."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Markup(STYLE)),
    )
    page = element("html", head, element("body", top, element("main", *body)), lang=language)
    return f"<!DOCTYPE html>\n{joined([page])}\n"
