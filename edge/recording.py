"""What an enrolled device sends, made into a record: read by its family, dated, with its bytes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime, tzinfo
from typing import Final

from edge.dating import moment_of
from edge.devices.capture import Capture
from edge.devices.catalogue import family_named, is_read_again
from edge.devices.interpret import interpret_capture
from edge.devices.interpretation import Interpretation, Outcome
from edge.enrolled import EnrolledDevice
from edge.events import HubTime, Indication, Keep
from edge.gatt.octets import DecodeError
from edge.gatt.uuid import short_form
from vitals.dating import CHECKED_WITHIN, age_of
from vitals.identity import DeviceId
from vitals.measurement import Flag, Frame, Measurement
from vitals.moment import Moment
from vitals.record import AttemptFailed, Paired, Undecoded
from vitals.vital import Vital

REASON_MAX: Final = 200
"""The contract takes no longer sentence, and a heartbeat that the server refuses would make a hub look dead."""

_NO_SUCH_TIME: Final = "out of the device's memory, with no time that can be right"
"""Dated by its arrival, an old value would be taken for today's: people must look at it."""


Heard = Measurement | AttemptFailed | Undecoded
"""The records that come of what a device sends."""


def record_of(
    indication: Indication, enrolled: EnrolledDevice, now: HubTime, zone: tzinfo, shown: Sequence[datetime] = ()
) -> Heard | None:
    """Make a record of what a device sent; None for progress and for frames in which nothing was measured.

    ``shown`` is what the device's clock shows now, where that is known.
    """
    source = short_form(indication.characteristic)
    payloads = (*indication.earlier, indication.payload)
    raw = tuple(Frame(characteristic=source.removeprefix("company:"), payload=payload) for payload in payloads)
    capture = Capture(
        source=source,
        payloads=payloads,
        context=dict(indication.context),
        name=indication.name or enrolled.name,
        address=enrolled.address,
        bind_key=enrolled.bind_key,
    )
    family = family_named(enrolled.family)
    try:
        taken = interpret_capture(capture, family)
    except DecodeError as problem:
        reason = f"{raw[0].characteristic}: {problem}"[:REASON_MAX]
        return Undecoded(device=enrolled.device, reason=reason, moment=moment_of(None, now, zone), raw=raw)
    written = _wall_clock(taken.device_time, zone)
    is_stored = taken.is_stored or (family is not None and family.is_all_memory and _is_kept(taken))
    if is_stored or is_read_again(enrolled.family):
        if _is_of_no_day(written, now, zone, shown, is_stored=is_stored):
            return Undecoded(device=enrolled.device, reason=_NO_SUCH_TIME, moment=moment_of(None, now, zone), raw=raw)
        moment = moment_of(written, now, zone, shown, CHECKED_WITHIN)
    else:
        moment = moment_of(written, now, zone, shown)
    if taken.outcome is Outcome.ATTEMPT_FAILED:
        return AttemptFailed(device=enrolled.device, user_slot=taken.user_slot, moment=moment, raw=raw)
    if taken.outcome is Outcome.MEASUREMENT:
        return _measurement(taken, enrolled.device, moment, raw)
    return None


def _is_kept(taken: Interpretation) -> bool:
    return taken.outcome in {Outcome.MEASUREMENT, Outcome.ATTEMPT_FAILED}


def _is_of_no_day(
    written: datetime | None, now: HubTime, zone: tzinfo, shown: Sequence[datetime], *, is_stored: bool
) -> bool:
    """Tell whether nobody can say of which day it is; what may have been measured just now is of today."""
    if written is None:
        return is_stored
    return now.is_trusted and age_of(written, now.wall_at, zone, shown) is None


def paired(device: EnrolledDevice, name: str, now: HubTime, zone: tzinfo) -> Keep:
    """Order the record that a device was paired, and the device itself, kept together or not at all."""
    record = Paired(device=device.device, family=device.family, name=name, moment=moment_of(None, now, zone))
    return Keep(body=record.to_wire(), is_dated=now.is_trusted, enrols=device)


def gist_of(heard: Heard) -> Hashable:
    """Give what makes two records of one device the same, however often it was heard and whatever it counted."""
    if isinstance(heard, Undecoded):
        return heard.device, heard.reason
    values = tuple(heard.values.items()) if isinstance(heard, Measurement) else None
    return heard.device, values, heard.user_slot, heard.moment.device_time


def slot_of(heard: Heard) -> Hashable | None:
    """Give what tells one stored reading of a device from all others: its bytes, if there is a time among them.

    None: without a time the same bytes may be another day's reading, and that one must not be lost.
    """
    is_timed = isinstance(heard, Undecoded) or heard.moment.device_time is not None
    return (heard.device, heard.raw) if is_timed else None


def _wall_clock(device_time: datetime | None, zone: tzinfo) -> datetime | None:
    """Give what a clock on the device's wall would show: the contract knows only that."""
    if device_time is None or device_time.tzinfo is None:
        return device_time
    return device_time.astimezone(zone).replace(tzinfo=None)


def _measurement(taken: Interpretation, device: DeviceId, moment: Moment, raw: tuple[Frame, ...]) -> Measurement:
    return Measurement(
        device=device,
        user_slot=taken.user_slot,
        values={Vital.named(name): value for name, value in taken.values},
        flags=frozenset(Flag(word) for word in taken.flags),
        moment=moment,
        raw=raw,
    )
