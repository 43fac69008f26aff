"""The computer under a hub: how long it has run, what room its card has left, and how warm it is."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

from vitals.hub_status import Machine

_THERMOMETER: Final = Path("/sys/class/thermal/thermal_zone0/temp")
"""In thousandths of a degree; the processor's own on a Raspberry Pi."""


def look_at_machine(folder: Path, thermometer: Path = _THERMOMETER) -> Machine:
    """Tell how the computer is; ``folder`` lies on the card that the outbox is on. What cannot be seen is None."""
    return Machine(
        uptime_s=int(time.clock_gettime(time.CLOCK_BOOTTIME)),
        disk_free_bytes=_free_bytes(folder),
        temperature_celsius=_celsius(thermometer),
    )


def _free_bytes(folder: Path) -> int | None:
    try:
        card = os.statvfs(folder)
    except OSError:
        return None
    return card.f_bavail * card.f_frsize


def _celsius(thermometer: Path) -> int | None:
    try:
        return round(int(thermometer.read_text(encoding="ascii")) / 1000)
    except (OSError, ValueError):
        return None
