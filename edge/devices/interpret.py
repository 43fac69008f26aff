"""What a payload means for the hub: a measurement to keep, a failed attempt, progress, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Final

from edge.devices import catalogue
from edge.devices.quirk import cuff_layout, grams_a_step
from edge.gatt.blood_pressure_measurement import CuffFrame, decode_cuff_frame, in_mmhg
from edge.gatt.body_composition_measurement import decode_body_composition_measurement
from edge.gatt.octets import DecodeError
from edge.gatt.weight_measurement import decode_weight_measurement


class Outcome(StrEnum):
    """What a payload is to the hub."""

    MEASUREMENT = "measurement"
    ATTEMPT_FAILED = "attempt_failed"
    PROGRESS = "progress"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """A payload read: its outcome, and what of it goes into a record.

    ``values`` are pairs of a vital's name and a whole number in the vital's step (grams; tenths of mmHg and of beats
    per minute). ``flags`` are the contract's words. ``device_time`` is the device's own wall clock.
    """

    outcome: Outcome
    values: tuple[tuple[str, int], ...] = ()
    flags: frozenset[str] = frozenset()
    user_slot: int | None = None
    device_time: datetime | None = None


class UnsupportedCharacteristicError(DecodeError):
    """This hub has no decoder for the characteristic."""


def interpret(characteristic: str, payload: bytes, name: str | None = None) -> Interpretation:
    """Read a payload of a characteristic (short or full UUID) from a device that advertises ``name``.

    Raises DecodeError for bytes that are no value of the characteristic.

    >>> interpret("2a9d", bytes.fromhex("008c3c")).values
    (('body_weight', 77500),)
    """
    try:
        read = _READERS[catalogue.short_form(characteristic)]
    except KeyError:
        raise UnsupportedCharacteristicError(f"no decoder for {characteristic}") from None
    return read(payload, name)


def _weight(payload: bytes, name: str | None) -> Interpretation:
    weighing = decode_weight_measurement(payload, grams_a_step(name, payload))
    failed = weighing.weight_g is None
    return Interpretation(
        outcome=Outcome.ATTEMPT_FAILED if failed else Outcome.MEASUREMENT,
        values=() if weighing.weight_g is None else (("body_weight", weighing.weight_g),),
        user_slot=weighing.user_id,
        device_time=weighing.device_time,
    )


def _composition(payload: bytes, _name: str | None) -> Interpretation:
    """Take only the weight: oedema breaks the models behind fat and water, so they never leave the hub as values."""
    measured = decode_body_composition_measurement(payload)
    if measured.is_failed:
        outcome = Outcome.ATTEMPT_FAILED
    else:
        outcome = Outcome.NOTHING if measured.weight_g is None else Outcome.MEASUREMENT
    return Interpretation(
        outcome=outcome,
        values=() if measured.weight_g is None or measured.is_failed else (("body_weight", measured.weight_g),),
        user_slot=measured.user_id,
        device_time=measured.device_time,
    )


def _pressure(payload: bytes, name: str | None) -> Interpretation:
    frame = decode_cuff_frame(payload, cuff_layout(name))
    return Interpretation(
        outcome=Outcome.ATTEMPT_FAILED if frame.is_failed else Outcome.MEASUREMENT,
        values=() if frame.is_failed else _pressures(frame),
        flags=_flags(frame),
        user_slot=frame.user_id,
        device_time=frame.device_time,
    )


def _cuff_progress(payload: bytes, name: str | None) -> Interpretation:
    decode_cuff_frame(payload, cuff_layout(name))
    return Interpretation(outcome=Outcome.PROGRESS)


def _pressures(frame: CuffFrame) -> tuple[tuple[str, int], ...]:
    mmhg = {
        "systolic": in_mmhg(frame.first, is_kilopascal=frame.is_kilopascal),
        "diastolic": in_mmhg(frame.second, is_kilopascal=frame.is_kilopascal),
        "mean_pressure": in_mmhg(frame.third, is_kilopascal=frame.is_kilopascal) or None,
        "pulse_rate": frame.pulse_per_min or None,
    }
    tenths = {vital: _tenths(value) for vital, value in mmhg.items() if value is not None}
    return tuple(tenths.items())


_LARGEST_TENTHS: Final = 2**31 - 1


def _tenths(value: Decimal) -> int:
    """Count tenths, half to even; raises DecodeError for a number too large to be sent (SFLOAT reaches 2047 × 10⁷)."""
    tenths = int((value * 10).to_integral_value(ROUND_HALF_EVEN))
    if abs(tenths) > _LARGEST_TENTHS:
        raise DecodeError(f"{value} is no pressure or pulse")
    return tenths


def _flags(frame: CuffFrame) -> frozenset[str]:
    if frame.status is None:
        return frozenset()
    words = {
        "body_movement": frame.status.is_body_moving,
        "cuff_too_loose": frame.status.is_cuff_too_loose,
        "irregular_pulse": frame.status.is_pulse_irregular,
        "improper_position": frame.status.is_position_improper,
        "pulse_above_range": frame.status.pulse_rate_range == "above",
        "pulse_below_range": frame.status.pulse_rate_range == "below",
    }
    return frozenset(word for word, holds in words.items() if holds)


_READERS: Final[dict[str, Callable[[bytes, str | None], Interpretation]]] = {
    catalogue.WEIGHT_MEASUREMENT: _weight,
    catalogue.BODY_COMPOSITION_MEASUREMENT: _composition,
    catalogue.BLOOD_PRESSURE_MEASUREMENT: _pressure,
    catalogue.INTERMEDIATE_CUFF_PRESSURE: _cuff_progress,
}
