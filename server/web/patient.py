"""One patient's page: why, values as curves and as a table, and what has happened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.ledger.audit import Noted
from server.web.page import render
from server.web.port import Point
from server.web.worklist import Nurse

router = APIRouter()
CHOICES = (30, 90)


@router.get("/patients")
async def show_all(request: Request, who: Nurse) -> Response:
    """Show everybody, and when each was last heard of: a list without alerts is not a list of healthy people."""
    people = await run_in_threadpool(request.app.state.reader.people)
    seen = tuple(sorted(person.patient for person, _ in people))
    await request.app.state.desk.note(Noted(who=who.staff, what="patients_seen", patients=seen))
    return render(request, "patients.html", people=people)


@router.get("/patients/{patient}")
async def show(request: Request, who: Nurse, patient: str, days: Annotated[int, Query()] = CHOICES[0]) -> Response:
    """Show one."""
    state = request.app.state
    days = days if days in CHOICES else CHOICES[0]
    page = await run_in_threadpool(state.reader.patient, patient, days, state.desk.now())
    if page is None:
        return render(request, "problem.html", 404, problem="not_found")
    await state.desk.note(Noted(who=who.staff, what="patient_seen", patients=(patient,)))
    return render(
        request,
        "patient.html",
        page=page,
        days=days,
        choices=CHOICES,
        chart=json.dumps(chart(page.points)),
        sittings=sittings(page.points),
        causes=list(OutcomeCause),
        actions=list(OutcomeAction),
    )


def chart(points: Sequence[Point]) -> dict[str, list[list[float]]]:
    """Give the values for the curves: seconds of UTC and kilograms; seconds, systolic and diastolic mmHg."""
    pressures = [(sitting[0].measured_at, {p.vital: p.value / 10 for p in sitting}) for sitting in sittings(points)]
    return {
        "weight": [[p.measured_at.timestamp(), p.value / 1000] for p in points if p.vital == "body_weight"],
        "pressure": [
            [at.timestamp(), values["systolic"], values["diastolic"]]
            for at, values in pressures
            if "systolic" in values and "diastolic" in values
        ],
    }


def sittings(points: Sequence[Point]) -> list[list[Point]]:
    """Put together what was measured in one act, the oldest first."""
    together: dict[object, list[Point]] = {}
    for point in points:
        together.setdefault(point.measured_at, []).append(point)
    return list(together.values())
