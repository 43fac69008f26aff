"""What heartbeats prove: when a hub was heard, when it had nothing left to send, and how long it was silent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from vitals.hub_status import HubStatus

SILENT_AFTER: Final = timedelta(minutes=30)


def life_at(status: HubStatus, received_at: datetime, *, is_retained: bool) -> datetime | None:
    """Give when a heartbeat proves that its hub was alive; None if it proves nothing.

    A retained one may be years old and a last will is sent by the broker. One that waited in a queue proves only when
    it was sent.
    """
    if is_retained or not status.online:
        return None
    return received_at if status.sent_at is None else min(status.sent_at, received_at)


def hour_of(at: datetime) -> datetime:
    """Give the start of an instant's hour: one contact is kept for each.

    >>> from datetime import UTC
    >>> hour_of(datetime(2026, 3, 2, 6, 59, 59, tzinfo=UTC)).isoformat()
    '2026-03-02T06:00:00+00:00'
    """
    return at.replace(minute=0, second=0, microsecond=0)
