"""The names of what blood-pressure cuffs send."""

from __future__ import annotations

from decimal import Decimal

from edge.devices.frame import CuffRecord, DeviceClock, EepromAnswer
from edge.devices.quirk import cuff_layout
from edge.gatt.blood_pressure_feature import decode_blood_pressure_feature
from edge.gatt.blood_pressure_measurement import CuffFrame, CuffStatus, decode_cuff_frame, in_mmhg
from edge.gatt.enhanced_blood_pressure_measurement import decode_enhanced_blood_pressure_measurement
from edge.naming.named import FAILED, Named, number, timestamp


def name_pressure(payload: bytes, name: str | None) -> Named:
    """Name a Blood Pressure Measurement (2A35)."""
    return _result(decode_cuff_frame(payload, cuff_layout(name)))


def name_enhanced_pressure(payload: bytes) -> Named:
    """Name an Enhanced Blood Pressure Measurement (2B34): the time in UTC, and the clock that the user saw.

    >>> name_enhanced_pressure(bytes.fromhex("427c0056006100001c3831"))["timestamp"]
    '2026-03-02T09:59:28Z'
    """
    measured = decode_enhanced_blood_pressure_measurement(payload)
    return {**_result(measured.frame), "user_facing_time": timestamp(measured.user_facing_time)}


def name_cuff_features(payload: bytes) -> Named:
    """Name a Blood Pressure Feature (2A49).

    >>> name_cuff_features(bytes.fromhex("0500"))
    {'features': ['body_movement', 'irregular_pulse']}
    """
    return {"features": list(decode_blood_pressure_feature(payload))}


def _result(frame: CuffFrame) -> Named:
    return {
        **_in_both_units("systolic", frame.first, frame),
        **_in_both_units("diastolic", frame.second, frame),
        **_in_both_units("map", frame.third or None, frame),
        **_shared(frame),
        "final": not frame.is_failed,
        "error": FAILED if frame.is_failed else None,
    }


def name_cuff_pressure(payload: bytes, name: str | None) -> Named:
    """Name an Intermediate Cuff Pressure (2A36): progress, never a result."""
    frame = decode_cuff_frame(payload, cuff_layout(name))
    return {**_in_both_units("cuff_pressure", frame.first, frame), **_shared(frame), "final": False}


def _shared(frame: CuffFrame) -> Named:
    return {
        "unit": "kPa" if frame.is_kilopascal else "mmHg",
        "pulse_bpm": number(frame.pulse_per_min),
        "timestamp": timestamp(frame.device_time),
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
    named: Named = {f"{what}_mmhg": number(in_mmhg(pressure, is_kilopascal=frame.is_kilopascal))}
    if frame.is_kilopascal:
        named[f"{what}_kpa"] = number(pressure)
    return named


def name_cuff_record(record: CuffRecord) -> Named:
    """Name a blood pressure out of a cuff's own memory."""
    return {
        "systolic_mmhg": record.systolic_mmhg,
        "diastolic_mmhg": record.diastolic_mmhg,
        "pulse_bpm": record.pulse_per_min,
        "timestamp": timestamp(record.device_time),
        "irregular_pulse": record.is_pulse_irregular,
        "body_movement": record.is_body_moving,
        "cuff_too_loose": record.is_cuff_too_loose,
        "improper_position": record.is_position_improper,
        "user_id": record.user_id,
    }


def name_eeprom_answer(answer: EepromAnswer) -> Named:
    """Name a piece of a cuff's memory."""
    return {"frame": "read_response", "eeprom_address": answer.address, "data_hex": answer.data.hex()}


def name_device_clock(clock: DeviceClock) -> Named:
    """Name what a device's clock shows."""
    return {"device_clock": timestamp(clock.at)}
