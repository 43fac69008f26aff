"""One measurement: its values, whose it is, and the form that says whose it was instead."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from server.patients.move import REASON_MAX, Move, NotMoved, WhyNotMoved
from server.web.access import log
from server.web.page import render, say
from server.web.shown import Account
from server.web.worklist import Nurse
from vitals.identity import PatientId, is_id

router = APIRouter()
NOBODY: Final = "nobody"
_NUMBER_MAX: Final = 2**53 - 1


@router.get("/readings/{number}")
async def show(request: Request, who: Nurse, number: int, saved: str = "") -> Response:
    """Show one measurement; ``saved`` says that a move was."""
    return await _show(request, who, number, say(request, "saved") if saved else "")


@router.post("/readings/{number}/move")
async def move(
    request: Request,
    who: Nurse,
    number: int,
    whose: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Say whose it is; with a reason, for it takes a reading away from somebody."""
    reason = reason.replace("\0", "").strip()[:REASON_MAX]
    if not reason or not (whose == NOBODY or is_id(whose)):
        return await _show(request, who, number, say(request, "move_bad_form"), 422)
    page = await run_in_threadpool(request.app.state.reader.measurement, number) if number <= _NUMBER_MAX else None
    if page is None:
        return render(request, "problem.html", 404, problem="not_found")
    patient = None if whose == NOBODY else PatientId(whose)
    wanted = Move(record=page.record, patient=patient, who=who.staff, reason=reason)
    answer = await request.app.state.desk.move(wanted)
    if isinstance(answer, NotMoved):
        name = "not_a_member" if answer.why is WhyNotMoved.NOT_A_MEMBER else "not_movable"
        return await _show(request, who, number, say(request, f"move_{name}"), 409)
    return RedirectResponse(f"/readings/{page.record}?saved=1", status_code=303)


async def _show(request: Request, who: Account, number: int, said: str, status: int = 200) -> Response:
    page = await run_in_threadpool(request.app.state.reader.measurement, number) if number <= _NUMBER_MAX else None
    if page is None:
        return render(request, "problem.html", 404, problem="not_found")
    shown = {patient for patient, _ in page.people} | {patient for row in page.moves for patient in row.patients}
    await log(request, who.staff, "reading_seen", tuple(shown))
    return render(request, "reading.html", status, page=page, said=said, reason_max=REASON_MAX)
