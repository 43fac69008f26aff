"""Pulse oximeters' payloads written straight from the specification's field tables."""

from __future__ import annotations

import struct
from datetime import datetime

from gatt_encoder import date_time, sfloat

Number = tuple[int, int]
"""Mantissa and exponent of a 16-bit medical number."""
Pair = tuple[Number, Number]
"""Oxygen saturation and pulse rate."""

STATUS_BITS = {
    "measurement_ongoing": 5,
    "early_estimated_data": 6,
    "validated_data": 7,
    "fully_qualified_data": 8,
    "data_from_measurement_storage": 9,
    "data_for_demonstration": 10,
    "data_for_testing": 11,
    "calibration_ongoing": 12,
    "measurement_unavailable": 13,
    "questionable_measurement": 14,
    "invalid_measurement": 15,
}
SENSOR_BITS = {
    "extended_display_update_ongoing": 0,
    "equipment_malfunction": 1,
    "signal_processing_irregularity": 2,
    "inadequate_signal": 3,
    "poor_signal": 4,
    "low_perfusion": 5,
    "erratic_signal": 6,
    "non_pulsatile_signal": 7,
    "questionable_pulse": 8,
    "signal_analysis_ongoing": 9,
    "sensor_interference": 10,
    "sensor_unconnected_to_user": 11,
    "unknown_sensor": 12,
    "sensor_displaced": 13,
    "sensor_malfunctioning": 14,
    "sensor_disconnected": 15,
}


def status_word(names: set[str]) -> int:
    """Write a measurement status."""
    return sum(1 << STATUS_BITS[name] for name in names)


def sensor_word(names: set[str]) -> int:
    """Write a device and sensor status."""
    return sum(1 << SENSOR_BITS[name] for name in names)


def spot_check(
    pair: Pair,
    *,
    at: datetime | None = None,
    status: int | None = None,
    sensor: int | None = None,
    amplitude: Number | None = None,
    clock_not_set: bool = False,
    reserved: int = 0,
) -> bytes:
    """Write a PLX Spot-check Measurement (2A5E)."""
    flags = (at is not None) | (status is not None) << 1 | (sensor is not None) << 2 | (amplitude is not None) << 3
    payload = bytes([flags | clock_not_set << 4 | reserved]) + _pair(pair)
    payload += b"" if at is None else date_time(at)
    return payload + _tail(status, sensor, amplitude)


def continuous(
    pair: Pair,
    *,
    fast: Pair | None = None,
    slow: Pair | None = None,
    status: int | None = None,
    sensor: int | None = None,
    amplitude: Number | None = None,
) -> bytes:
    """Write a PLX Continuous Measurement (2A5F)."""
    flags = (fast is not None) | (slow is not None) << 1 | (status is not None) << 2
    flags |= (sensor is not None) << 3 | (amplitude is not None) << 4
    payload = bytes([flags]) + _pair(pair)
    payload += b"" if fast is None else _pair(fast)
    payload += b"" if slow is None else _pair(slow)
    return payload + _tail(status, sensor, amplitude)


def _pair(pair: Pair) -> bytes:
    return sfloat(*pair[0]) + sfloat(*pair[1])


def _tail(status: int | None, sensor: int | None, amplitude: Number | None) -> bytes:
    payload = b"" if status is None else struct.pack("<H", status)
    payload += b"" if sensor is None else struct.pack("<I", sensor)[:3]
    return payload + (b"" if amplitude is None else sfloat(*amplitude))
