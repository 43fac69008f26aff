"""The worklist: whom a nurse sees first, and how she takes and closes a patient's alerts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from server.alerts.alert import Act, AlertEvent, StaffId
from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.alerts.worklist import Close, Conflict, Deed, Take
from server.web import form
from server.web.access import log
from server.web.page import is_partial, language_of, render, say
from server.web.shown import Account
from server.web.signing_in import current_account

router = APIRouter()
Nurse = Annotated[Account, Depends(current_account)]
Seen = Annotated[list[str], Form(max_length=50)]
"""The alerts a form is about, each with the version that was on the screen: ``7:2``."""
QUIETEST: Final = 3
_SEEN: Final = re.compile(r"(\d{1,15}):(\d{1,9})")
_PATIENT_PAGE: Final = re.compile(r"/patients/[a-z2-7]{16}")


class BadFormError(Exception):
    """The form was not one that our pages send."""


@router.get("/")
async def show(request: Request, who: Nurse, saved: str = "") -> Response:
    """Show the list; ``saved`` says that a form sent without scripts was."""
    return await _list(request, who, "worklist.html", say(request, "saved") if saved else "")


@router.get("/worklist")
async def show_rows(request: Request, who: Nurse) -> Response:
    """Show only the rows, for an open page that has heard of news."""
    return await _list(request, who, "_rows.html")


@router.post("/take")
async def take(request: Request, who: Nurse, seen: Seen, back: Annotated[str, Form()] = "/") -> Response:
    """Take a patient's alerts."""
    return await _act(
        request, who, seen, back, lambda alert, version: Take(alert=alert, version=version, who=StaffId(who.staff))
    )


@router.post("/close")
async def close(
    request: Request,
    who: Nurse,
    seen: Annotated[list[str], Form(max_length=50, default_factory=list)],
    back: Annotated[str, Form()] = "/",
    cause: Annotated[str, Form()] = "",
    action: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Close a patient's alerts with what it was and what was done."""
    try:
        outcome = OutcomeCause(cause), OutcomeAction(action)
    except ValueError:
        return await _list(request, who, _template(request), say(request, "bad_form"), 422)

    def deed(alert: int, version: int) -> Close:
        by, (what, did) = StaffId(who.staff), outcome
        return Close(alert=alert, version=version, who=by, cause=what, action=did, note=note.replace("\0", "").strip())

    return await _act(request, who, seen, back, deed)


async def _act(
    request: Request, who: Account, seen: Sequence[str], back: str, deed: Callable[[int, int], Deed]
) -> Response:
    """Do the same to all alerts of a form; what somebody else did first is told, and is not overwritten."""
    pairs = [found.groups() for text in seen if (found := _SEEN.fullmatch(text))]
    if not pairs or len(pairs) != len(seen):
        raise BadFormError
    desk = request.app.state.desk
    answers = await asyncio.gather(*(desk.act(deed(int(alert), int(version))) for alert, version in pairs))
    conflicts = [answer for answer in answers if isinstance(answer, Conflict)]
    if conflicts:
        said = await _what_happened(request, who, conflicts[0], nothing=len(conflicts) == len(answers))
        return await _list(request, who, _template(request), said, 409)
    event: AlertEvent = answers[0]
    if is_partial(request):
        name = await run_in_threadpool(request.app.state.reader.name_of, event.after.patient)
        return await _list(request, who, "_rows.html", say(request, f"done_{event.act}", name=name))
    return RedirectResponse(back if _PATIENT_PAGE.fullmatch(back) else "/?saved=1", status_code=303)


async def _what_happened(request: Request, who: Account, conflict: Conflict, *, nothing: bool) -> str:
    """Say who was first, with what, and when; and whether anything else of the form was done."""
    state = request.app.state
    last = await run_in_threadpool(state.reader.last_event, conflict.deed.alert)
    if last is None:
        return say(request, "conflict_gone")
    what = last.act if last.act in {Act.TAKEN, Act.CLOSED} else "changed"
    name = say(request, "you") if last.who == who.staff else last.name
    said = say(request, f"conflict_{what}", who=name, at=form.when(last.at, state.desk.now(), language_of(request)))
    return f"{said} {say(request, 'nothing_changed')}" if nothing else said


async def _list(request: Request, who: Account, template: str, said: str = "", status: int = 200) -> Response:
    state = request.app.state
    rows = await run_in_threadpool(state.reader.worklist, state.desk.now())
    asked = await run_in_threadpool(state.reader.asked)
    quietest = [] if rows else (await run_in_threadpool(state.reader.people))[:QUIETEST]
    shown = {person.patient for person in [*(row.person for row in (*rows, *asked)), *quietest]}
    await log(request, who.staff, "worklist_seen", tuple(shown))
    return render(request, template, status, rows=rows, asked=asked, quietest=quietest, said=said, live="list")


def _template(request: Request) -> str:
    return "_rows.html" if is_partial(request) else "worklist.html"
