"""The worklist: what a nurse sees first, takes and closes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from server.alerts.alert import StaffId
from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.alerts.worklist import Close, Conflict, Deed, Take
from server.ledger.audit import Noted
from server.web.page import render
from server.web.port import Account
from server.web.signing_in import current_account

router = APIRouter()
Nurse = Annotated[Account, Depends(current_account)]


@router.get("/")
async def show(request: Request, who: Nurse) -> Response:
    """Show the list."""
    return await _list(request, who, "worklist.html")


@router.get("/worklist")
async def show_rows(request: Request, who: Nurse) -> Response:
    """Show only the rows, for an open page that has heard of news."""
    return await _list(request, who, "_rows.html")


@router.post("/alerts/{alert}/take")
async def take(request: Request, who: Nurse, alert: int, version: Annotated[int, Form()]) -> Response:
    """Take an alert."""
    return await _act(request, who, Take(alert=alert, version=version, who=StaffId(who.staff)), "done_taken")


@router.post("/alerts/{alert}/close")
async def close(
    request: Request,
    who: Nurse,
    alert: int,
    version: Annotated[int, Form()],
    cause: Annotated[str, Form()] = "",
    action: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Close an alert with what it was and what was done."""
    try:
        outcome = OutcomeCause(cause), OutcomeAction(action)
    except ValueError:
        return await _list(request, who, "_rows.html" if _is_partial(request) else "worklist.html", said="bad_form")
    deed = Close(
        alert=alert, version=version, who=StaffId(who.staff), cause=outcome[0], action=outcome[1], note=note.strip()
    )
    return await _act(request, who, deed, "done_closed")


async def _act(request: Request, who: Account, deed: Deed, done: str) -> Response:
    answer = await request.app.state.desk.act(deed)
    if isinstance(answer, Conflict):
        by = "" if answer.now is None else answer.now.owner
        template = "_rows.html" if _is_partial(request) else "worklist.html"
        return await _list(request, who, template, said="conflict", by=by)
    if not _is_partial(request):
        return RedirectResponse("/", status_code=303)
    return await _list(request, who, "_rows.html", said=done)


async def _list(request: Request, who: Account, template: str, said: str | None = None, by: str = "") -> Response:
    state = request.app.state
    rows = await run_in_threadpool(state.reader.worklist, state.desk.now())
    patients = tuple(sorted({row.person.patient for row in rows}))
    await state.desk.note(Noted(who=who.staff, what="worklist_seen", patients=patients))
    return render(
        request, template, rows=rows, said=said, by=by, causes=list(OutcomeCause), actions=list(OutcomeAction)
    )


def _is_partial(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"
