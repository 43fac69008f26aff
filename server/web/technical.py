"""Pages for who looks after the technology: quarantine and hubs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from server.ledger.audit import Noted
from server.web.page import render
from server.web.worklist import Nurse

router = APIRouter()


@router.get("/quarantine")
async def show_quarantine(request: Request, who: Nurse) -> Response:
    """Show what was set apart, with its bytes."""
    state = request.app.state
    rows = await run_in_threadpool(state.reader.quarantine)
    unclaimed = await run_in_threadpool(state.reader.unclaimed)
    await state.desk.note(Noted(who=who.staff, what="quarantine_seen"))
    return render(request, "quarantine.html", rows=rows, unclaimed=unclaimed)


@router.get("/hubs")
async def show_hubs(request: Request, who: Nurse) -> Response:
    """Show every hub and when it was last heard."""
    rows = await run_in_threadpool(request.app.state.reader.hubs)
    await request.app.state.desk.note(Noted(who=who.staff, what="hubs_seen"))
    return render(request, "hubs.html", rows=rows)
