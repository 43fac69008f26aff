"""The web application: routes, guards, and what to say when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from importlib import resources
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from server.ledger.port import LedgerError
from server.rules.language.rule_set import RuleSet
from server.web import joining, known, live, patient, reading, signing_in, technical, worklist
from server.web.access import NotLoggedError
from server.web.page import render
from server.web.port import Banners, Desk, Joins, Live, Reader, Sessions
from server.web.security import Guard


def create_app(
    reader: Reader,
    sessions: Sessions,
    desk: Desk,
    feed: Live,
    joins: Joins,
    rules: RuleSet | None = None,
    banners: Banners = tuple,
) -> FastAPI:
    """Put the screens together, and the one door for hubs; without ``rules`` no event can be noted.

    ``banners`` gives what every page says of the rules; without it none says anything.
    """
    app = FastAPI(title="Hjärtnära", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    app.state.reader, app.state.sessions, app.state.desk, app.state.live = reader, sessions, desk, feed
    app.state.patience = signing_in.Patience()
    app.state.joins, app.state.doorkeeper = joins, joining.Doorkeeper()
    app.state.rules, app.state.banners = rules, banners
    app.state.is_demo = reader.is_demo()
    app.add_middleware(Guard)
    for module in (signing_in, worklist, patient, known, reading, technical, live, joining):
        app.include_router(module.router)
    static = str(resources.files("server.web") / "static")
    app.mount("/static", StaticFiles(directory=static), name="static")
    app.add_exception_handler(signing_in.NotSignedInError, _to_login)
    app.add_exception_handler(HTTPException, _refused)
    for problem, status, name in _PROBLEMS:
        app.add_exception_handler(problem, partial(_problem, status=status, name=name))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    loop, closing = asyncio.get_running_loop(), asyncio.Event()
    app.state.closing = closing
    app.state.close_streams = lambda: loop.call_soon_threadsafe(closing.set)
    yield


async def _to_login(request: Request, _problem: Exception) -> Response:
    """Send a page to the form; a fragment is told to go there as a whole page."""
    if request.headers.get("hx-request") == "true":
        return Response(status_code=200, headers={"HX-Redirect": "/login"})
    return RedirectResponse("/login", status_code=303)


async def _refused(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    name = "not_found" if status == HTTPStatus.NOT_FOUND else "forbidden"
    return render(request, "problem.html", status, problem=name)


async def _problem(request: Request, _problem: Exception, *, status: int, name: str) -> Response:
    return render(request, "problem.html", status, problem=name)


_PROBLEMS: Final = (
    (RequestValidationError, HTTPStatus.BAD_REQUEST, "bad_request"),
    (worklist.BadFormError, HTTPStatus.BAD_REQUEST, "bad_request"),
    (NotLoggedError, HTTPStatus.SERVICE_UNAVAILABLE, "not_logged"),
    (LedgerError, HTTPStatus.SERVICE_UNAVAILABLE, "server_error"),
    (Exception, HTTPStatus.INTERNAL_SERVER_ERROR, "server_error"),
)
"""What can go wrong, with what status, and what the page says."""
