"""A reading: one value that somebody's device, or fingers, brought."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from vitals.observation_log import Entry, LogKind

STEP_TEXTS = {LogKind.WEIGHT: "{:.1f}"}


class Reading(NamedTuple):
    """One value in its unit; ``at`` is the true time, ``shown_at`` the device's; naive local time both."""

    at: datetime
    shown_at: datetime
    kind: LogKind
    value: float
    device: str
    entry: Entry
