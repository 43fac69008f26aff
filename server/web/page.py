"""Rendering: templates, languages, and what every page is given."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from server.web import form
from server.web.words import LANGUAGES, Language, word

LANGUAGE_COOKIE = "nara_language"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("server.web", "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static_url
    environment.globals["form"] = form
    environment.filters["local"] = form.local_time
    return environment


@cache
def static_url(name: str) -> str:
    """Give the address of a static file, with the hash of its content, so that it can be kept for ever."""
    content = resources.files("server.web").joinpath("static", *name.split("/")).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:12]}"


def language_of(request: Request) -> Language:
    """Give the language of a page: the one chosen, else Swedish."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return next((language for language in LANGUAGES if language == chosen), LANGUAGES[0])


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:  # noqa: ANN401
    """Render a template with what every page needs."""
    language = language_of(request)
    state = request.app.state
    html = (
        _environment()
        .get_template(template)
        .render(
            t=lambda name, **values: word(name, language).format(**values),
            language=language,
            other_language=LANGUAGES[1 - LANGUAGES.index(language)],
            here=quote(request.url.path),
            who=getattr(request.state, "account", None),
            now=state.desk.now(),
            last_run_at=state.desk.last_run_at(),
            is_demo=state.is_demo,
            **context,
        )
    )
    return HTMLResponse(html, status_code=status)
