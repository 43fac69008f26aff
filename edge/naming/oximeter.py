"""The names of what pulse oximeters send."""

from __future__ import annotations

from edge.devices.frame import OximeterFrame
from edge.gatt.plx_measurement import PlxContinuous, PlxSpotCheck, decode_plx_continuous, decode_plx_spot_check
from edge.naming.named import FAILED, Named, number, tenths, timestamp


def name_spot_check(payload: bytes) -> Named:
    """Name a PLX Spot-check Measurement (2A5E).

    >>> name_spot_check(bytes.fromhex("0061004800"))["spo2_percent"]
    97
    """
    check = decode_plx_spot_check(payload)
    return {
        "spo2_percent": number(check.normal.spo2_percent),
        "pulse_bpm": number(check.normal.pulse_per_min),
        "timestamp": timestamp(check.device_time),
        **_statuses(check),
        "device_clock_not_set": check.is_clock_not_set,
        "error": FAILED if check.normal.spo2_percent is None else None,
    }


def name_continuous(payload: bytes) -> Named:
    """Name a PLX Continuous Measurement (2A5F), one moment of a stream.

    >>> name_continuous(bytes.fromhex("0161004800620049 00"))["spo2_fast_percent"]
    98
    """
    moment = decode_plx_continuous(payload)
    fast, slow = moment.fast, moment.slow
    return {
        "spo2_percent": number(moment.normal.spo2_percent),
        "pulse_bpm": number(moment.normal.pulse_per_min),
        "spo2_fast_percent": None if fast is None else number(fast.spo2_percent),
        "pulse_fast_bpm": None if fast is None else number(fast.pulse_per_min),
        "spo2_slow_percent": None if slow is None else number(slow.spo2_percent),
        "pulse_slow_bpm": None if slow is None else number(slow.pulse_per_min),
        **_statuses(moment),
    }


def _statuses(measured: PlxSpotCheck | PlxContinuous) -> Named:
    return {
        "measurement_status": None if measured.status is None else list(measured.status),
        "device_sensor_status": None if measured.sensor_status is None else list(measured.sensor_status),
        "pulse_amplitude_index": number(measured.pulse_amplitude_index),
    }


def name_oximeter_frame(frame: OximeterFrame) -> Named:
    """Name what a maker's own frame says of a finger in a clip.

    >>> name_oximeter_frame(OximeterFrame(spo2_percent=97, pulse_per_min=72, perfusion_index_tenths=41))
    ... # doctest: +NORMALIZE_WHITESPACE
    {'spo2_percent': 97, 'pulse_bpm': 72, 'finger_present': None, 'perfusion_index_percent': 4.1,
     'final': None, 'stored': False, 'timestamp': None}
    """
    return {
        "spo2_percent": frame.spo2_percent,
        "pulse_bpm": frame.pulse_per_min,
        "finger_present": frame.is_finger_present,
        "perfusion_index_percent": tenths(frame.perfusion_index_tenths),
        "final": frame.is_final,
        "stored": frame.is_stored,
        "timestamp": timestamp(frame.device_time),
    }
