from __future__ import annotations

import json
from datetime import datetime

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from vital_encoder import glucose, heart_rate, medical_float, temperature

from edge.gatt.octets import DecodeError
from edge.naming.vital import name_glucose, name_heart_rate, name_temperature

AT = datetime(2026, 3, 2, 7, 16, 30)
NAMES = {"sig-hr": name_heart_rate, "sig-temp": name_temperature, "sig-glucose": name_glucose}


@pytest.mark.parametrize("case", of_family(*NAMES), ids=lambda case: case["id"])
def test_a_captured_measurement_has_its_published_values(case: Case) -> None:
    payload = bytes.fromhex(case["payload_hex"])
    if case["expected"].get("reject"):
        with pytest.raises(DecodeError, match=case["expected"]["reason"]):
            NAMES[case["family"]](payload)
    else:
        assert differences(case, NAMES[case["family"]](payload)) == []


def test_intervals_are_rounded_to_microseconds_and_no_pulse_is_null() -> None:
    assert name_heart_rate(heart_rate(0, contact=False, energy=7, intervals=[1, 1000])) == {
        "pulse_bpm": None,
        "sensor_contact": False,
        "energy_kj": 7,
        "rr_ms": [0.977, 976.562],
    }


def test_degrees_fahrenheit_keep_their_own_number() -> None:
    named = name_temperature(temperature(medical_float(1004, -1), fahrenheit=True, at=AT, site=3))
    assert named == {
        "temperature_c": 38,
        "temperature_f": 100.4,
        "timestamp": "2026-03-02T07:16:30",
        "site": "ear",
        "error": None,
    }
    assert "temperature_f" not in name_temperature(temperature(medical_float(37)))


@pytest.mark.parametrize("fahrenheit", [False, True])
def test_no_number_is_a_failed_measurement(fahrenheit: bool) -> None:
    named = name_temperature(temperature(medical_float(0x7FFFFF), fahrenheit=fahrenheit))
    assert (named["temperature_c"], named.get("temperature_f")) == (None, None)
    assert named["error"] == "measurement_failed"


def test_glucose_has_every_name() -> None:
    payload = glucose(
        7, AT, offset_min=-90, concentration=(99, -5), type_and_site=(1, 15), status=0x0801, context=False
    )
    assert name_glucose(payload) == {
        "sequence": 7,
        "base_time": "2026-03-02T07:16:30",
        "time_offset_min": -90,
        "timestamp": "2026-03-02T05:46:30",
        "concentration": 0.00099,
        "unit": "kg/L",
        "glucose_mmol_l": 5.495,
        "sample_type": "capillary_whole_blood",
        "sample_location": "not_available",
        "sensor_status_raw": 0x0801,
        "context_follows": False,
    }


def test_glucose_without_a_concentration_has_no_unit() -> None:
    named = name_glucose(glucose(7, None))
    assert [name for name, value in named.items() if value is not None] == ["sequence", "context_follows"]


@given(st.sampled_from(sorted(NAMES)), st.binary(max_size=40))
def test_any_bytes_are_json_or_a_decode_error(family: str, payload: bytes) -> None:
    try:
        named = NAMES[family](payload)
    except DecodeError:
        return
    assert json.loads(json.dumps(named, allow_nan=False)) == named
