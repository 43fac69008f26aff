"""What makers' own frames say, in one form for all: somebody on a scale, a cuff's record, a finger in a clip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleFrame:
    """One frame of a scale; None where it says nothing.

    Weights in grams (``weight_centipounds`` keeps the number of a scale that counts pounds), impedance in tenths of an
    ohm, percentages in tenths. ``is_final`` and ``is_stabilised`` are False while the weight still moves: such a frame
    is progress and never a measurement. ``is_removed``: the person has stepped off and the scale repeats itself.
    ``is_object``: something small was weighed, never a body. ``is_stored``: out of the scale's memory. ``device_time``
    is naive where it is the scale's own wall clock, and in UTC where the scale counts seconds. ``is_reset``: the scale
    says that it shows nothing any more.
    """

    weight_g: int | None = None
    weight_centipounds: int | None = None
    is_final: bool | None = None
    is_stabilised: bool | None = None
    is_removed: bool | None = None
    is_object: bool | None = None
    is_stored: bool = False
    is_reset: bool = False
    impedance_tenths: int | None = None
    impedance2_tenths: int | None = None
    impedance_50khz_tenths: int | None = None
    impedance_250khz_tenths: int | None = None
    body_fat_tenths: int | None = None
    body_water_tenths: int | None = None
    muscle_tenths: int | None = None
    pulse_per_min: int | None = None
    device_time: datetime | None = None
    user_id: int | None = None
    profile_id: int | None = None
    record_count: int | None = None
    record_index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffRecord:
    """One blood pressure out of a cuff's own memory, in whole mmHg and beats per minute; None is not measured."""

    systolic_mmhg: int
    diastolic_mmhg: int
    pulse_per_min: int | None
    device_time: datetime | None
    is_pulse_irregular: bool
    is_body_moving: bool
    is_cuff_too_loose: bool | None = None
    is_position_improper: bool | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OximeterFrame:
    """One frame of a finger clip: percent and beats per minute, the perfusion index in tenths of a percent.

    ``is_final`` is False for a value that is still being measured, True for a record; None where the clip just streams.
    """

    spo2_percent: int | None
    pulse_per_min: int | None
    is_finger_present: bool | None = None
    perfusion_index_tenths: int | None = None
    is_final: bool | None = None
    is_stored: bool = False
    device_time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EepromAnswer:
    """A piece of a cuff's memory, read."""

    address: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceClock:
    """What a device's own clock shows; None if it shows no date that exists."""

    at: datetime | None


Frame = ScaleFrame | CuffRecord | OximeterFrame | EepromAnswer | DeviceClock
