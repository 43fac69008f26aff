"""One patient's page: why, values as curves and as a table, and what has happened; and the list of everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from server.patients.look import Glance
from server.patients.move import REASON_MAX
from server.rules.language.rule_set import RuleSet
from server.web.access import log
from server.web.aloud import aloud
from server.web.known_view import view_of
from server.web.page import is_partial, language_of, render, say
from server.web.shown import Account, HistoryRow, PatientPage
from server.web.why_view import Grounds, Tree, trees_of
from server.web.words import Language
from server.web.worklist import BadFormError, Nurse
from vitals.fields import INTEGER_MAX
from vitals.identity import PatientId, is_id

router = APIRouter()
CHOICES: Final = (30, 90)
SAID_SHOWN: Final = 8
"""So many answers and presses stand open on the page, the others behind a line."""

BEHIND_SHOWN: Final = 6
"""So many of the readings behind an alert stand open, the latest; a week of pressures is 28 sittings."""


@router.get("/patients")
async def show_all(request: Request, who: Nurse) -> Response:
    """Show everybody, and when each was last heard of: a list without alerts is not a list of healthy people."""
    reader, now = request.app.state.reader, request.app.state.desk.now()
    people = await run_in_threadpool(reader.people)
    rows = await run_in_threadpool(reader.worklist, now)
    await log(request, who.staff, "patients_seen", tuple(person.patient for person in people))
    alerts = {row.person.patient: row.alerts for row in rows}
    return render(request, "patients.html", people=people, alerts=alerts)


@router.get("/patients/{patient}")
async def show(
    request: Request,
    who: Nurse,
    patient: str,
    days: Annotated[int, Query()] = CHOICES[0],
    seen: str = "",
    told: str = "",
) -> Response:
    """Show one; ``seen`` says that a look was saved, ``told`` that something said for the rules was."""
    name = "seen_saved" if seen else "known_saved" if told else ""
    return await show_page(request, who, patient, days, say(request, name) if name else "")


async def show_page(
    request: Request, who: Account, patient: str, days: int = CHOICES[0], said: str = "", status: int = 200
) -> Response:
    """Show one patient's page with a sentence on what was just done, or was not."""
    state = request.app.state
    days = days if days in CHOICES else CHOICES[0]
    page = await run_in_threadpool(state.reader.patient, patient, days, state.desk.now())
    found = await run_in_threadpool(state.reader.known, patient)
    if page is None or found is None:
        return render(request, "problem.html", 404, problem="not_found")
    (person, what_was_said), names = found, await run_in_threadpool(state.reader.staff)
    await log(request, who.staff, "patient_seen", (patient,))
    now, language = state.desk.now(), language_of(request)
    return render(
        request,
        "patient.html",
        status,
        known=view_of(person, what_was_said, names, state.rules, now),
        aloud={
            each.alert.rule: aloud(each.alert.rule, state.rules, what_was_said, person, now, language)
            for each in page.alerts
        },
        trees=_trees(page, state.rules, now, language),
        reason_max=REASON_MAX,
        page=page,
        days=days,
        choices=CHOICES,
        stories=stories(page.history),
        said=said,
        said_shown=SAID_SHOWN,
        behind_shown=BEHIND_SHOWN,
        live=patient,
    )


@router.post("/patients/{patient}/seen")
async def see(
    request: Request,
    who: Nurse,
    patient: str,
    upto: Annotated[int, Form(ge=0, le=INTEGER_MAX)],
    days: Annotated[int, Form()] = CHOICES[0],
) -> Response:
    """Write that the nurse has seen what stood on the page: of that many days, and nothing that came after it."""
    if not is_id(patient) or days not in CHOICES:
        raise BadFormError
    desk = request.app.state.desk
    since = desk.now() - timedelta(days=days)
    await desk.glance(Glance(patient=PatientId(patient), since=since, upto=upto, who=who.staff))
    return RedirectResponse(f"/patients/{patient}?days={days}&seen=1", status_code=303)


@router.get("/patients/{patient}/closing")
async def show_closing(request: Request, who: Nurse, patient: str) -> Response:
    """Show the form that closes a patient's alerts: for the sheet over the list, or as a page of its own."""
    state = request.app.state
    page = await run_in_threadpool(state.reader.patient, patient, CHOICES[0], state.desk.now())
    if page is None or not page.alerts:
        return render(request, "problem.html", 404, problem="not_found")
    await log(request, who.staff, "patient_seen", (patient,))
    return render(request, "_closing.html" if is_partial(request) else "closing.html", page=page)


def _trees(page: PatientPage, rules: RuleSet | None, now: datetime, language: Language) -> dict[int, list[Tree]]:
    """Give the trees of conditions of a page's alerts, by the alert."""
    if rules is None:
        return {each.alert.alert: [] for each in page.alerts}
    zone = page.person.zone
    grounds = Grounds(read=page.read, heard=page.heard, rules=rules, language=language, zone=zone, now=now)
    return {each.alert.alert: trees_of(each.why, grounds) for each in page.alerts}


def stories(history: Sequence[HistoryRow]) -> list[list[HistoryRow]]:
    """Put together what happened to each alert, in order of time; the alert in which something happened last first."""
    told: dict[int, list[HistoryRow]] = {}
    for event in history:
        told.setdefault(event.alert, []).insert(0, event)
    return list(told.values())
