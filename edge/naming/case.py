"""Decoded values under the names that files of captured payloads use, ready for JSON."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from edge.devices import catalogue
from edge.devices.quirk import cuff_layout, grams_a_step
from edge.gatt.blood_pressure_measurement import CuffFrame, CuffStatus, decode_cuff_frame, in_mmhg
from edge.gatt.body_composition_measurement import (
    BodyCompositionMeasurement,
    decode_body_composition_measurement,
    join_packets,
)
from edge.gatt.weight_measurement import KILOGRAMS_A_POUND, decode_weight_measurement

Named = dict[str, Any]
FAILED: Final = "measurement_failed"
_GRAMS: Final = 1000


def name_values(characteristic: str, payloads: list[bytes], name: str | None) -> Named | None:
    """Decode the frames of one result and name its values; None where no decoder exists.

    A field that the frame does not carry is None. Raises DecodeError.

    >>> name_values("2a9d", [bytes.fromhex("008c3c")], None)["weight_kg"]
    77.5
    """
    match catalogue.short_form(characteristic):
        case catalogue.WEIGHT_MEASUREMENT:
            return _weight(payloads[-1], name)
        case catalogue.BODY_COMPOSITION_MEASUREMENT:
            return _composition(payloads)
        case catalogue.BLOOD_PRESSURE_MEASUREMENT:
            return _pressure(decode_cuff_frame(payloads[-1], cuff_layout(name)))
        case catalogue.INTERMEDIATE_CUFF_PRESSURE:
            return _progress(decode_cuff_frame(payloads[-1], cuff_layout(name)))
        case _:
            return None


def _weight(payload: bytes, name: str | None) -> Named:
    weighing = decode_weight_measurement(payload, grams_a_step(name, payload))
    return {
        **_kilograms(weighing.weight_g, weighing.weight_centipounds),
        "timestamp": _timestamp(weighing.device_time),
        "user_id": weighing.user_id,
        "user_unknown": weighing.is_user_unknown,
        "bmi": _tenths(weighing.bmi_tenths),
        "height_m": _number(weighing.height_m),
        "error": FAILED if weighing.weight_g is None else None,
    }


def _composition(payloads: list[bytes]) -> Named:
    measured = decode_body_composition_measurement(payloads[0])
    for payload in payloads[1:]:
        measured = join_packets(measured, decode_body_composition_measurement(payload))
    return {
        "body_fat_percent": _tenths(measured.body_fat_tenths),
        "basal_metabolism_kj": measured.basal_metabolism_kj,
        "muscle_percent": _tenths(measured.muscle_tenths),
        "muscle_mass_kg": _kg(measured.muscle_mass_g),
        "fat_free_mass_kg": _kg(measured.fat_free_mass_g),
        "soft_lean_mass_kg": _kg(measured.soft_lean_mass_g),
        "body_water_mass_kg": _kg(measured.body_water_mass_g),
        "impedance_ohm": _tenths(measured.impedance_tenths),
        **_kilograms(measured.weight_g, measured.weight_centipounds),
        "height_m": _number(measured.height_m),
        "timestamp": _timestamp(measured.device_time),
        "user_id": measured.user_id,
        "user_unknown": measured.is_user_unknown,
        "error": FAILED if measured.is_failed else None,
        "placeholder": _is_placeholder(measured),
    }


def _is_placeholder(measured: BodyCompositionMeasurement) -> bool:
    return measured.is_placeholder and not measured.is_failed


def _pressure(frame: CuffFrame) -> Named:
    return {
        **_in_both_units("systolic", frame.first, frame),
        **_in_both_units("diastolic", frame.second, frame),
        **_in_both_units("map", frame.third or None, frame),
        **_shared(frame),
        "final": not frame.is_failed,
        "error": FAILED if frame.is_failed else None,
    }


def _progress(frame: CuffFrame) -> Named:
    return {**_in_both_units("cuff_pressure", frame.first, frame), **_shared(frame), "final": False}


def _shared(frame: CuffFrame) -> Named:
    return {
        "unit": "kPa" if frame.is_kilopascal else "mmHg",
        "pulse_bpm": _number(frame.pulse_per_min),
        "timestamp": _timestamp(frame.device_time),
        "user_id": frame.user_id,
        "user_unknown": frame.is_user_unknown,
        "status": None if frame.status is None else _status(frame.status),
    }


def _status(status: CuffStatus) -> Named:
    return {
        "body_movement": status.is_body_moving,
        "cuff_too_loose": status.is_cuff_too_loose,
        "irregular_pulse": status.is_pulse_irregular,
        "pulse_rate_range": status.pulse_rate_range,
        "improper_position": status.is_position_improper,
    }


def _in_both_units(what: str, pressure: Decimal | None, frame: CuffFrame) -> Named:
    named: Named = {f"{what}_mmhg": _number(in_mmhg(pressure, is_kilopascal=frame.is_kilopascal))}
    if frame.is_kilopascal:
        named[f"{what}_kpa"] = _number(pressure)
    return named


def _kilograms(grams: int | None, centipounds: int | None) -> Named:
    if centipounds is None:
        return {"weight_kg": _kg(grams)}
    pounds = Decimal(centipounds) / 100
    return {"weight_kg": _number(pounds * KILOGRAMS_A_POUND), "weight_lb": _number(pounds)}


def _kg(grams: int | None) -> float | None:
    return None if grams is None else grams / _GRAMS


def _tenths(value: int | None) -> float | None:
    return None if value is None else value / 10


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _timestamp(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
