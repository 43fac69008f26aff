"""The names of what scales send."""

from __future__ import annotations

from collections.abc import Sequence

from edge.devices.frame import ScaleFrame
from edge.devices.quirk import grams_a_step
from edge.gatt.body_composition_feature import decode_body_composition_feature
from edge.gatt.body_composition_measurement import (
    BodyCompositionMeasurement,
    decode_body_composition_measurement,
    join_packets,
)
from edge.gatt.weight_measurement import decode_weight_measurement
from edge.gatt.weight_scale_feature import decode_weight_scale_feature
from edge.naming.named import FAILED, Named, kg, kilograms, number, tenths, timestamp


def name_weight(payload: bytes, name: str | None) -> Named:
    """Name a Weight Measurement (2A9D)."""
    weighing = decode_weight_measurement(payload, grams_a_step(name, payload))
    return {
        **kilograms(weighing.weight_g, weighing.weight_centipounds),
        "timestamp": timestamp(weighing.device_time),
        "user_id": weighing.user_id,
        "user_unknown": weighing.is_user_unknown,
        "bmi": tenths(weighing.bmi_tenths),
        "height_m": number(weighing.height_m),
        "error": FAILED if weighing.weight_g is None else None,
    }


def name_composition(payloads: Sequence[bytes]) -> Named:
    """Name a Body Composition Measurement (2A9C), which may be spread over two packets."""
    measured = decode_body_composition_measurement(payloads[0])
    for payload in payloads[1:]:
        measured = join_packets(measured, decode_body_composition_measurement(payload))
    return {
        "body_fat_percent": tenths(measured.body_fat_tenths),
        "basal_metabolism_kj": measured.basal_metabolism_kj,
        "muscle_percent": tenths(measured.muscle_tenths),
        "muscle_mass_kg": kg(measured.muscle_mass_g),
        "fat_free_mass_kg": kg(measured.fat_free_mass_g),
        "soft_lean_mass_kg": kg(measured.soft_lean_mass_g),
        "body_water_mass_kg": kg(measured.body_water_mass_g),
        "impedance_ohm": tenths(measured.impedance_tenths),
        **kilograms(measured.weight_g, measured.weight_centipounds),
        "height_m": number(measured.height_m),
        "timestamp": timestamp(measured.device_time),
        "user_id": measured.user_id,
        "user_unknown": measured.is_user_unknown,
        "error": FAILED if measured.is_failed else None,
        "placeholder": _is_placeholder(measured),
    }


def _is_placeholder(measured: BodyCompositionMeasurement) -> bool:
    return measured.is_placeholder and not measured.is_failed


def name_weight_features(payload: bytes) -> Named:
    """Name a Weight Scale Feature (2A9E).

    >>> name_weight_features(bytes.fromhex("3b000000"))["weight_resolution_kg"]
    0.005
    """
    feature = decode_weight_scale_feature(payload)
    return {
        "timestamp_supported": feature.has_time,
        "multiple_users": feature.has_users,
        "bmi_supported": feature.has_bmi,
        "weight_resolution_kg": kg(feature.weight_step_g),
    }


def name_composition_features(payload: bytes) -> Named:
    """Name a Body Composition Feature (2A9B).

    >>> name_composition_features(bytes.fromhex("033b0000"))["impedance_supported"]
    True
    """
    feature = decode_body_composition_feature(payload)
    return {
        "timestamp_supported": feature.has_time,
        "multiple_users": feature.has_users,
        "impedance_supported": "impedance" in feature.fields,
        "weight_supported": "weight" in feature.fields,
        "mass_resolution_kg": kg(feature.mass_step_g),
    }


def name_scale_frame(frame: ScaleFrame) -> Named:
    """Name what a maker's own frame says of somebody on a scale."""
    return {
        **kilograms(frame.weight_g, frame.weight_centipounds),
        "final": frame.is_final,
        "stabilised": frame.is_stabilised,
        "weight_removed": frame.is_removed,
        "weighing_mode": None if frame.is_object is None else "object" if frame.is_object else "person",
        "stored": frame.is_stored,
        "reset": frame.is_reset,
        "impedance_ohm": tenths(frame.impedance_tenths),
        "impedance2_ohm": tenths(frame.impedance2_tenths),
        "impedance_50khz_ohm": tenths(frame.impedance_50khz_tenths),
        "impedance_250khz_ohm": tenths(frame.impedance_250khz_tenths),
        "body_fat_percent": tenths(frame.body_fat_tenths),
        "body_water_percent": tenths(frame.body_water_tenths),
        "muscle_percent": tenths(frame.muscle_tenths),
        "pulse_bpm": frame.pulse_per_min,
        "timestamp": timestamp(frame.device_time),
        "user_id": frame.user_id,
        "profile_id": frame.profile_id,
        "record_count": frame.record_count,
        "record_index": frame.record_index,
    }
