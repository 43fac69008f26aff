"""Pages for who looks after the technology: quarantine and hubs, each with what can be shown alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from server.web.access import log
from server.web.page import render
from server.web.shown import HubRow
from server.web.worklist import Nurse
from vitals.hub_status import HubStatus, Machine

router = APIRouter()
SILENT_AFTER: Final = timedelta(hours=24)
STATES: Final = ("unheard", "silent", "faulty", "waiting", "heard_today")
"""How a hub can be, the worst first."""
_BATTERY_LOW_PERCENT: Final = 20
"""Makers' own apps warn at 10 to 20; somebody must have time to drive there with batteries."""
_ROOM_LOW_BYTES: Final = 200_000_000
_HOT_CELSIUS: Final = 80
"""A Raspberry Pi slows itself down from here on."""


@router.get("/quarantine")
async def show_quarantine(request: Request, who: Nurse, why: str = "") -> Response:
    """Show what was set apart, with its bytes; of one kind, or all."""
    reader = request.app.state.reader
    rows = await run_in_threadpool(reader.quarantine)
    unclaimed = await run_in_threadpool(reader.unclaimed)
    moved = await run_in_threadpool(reader.moved)
    await log(request, who.staff, "quarantine_seen", tuple({patient for row in moved for patient in row.patients}))
    kinds = Counter(row.why for row in rows)
    chosen = why if why in kinds else ""
    shown = [row for row in rows if chosen in {"", row.why}]
    return render(request, "quarantine.html", rows=shown, kinds=kinds, chosen=chosen, unclaimed=unclaimed, moved=moved)


@router.get("/hubs")
async def show_hubs(request: Request, who: Nurse, state: str = "") -> Response:
    """Show every hub and when it was last heard, the worst first; in one state, or all."""
    now = request.app.state.desk.now()
    rows = await run_in_threadpool(request.app.state.reader.hubs)
    await log(request, who.staff, "hubs_seen")
    told = sorted(((hub_state(row, now), row) for row in rows), key=lambda pair: STATES.index(pair[0]))
    kinds = Counter(each for each, _ in told)
    chosen = state if state in kinds else ""
    shown = [pair for pair in told if chosen in {"", pair[0]}]
    return render(request, "hubs.html", rows=shown, kinds=kinds, chosen=chosen, notes=hub_notes)


def hub_state(row: HubRow, now: datetime) -> str:
    """Tell how a hub is: one of ``STATES``."""
    if row.heard_at is None or row.status is None:
        return "unheard"
    if now - row.heard_at > SILENT_AFTER:
        return "silent"
    if row.status.storage_fault or row.status.radio_fault or any(device.trouble for device in row.status.devices):
        return "faulty"
    return "waiting" if row.status.queue_depth else "heard_today"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a technician should see of a hub: a word, and what is said in it."""

    word: str
    said: Mapping[str, object]


def hub_notes(status: HubStatus | None) -> list[Note]:
    """List what is amiss with a hub's devices and its computer beside its own faults, the most pressing first."""
    if status is None:
        return []
    troubles = [
        Note("device_trouble", {"device": device.device, "said": device.trouble})
        for device in status.devices
        if device.trouble
    ]
    batteries = [
        Note("device_battery", {"device": device.device, "percent": device.battery_percent})
        for device in status.devices
        if device.battery_percent is not None and device.battery_percent < _BATTERY_LOW_PERCENT
    ]
    return troubles + batteries + (_of_machine(status.machine) if status.machine is not None else [])


def _of_machine(machine: Machine) -> list[Note]:
    free, warm = machine.disk_free_bytes, machine.temperature_celsius
    notes = []
    if free is not None and free < _ROOM_LOW_BYTES:
        notes.append(Note("card_nearly_full", {"megabytes": free // 1_000_000}))
    if warm is not None and warm >= _HOT_CELSIUS:
        notes.append(Note("hub_hot", {"celsius": warm}))
    return notes
