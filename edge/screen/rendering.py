"""Rendering: a page made into HTML, and the few files that go with it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from edge.household import Language
from edge.screen.page import Page
from edge.screen.words import word

STATIC: Final = {"screen.css": "text/css; charset=utf-8", "screen.js": "text/javascript; charset=utf-8"}
_MARK: Final = "@" * 32
"""Stands where the page's own mark comes, which is made of all the rest of it."""


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("edge.screen", "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(page: Page, here: str) -> tuple[bytes, str]:
    """Make the HTML of a page, and its mark: the same page has the same mark, another page another."""
    language: Language = page.context["language"]
    html = (
        _environment()
        .get_template(page.template)
        .render(
            t=lambda name, /, **values: word(name, language).format(**values), here=here, mark=_MARK, **page.context
        )
    )
    mark = hashlib.sha256(html.encode()).hexdigest()[: len(_MARK)]
    return html.replace(_MARK, mark).encode(), mark


@cache
def static(name: str) -> bytes | None:
    """Read a style or a script; None if there is no such file."""
    return resources.files("edge.screen").joinpath("static", name).read_bytes() if name in STATIC else None
