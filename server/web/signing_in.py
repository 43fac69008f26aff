"""Signing in and out: a session that only its cookie knows, and patience with who guesses."""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from server.ledger.audit import Noted
from server.web.page import LANGUAGE_COOKIE, render
from server.web.password import hash_of_nobody, is_right
from server.web.shown import Account
from server.web.words import LANGUAGES

SESSION_COOKIE: Final = "nara_session"
SESSION_LASTS: Final = timedelta(hours=10)
ATTEMPTS_MAX: Final = 5
ATTEMPTS_WITHIN: Final = timedelta(minutes=1)

router = APIRouter()


class NotSignedInError(Exception):
    """Nobody is signed in: the page is not for everybody."""


class Patience:
    """Counts failed attempts per name; after so many within a minute the name must wait."""

    def __init__(self, attempts_max: int = ATTEMPTS_MAX) -> None:
        """Start with none."""
        self._attempts_max = attempts_max
        self._failed: dict[str, deque[datetime]] = {}

    def is_at_end(self, staff: str, now: datetime) -> bool:
        """Tell whether a name must wait."""
        recent = self._failed.get(staff, deque())
        while recent and now - recent[0] > ATTEMPTS_WITHIN:
            recent.popleft()
        return len(recent) >= self._attempts_max

    def failed(self, staff: str, now: datetime) -> None:
        """Count one."""
        if len(self._failed) > 10_000:  # noqa: PLR2004  (somebody invents names: forget them all)
            self._failed.clear()
        self._failed.setdefault(staff, deque(maxlen=self._attempts_max)).append(now)


_NOBODY: Final = hash_of_nobody()
"""Verified when there is no such account, so that guessing names takes as long as guessing passwords."""


def current_account(request: Request) -> Account:
    """Give who is signed in; raises NotSignedInError."""
    token = request.cookies.get(SESSION_COOKIE)
    account = None if token is None else request.app.state.reader.session(_hash(token), datetime.now(UTC))
    if account is None:
        raise NotSignedInError
    request.state.account = account
    return account  # type: ignore[no-any-return]


@router.get("/login")
def show(request: Request) -> Response:
    """Show the form."""
    return render(request, "login.html", problem=None)


@router.post("/login")
async def sign_in(request: Request, staff: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
    """Begin a session, or say no without saying which of the two was wrong."""
    state, now = request.app.state, datetime.now(UTC)
    staff = staff.replace("\0", "�")  # no database keeps the zero character, and nobody has it in a name
    if state.patience.is_at_end(staff, now):
        return render(request, "login.html", 429, problem="too_many")
    account = await run_in_threadpool(state.reader.account, staff)
    is_theirs = await run_in_threadpool(is_right, _NOBODY if account is None else account.password_hash, password)
    if account is None or not is_theirs:
        state.patience.failed(staff, now)
        await state.desk.note(Noted(who=staff[:64], what="sign_in_refused"))
        return render(request, "login.html", 401, problem="wrong_password")
    token = secrets.token_urlsafe(32)
    await run_in_threadpool(state.sessions.begin, _hash(token), account.staff, now + SESSION_LASTS)
    await state.desk.note(Noted(who=account.staff, what="signed_in"))
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/logout")
async def sign_out(request: Request) -> Response:
    """End the session."""
    state = request.app.state
    if (token := request.cookies.get(SESSION_COOKIE)) is not None:
        account = await run_in_threadpool(state.reader.session, _hash(token), datetime.now(UTC))
        await run_in_threadpool(state.sessions.end, _hash(token))
        if account is not None:
            await state.desk.note(Noted(who=account.staff, what="signed_out"))
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.post("/language")
def choose_language(language: Annotated[str, Form()], here: Annotated[str, Form()]) -> Response:
    """Keep the language chosen, and go back to the page."""
    is_ours = here.startswith("/") and not here.startswith("//") and "\\" not in here
    response = RedirectResponse(here if is_ours else "/", status_code=303)
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=365 * 86_400, samesite="strict", httponly=True)
    return response


def _hash(token: str) -> bytes:
    """Only the hash of a token is stored: who reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode()).digest()
