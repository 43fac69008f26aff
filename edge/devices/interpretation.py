"""What a frame is to the hub: a measurement to keep, a failed attempt, progress, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from edge.devices.frame import CuffRecord, Frame, OximeterFrame, ScaleFrame
from vitals.measurement import USER_SLOT_MAX


class Outcome(StrEnum):
    """What a payload is to the hub."""

    MEASUREMENT = "measurement"
    ATTEMPT_FAILED = "attempt_failed"
    PROGRESS = "progress"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """A payload read: its outcome, and what of it goes into a record.

    ``values`` are pairs of a vital's name and a whole number in the vital's step (grams; tenths of mmHg, of percent and
    of beats per minute). ``flags`` are the contract's words. ``device_time`` is the device's own clock, naive if that
    is a wall clock, in UTC if it counts seconds. ``is_stored``: it comes out of the device's memory, so without a time
    it may be of any day.
    """

    outcome: Outcome
    values: tuple[tuple[str, int], ...] = ()
    flags: frozenset[str] = frozenset()
    user_slot: int | None = None
    device_time: datetime | None = None
    is_stored: bool = False


NOTHING: Final = Interpretation(outcome=Outcome.NOTHING)
_PROGRESS: Final = Interpretation(outcome=Outcome.PROGRESS)


def interpret_frame(frame: Frame) -> Interpretation:
    """Tell what a maker's own frame is to the hub.

    >>> interpret_frame(ScaleFrame(weight_g=81_400, is_final=True)).values
    (('body_weight', 81400),)
    """
    match frame:
        case ScaleFrame():
            return _scale(frame)
        case CuffRecord():
            return _cuff(frame)
        case OximeterFrame():
            return _oximeter(frame)
        case _:
            return NOTHING


def _scale(frame: ScaleFrame) -> Interpretation:
    """Take only a weight that stands still, of a body.

    A scale that repeats the last weight when the person has left repeats a measurement: the one before may have been
    missed, and if it was not, the scale's own clock tells that it is the same.
    """
    if frame.is_object or frame.is_reset or not frame.weight_g:
        return NOTHING
    if frame.is_final is False or frame.is_stabilised is False:
        return _PROGRESS
    return Interpretation(
        outcome=Outcome.MEASUREMENT,
        values=(("body_weight", frame.weight_g),),
        user_slot=_slot(frame.user_id if frame.profile_id is None else frame.profile_id),
        device_time=frame.device_time,
        is_stored=frame.is_stored,
    )


def _slot(user: int | None) -> int | None:
    """Take a user for a slot of the device; a larger number is an account with the maker, which nobody here knows."""
    return user if user is None or user <= USER_SLOT_MAX else None


def _cuff(record: CuffRecord) -> Interpretation:
    numbers = {
        "systolic": record.systolic_mmhg,
        "diastolic": record.diastolic_mmhg,
        "pulse_rate": record.pulse_per_min,
    }
    words = {
        "body_movement": record.is_body_moving,
        "cuff_too_loose": record.is_cuff_too_loose,
        "irregular_pulse": record.is_pulse_irregular,
        "improper_position": record.is_position_improper,
    }
    return Interpretation(
        outcome=Outcome.MEASUREMENT,
        values=tuple((vital, 10 * number) for vital, number in numbers.items() if number is not None),
        flags=frozenset(word for word, holds in words.items() if holds),
        user_slot=_slot(record.user_id),
        device_time=record.device_time,
        is_stored=True,
    )


def _oximeter(frame: OximeterFrame) -> Interpretation:
    """Take a value that the clip itself calls final; what it streams before only shows that it works."""
    if frame.spo2_percent is None:
        return NOTHING
    if not frame.is_final:
        return _PROGRESS
    values = [("spo2", 10 * frame.spo2_percent)]
    if frame.pulse_per_min is not None:
        values.append(("pulse_rate", 10 * frame.pulse_per_min))
    return Interpretation(
        outcome=Outcome.MEASUREMENT,
        values=tuple(values),
        device_time=frame.device_time,
        is_stored=frame.is_stored,
    )
