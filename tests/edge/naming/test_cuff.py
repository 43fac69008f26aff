from __future__ import annotations

from datetime import datetime

import pytest
from feature_encoder import blood_pressure_feature, enhanced_cuff
from gatt_encoder import sfloat

from edge.devices.frame import CuffRecord, DeviceClock, EepromAnswer
from edge.gatt.octets import DecodeError
from edge.naming.cuff import (
    name_cuff_features,
    name_cuff_record,
    name_device_clock,
    name_eeprom_answer,
    name_enhanced_pressure,
)

PRESSURES = (sfloat(124), sfloat(86), sfloat(97))
NAN = sfloat(0x7FF)


def test_what_a_cuff_can_notice_has_its_names() -> None:
    assert name_cuff_features(blood_pressure_feature({"cuff_fit", "user_facing_time"})) == {
        "features": ["cuff_fit", "user_facing_time"]
    }


def test_an_enhanced_result_has_the_names_of_a_result_and_both_clocks() -> None:
    payload = enhanced_cuff(
        PRESSURES, seconds=825_775_200, pulse=sfloat(72), user=255, status=0x0004, seen_seconds=825_778_800
    )
    assert name_enhanced_pressure(payload) == {
        "systolic_mmhg": 124,
        "diastolic_mmhg": 86,
        "map_mmhg": 97,
        "unit": "mmHg",
        "pulse_bpm": 72,
        "timestamp": "2026-03-02T14:00:00Z",
        "user_facing_time": "2026-03-02T15:00:00",
        "user_id": None,
        "user_unknown": True,
        "status": {
            "body_movement": False,
            "cuff_too_loose": False,
            "irregular_pulse": True,
            "pulse_rate_range": "within",
            "improper_position": False,
        },
        "final": True,
        "error": None,
    }


def test_without_utc_the_time_is_the_one_the_user_saw() -> None:
    named = name_enhanced_pressure(enhanced_cuff(PRESSURES, seen_seconds=825_778_800))
    assert named["timestamp"] == named["user_facing_time"] == "2026-03-02T15:00:00"


def test_an_enhanced_result_without_pressures_has_failed() -> None:
    named = name_enhanced_pressure(enhanced_cuff((NAN, NAN, NAN), kilopascal=True))
    assert (named["error"], named["final"], named["systolic_kpa"]) == ("measurement_failed", False, None)


def test_cut_payloads_are_a_decode_error() -> None:
    for name in (name_cuff_features, name_enhanced_pressure):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            name(b"\x00")


def test_a_record_out_of_a_cuffs_memory_has_its_names() -> None:
    record = CuffRecord(
        systolic_mmhg=124,
        diastolic_mmhg=86,
        pulse_per_min=72,
        device_time=datetime(2026, 3, 2, 7, 16, 30),
        is_pulse_irregular=True,
        is_body_moving=False,
    )
    named = name_cuff_record(record)
    assert (named["systolic_mmhg"], named["diastolic_mmhg"], named["pulse_bpm"]) == (124, 86, 72)
    assert (named["timestamp"], named["irregular_pulse"]) == ("2026-03-02T07:16:30", True)
    assert (named["body_movement"], named["cuff_too_loose"], named["user_id"]) == (False, None, None)


def test_a_cuffs_memory_and_clock_have_their_names() -> None:
    answer = EepromAnswer(address=0x02AC, data=b"\x01\xff")
    assert name_eeprom_answer(answer) == {"frame": "read_response", "eeprom_address": 0x02AC, "data_hex": "01ff"}
    assert name_device_clock(DeviceClock(at=None)) == {"device_clock": None}
