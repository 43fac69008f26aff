"""Rendering: templates, languages, and what every page is given."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.rules.judging.why_words import WHY_WORDS
from server.rules.language.read_back_words import name_of
from server.web import chart, form, measured, quiet
from server.web.known_view import amount, kilograms
from server.web.shown import Person
from server.web.titles import NO_RULES, title_of
from server.web.words import LANGUAGES, Language, word

LANGUAGE_COOKIE: Final = "nara_language"
STALE_S: Final = 90
"""A page that has heard nothing for so long, or hears of rules that have not run for so long, says so and lets nobody
write. Heartbeats come every five seconds, so many may be lost; docs/risk-log.md R11 promises this number."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("server.web", "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"static": static_url, "form": form, "chart": chart, "measured": measured, "quiet": quiet}
    environment.globals |= {"why_words": WHY_WORDS, "no_rules": NO_RULES}
    environment.globals |= {"causes": list(OutcomeCause), "actions": list(OutcomeAction)}
    environment.globals |= {"name_of": name_of, "kilograms": kilograms, "amount": amount}
    environment.filters["local"] = form.local_time
    environment.filters["json"] = json.dumps
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


def is_partial(request: Request) -> bool:
    """Tell whether only a part of a page is asked for, by the script of a page that is open."""
    return request.headers.get("hx-request") == "true"


def say(request: Request, name: str, /, **values: object) -> str:
    """Give a sentence in the language of the page."""
    return word(name, language_of(request)).format(**values)


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:  # noqa: ANN401
    """Render a template with what every page needs."""
    language = language_of(request)
    state = request.app.state

    def rule_title(rule: str, person: Person | None = None) -> str:
        has_other = person is not None and person.has_other_disease
        return title_of(rule, state.rules, language, has_other_disease=has_other)

    html = (
        _environment()
        .get_template(template)
        .render(
            t=lambda name, /, **values: word(name, language).format(**values),
            language=language,
            other_language=LANGUAGES[1 - LANGUAGES.index(language)],
            here=request.url.path if request.method == "GET" else "/",
            who=getattr(request.state, "account", None),
            now=state.desk.now(),
            is_demo=state.is_demo,
            banners=[(banner.matter.value, banner.says[language]) for banner in state.banners()],
            rules=state.rules,
            rule_title=rule_title,
            reason=lambda say, rule, person=None: say.get(language) or rule_title(rule, person),
            stale_s=STALE_S,
            **({"live": ""} | context),
        )
    )
    return HTMLResponse(html, status_code=status)
