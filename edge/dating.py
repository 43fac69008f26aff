"""Dating records on the hub: what is heard now, and what waited for the time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo

from edge.events import HubTime
from vitals.dating import STORED_WITHIN, dated
from vitals.fields import Fields, Json
from vitals.moment import Moment, TimeQuality

Shown = Callable[[int], Sequence[datetime]]
"""What a device's clock showed at an instant of this boot (monotonic milliseconds); empty if nobody looked."""


def moment_of(
    device_time: datetime | None,
    now: HubTime,
    zone: tzinfo,
    shown: Sequence[datetime] = (),
    memory: timedelta = STORED_WITHIN,
) -> Moment:
    """Date what is heard now; without trusted time it stays undated.

    ``device_time`` is the device's naive wall clock, read as local time of ``zone``; ``shown`` is what that clock shows
    now, where that is known, and ``memory`` how far back its readings can lie (see ``vitals.dating``).
    """
    undated = Moment(
        device_time=device_time,
        heard_at=None,
        boot_id=now.boot_id,
        monotonic_ms=now.monotonic_ms,
        measured_at=None,
        time_quality=TimeQuality.UNKNOWN,
    )
    return dated(undated, now.wall_at, zone, shown, memory) if now.is_trusted else undated


def redated(body: Json, now: HubTime, zone: tzinfo, shown: Shown = lambda _: ()) -> Json | None:
    """Date the body of a record that waited for the time; None if it was heard in another boot.

    ``now`` must be trusted. The instant of hearing is now less the monotonic time that has passed.
    """
    if body["boot_id"] != now.boot_id:
        return None
    fields = Fields({name: body[name] for name in Moment.__dataclass_fields__}, "body")
    undated = Moment.from_wire(fields)
    passed = timedelta(milliseconds=now.monotonic_ms - undated.monotonic_ms)
    return body | dated(undated, now.wall_at - passed, zone, shown(undated.monotonic_ms)).to_wire()
