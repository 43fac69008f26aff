"""What the value of a standard characteristic is to the hub."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family
from edge.devices.interpretation import NOTHING, Interpretation, Outcome, interpret_frame
from edge.devices.quirk import cuff_layout, grams_a_step
from edge.gatt.blood_pressure_measurement import CuffFrame, decode_cuff_frame, in_mmhg
from edge.gatt.body_composition_measurement import decode_body_composition_measurement
from edge.gatt.enhanced_blood_pressure_measurement import decode_enhanced_blood_pressure_measurement
from edge.gatt.octets import DecodeError
from edge.gatt.plx_measurement import decode_plx_continuous, decode_plx_spot_check
from edge.gatt.temperature_measurement import decode_temperature_measurement, in_celsius
from edge.gatt.uuid import short_form
from edge.gatt.weight_measurement import decode_weight_measurement


class UnsupportedCharacteristicError(DecodeError):
    """This hub has no decoder for the characteristic."""


def interpret(characteristic: str, payload: bytes, name: str | None = None) -> Interpretation:
    """Read a payload of a characteristic (short or full UUID) from a device that advertises ``name``.

    Raises DecodeError for bytes that are no value of the characteristic.

    >>> interpret("2a9d", bytes.fromhex("008c3c")).values
    (('body_weight', 77500),)
    """
    try:
        read = _READERS[short_form(characteristic)]
    except KeyError:
        raise UnsupportedCharacteristicError(f"no decoder for {characteristic}") from None
    return read(payload, name)


def interpret_capture(capture: Capture, family: Family | None) -> Interpretation:
    """Read what an enrolled device of a family sent; what is not the family's own is read by its characteristic.

    Raises DecodeError.
    """
    if family is not None and family.read is not None and family.owns(capture):
        return interpret_frame(family.read(capture))
    return interpret(capture.source, capture.payload, capture.name)


def _weight(payload: bytes, name: str | None) -> Interpretation:
    weighing = decode_weight_measurement(payload, grams_a_step(name, payload))
    if weighing.weight_g == 0:
        return NOTHING
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
    return _of_cuff(decode_cuff_frame(payload, cuff_layout(name)))


def _enhanced_pressure(payload: bytes, _name: str | None) -> Interpretation:
    return _of_cuff(decode_enhanced_blood_pressure_measurement(payload).frame)


def _of_cuff(frame: CuffFrame) -> Interpretation:
    return Interpretation(
        outcome=Outcome.ATTEMPT_FAILED if frame.is_failed else Outcome.MEASUREMENT,
        values=() if frame.is_failed else _pressures(frame),
        flags=_flags(frame),
        user_slot=frame.user_id,
        device_time=frame.device_time,
    )


def _cuff_progress(payload: bytes, name: str | None) -> Interpretation:
    decode_cuff_frame(payload, cuff_layout(name))
    return _PROGRESS


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


def _spot_check(payload: bytes, _name: str | None) -> Interpretation:
    """Take a result; what is shown to a shop or a technician is nobody's, and a clock never set tells nothing."""
    check = decode_plx_spot_check(payload)
    status = frozenset(check.status or ())
    device_time = None if check.is_clock_not_set else check.device_time
    spo2, pulse = check.normal.spo2_percent, check.normal.pulse_per_min
    if check.is_usable and spo2 is not None and pulse is not None:
        values = (("spo2", _tenths(spo2)), ("pulse_rate", _tenths(pulse)))
        return Interpretation(
            outcome=Outcome.MEASUREMENT, values=values, device_time=device_time, is_stored=check.is_stored
        )
    if not status.isdisjoint({"data_for_demonstration", "data_for_testing"}):
        return NOTHING
    if not status.isdisjoint({"measurement_ongoing", "early_estimated_data"}):
        return _PROGRESS
    return Interpretation(outcome=Outcome.ATTEMPT_FAILED, device_time=device_time)


def _saturation_now(payload: bytes, _name: str | None) -> Interpretation:
    decode_plx_continuous(payload)
    return _PROGRESS


def _temperature(payload: bytes, _name: str | None) -> Interpretation:
    measured = decode_temperature_measurement(payload)
    celsius = in_celsius(measured.temperature, is_fahrenheit=measured.is_fahrenheit)
    return Interpretation(
        outcome=Outcome.ATTEMPT_FAILED if celsius is None else Outcome.MEASUREMENT,
        values=() if celsius is None else (("body_temperature", _tenths(celsius)),),
        device_time=measured.device_time,
    )


def _temperature_now(payload: bytes, _name: str | None) -> Interpretation:
    decode_temperature_measurement(payload)
    return _PROGRESS


_PROGRESS: Final = Interpretation(outcome=Outcome.PROGRESS)
_READERS: Final[dict[str, Callable[[bytes, str | None], Interpretation]]] = {
    "2a9d": _weight,
    "2a9c": _composition,
    "2a35": _pressure,
    "2a36": _cuff_progress,
    "2b34": _enhanced_pressure,
    "2a5e": _spot_check,
    "2a5f": _saturation_now,
    "2a1c": _temperature,
    "2a1e": _temperature_now,
}
