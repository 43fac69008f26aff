"""The names of what heart rate sensors, thermometers and glucose meters send."""

from __future__ import annotations

from typing import Final

from edge.gatt.glucose_measurement import decode_glucose_measurement
from edge.gatt.heart_rate_measurement import decode_heart_rate_measurement, milliseconds_of
from edge.gatt.temperature_measurement import decode_temperature_measurement, in_celsius
from edge.naming.named import FAILED, Named, number, timestamp

_RR_DECIMALS: Final = 3


def name_heart_rate(payload: bytes) -> Named:
    """Name a Heart Rate Measurement (2A37).

    >>> name_heart_rate(bytes.fromhex("104bff03"))
    {'pulse_bpm': 75, 'sensor_contact': None, 'energy_kj': None, 'rr_ms': [999.023]}
    """
    measured = decode_heart_rate_measurement(payload)
    return {
        "pulse_bpm": measured.pulse_per_min,
        "sensor_contact": measured.has_contact,
        "energy_kj": measured.energy_kj,
        "rr_ms": [round(float(milliseconds_of(interval)), _RR_DECIMALS) for interval in measured.rr_intervals],
    }


def name_temperature(payload: bytes) -> Named:
    """Name a Temperature Measurement (2A1C); one that was sent in °F keeps its own number.

    >>> name_temperature(bytes.fromhex("01da0300ff"))["temperature_c"]
    37
    """
    measured = decode_temperature_measurement(payload)
    named: Named = {
        "temperature_c": number(in_celsius(measured.temperature, is_fahrenheit=measured.is_fahrenheit)),
        "timestamp": timestamp(measured.device_time),
        "site": measured.site,
        "error": FAILED if measured.temperature is None else None,
    }
    if measured.is_fahrenheit:
        named["temperature_f"] = number(measured.temperature)
    return named


def name_glucose(payload: bytes) -> Named:
    """Name a Glucose Measurement (2A18).

    >>> name_glucose(bytes.fromhex("060200ea07030207101e37c011"))["glucose_mmol_l"]
    5.5
    """
    measured = decode_glucose_measurement(payload)
    return {
        "sequence": measured.sequence,
        "base_time": timestamp(measured.base_time),
        "time_offset_min": measured.time_offset_min,
        "timestamp": timestamp(measured.device_time),
        "concentration": number(measured.concentration),
        "unit": None if measured.concentration is None else "mol/L" if measured.is_molar else "kg/L",
        "glucose_mmol_l": number(measured.glucose_mmol_l),
        "sample_type": measured.sample_type,
        "sample_location": measured.sample_location,
        "sensor_status_raw": measured.sensor_status,
        "context_follows": measured.has_context,
    }
