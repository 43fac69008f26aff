"""The forms of a patient's page that say something new for the rules: an event, its end, an agreed weight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from server.patients.known import (
    AgreedWeight,
    AgreedWhat,
    Happening,
    Knowledge,
    Known,
    Role,
    Said,
    Tell,
    agreed_on,
    as_told_last,
    ended_by,
    is_going_on,
    retold,
)
from server.patients.move import REASON_MAX
from server.patients.register import PatientEntry
from server.rules.language.mandate import read_amount, weight_in_grams
from server.rules.language.quantity import Unit
from server.rules.language.rule_set import RuleSet
from server.rules.language.signal import Signals
from server.web.known_view import NOT_NOTED
from server.web.page import render, say
from server.web.patient import show_page
from server.web.shown import Account
from server.web.worklist import Nurse
from vitals.fields import INTEGER_MAX
from vitals.identity import PatientId

router = APIRouter()
Text = Annotated[str, Form()]
Saying = Callable[[PatientEntry, Knowledge], Sequence[Known]]
"""What a form says of a patient of whom so much is known; raises NotSaidError."""
_MINUTE: Final = "%Y-%m-%dT%H:%M"


class NotSaidError(Exception):
    """A form says what cannot be; the text names the sentence that says why."""


@router.post("/patients/{patient}/events")
async def note_event(
    request: Request,
    who: Nurse,
    patient: str,
    kind: Text = "",
    from_at: Text = "",
    until_at: Text = "",
    reason: Text = "",
) -> Response:
    """Note an event; a discharge ends the stay."""
    rules: RuleSet | None = request.app.state.rules

    def said(person: PatientEntry, known: Knowledge) -> Sequence[Known]:
        if rules is None or kind not in rules.signals.events or kind in NOT_NOTED:
            raise NotSaidError("known_bad_form")
        begins_at = _instant(from_at, person)
        ends_at = _instant(until_at, person) if until_at else None
        if ends_at is not None and ends_at <= begins_at:
            raise NotSaidError("known_bad_time")
        new = Happening(**_by(request, who, person, reason, begins_at), kind=kind, until_at=ends_at)
        return [*ended_by(new, known.happenings), new]

    return await _tell(request, who, patient, said, "event_noted", kind)


@router.post("/patients/{patient}/events/{event}")
async def change_event(
    request: Request, who: Nurse, patient: str, event: int, act: Text = "", reason: Text = ""
) -> Response:
    """End an event now, or say with a reason that it never was."""

    def said(person: PatientEntry, known: Knowledge) -> Sequence[Known]:
        now = request.app.state.desk.now()
        found = next((each for each in as_told_last(known.happenings) if each.event == event), None)
        if found is None or found.is_void or (act == "end" and not is_going_on(found, now)):
            raise NotSaidError("known_bad_event")
        by = _by(request, who, person, reason, now)
        if act == "end":
            return [retold(found, by, now)]
        if act != "void" or not by["reason"]:
            raise NotSaidError("known_bad_form")
        return [retold(found, by, found.until_at, is_void=True)]

    what = "event_voided" if act == "void" else "event_ended"
    return await _tell(request, who, patient, said, what, str(min(event, INTEGER_MAX)))


@router.post("/patients/{patient}/weights")
async def agree(
    request: Request,
    who: Nurse,
    patient: str,
    what: Text = "",
    amount: Text = "",
    from_at: Text = "",
    reason: Text = "",
) -> Response:
    """Agree on a weight."""
    rules: RuleSet | None = request.app.state.rules

    def said(person: PatientEntry, _known: Knowledge) -> Sequence[Known]:
        by = _by(request, who, person, reason, _instant(from_at, person))
        if what not in {each.value for each in AgreedWhat} or not by["reason"]:
            raise NotSaidError("known_bad_form")
        grams = _grams(amount, Signals(measures={}, events={}) if rules is None else rules.signals)
        return agreed_on(AgreedWeight(**by, what=AgreedWhat(what), grams=grams))

    return await _tell(request, who, patient, said, "weight_agreed", f"{what} {amount}"[:REASON_MAX])


async def _tell(request: Request, who: Account, patient: str, said: Saying, what: str, detail: str) -> Response:
    """Have it written down, or show the page again and say why not."""
    state = request.app.state
    found = await run_in_threadpool(state.reader.known, patient)
    if found is None:
        return render(request, "problem.html", 404, problem="not_found")
    try:
        rows = said(*found)
    except NotSaidError as why:
        return await show_page(request, who, patient, said=say(request, str(why)), status=422)
    tell = Tell(patient=PatientId(patient), who=who.staff, said=tuple(rows), what=what, detail=_clean(detail))
    if not (await state.desk.tell(tell)).is_kept:
        return render(request, "problem.html", 404, problem="not_found")
    return RedirectResponse(f"/patients/{patient}?told=1", status_code=303)


def _by(request: Request, who: Account, person: PatientEntry, reason: str, from_at: datetime) -> Said:
    if who.role not in {role.value for role in Role}:
        raise NotSaidError("known_not_your_role")
    return Said(
        patient=person.patient,
        from_at=from_at,
        who=who.staff,
        said_at=request.app.state.desk.now(),
        role=who.role,
        reason=_clean(reason)[:REASON_MAX],
    )


def _instant(text: str, person: PatientEntry) -> datetime:
    """Read what a browser sends of a date and a time, by the patient's clock."""
    try:
        return datetime.strptime(text, _MINUTE).replace(tzinfo=ZoneInfo(person.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotSaidError("known_bad_time") from None


def _grams(text: str, signals: Signals) -> int:
    """Read kilograms, with their unit or without."""
    number = _clean(text).removesuffix(Unit.KG.value).strip()
    try:
        return weight_in_grams(read_amount(f"{number} {Unit.KG}"), signals)
    except ValueError:
        raise NotSaidError("known_bad_weight") from None


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()
