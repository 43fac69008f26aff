from __future__ import annotations

from datetime import UTC, datetime

import pytest
from captured import Case, differences, of_family
from oximeter_encoder import continuous, spot_check, status_word

from edge.devices.frame import OximeterFrame
from edge.gatt.octets import DecodeError
from edge.naming.oximeter import name_continuous, name_oximeter_frame, name_spot_check

NAN = (0x7FF, 0)


@pytest.mark.parametrize("case", of_family("sig-plx"), ids=lambda case: case["id"])
def test_a_captured_measurement_has_its_published_values(case: Case) -> None:
    name = {"2a5e": name_spot_check, "2a5f": name_continuous}[case["characteristic_uuid"][4:8]]
    assert differences(case, name(bytes.fromhex(case["payload_hex"]))) == []


def test_a_spot_check_has_every_name_and_null_for_what_it_does_not_carry() -> None:
    assert name_spot_check(spot_check(((97, 0), (725, -1)), clock_not_set=True)) == {
        "spo2_percent": 97,
        "pulse_bpm": 72.5,
        "timestamp": None,
        "measurement_status": None,
        "device_sensor_status": None,
        "pulse_amplitude_index": None,
        "device_clock_not_set": True,
        "error": None,
    }


def test_a_spot_check_without_a_saturation_has_failed() -> None:
    named = name_spot_check(spot_check((NAN, NAN), status=status_word(set()), sensor=0))
    assert (named["spo2_percent"], named["pulse_bpm"], named["error"]) == (None, None, "measurement_failed")
    assert (named["measurement_status"], named["device_sensor_status"]) == ([], [])


def test_a_stream_has_every_name_and_null_for_what_it_does_not_carry() -> None:
    named = name_continuous(continuous(((97, 0), (72, 0)), slow=((96, 0), NAN)))
    assert named == {
        "spo2_percent": 97,
        "pulse_bpm": 72,
        "spo2_fast_percent": None,
        "pulse_fast_bpm": None,
        "spo2_slow_percent": 96,
        "pulse_slow_bpm": None,
        "measurement_status": None,
        "device_sensor_status": None,
        "pulse_amplitude_index": None,
    }


def test_a_cut_payload_is_a_decode_error() -> None:
    for name in (name_spot_check, name_continuous):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            name(b"\x00\x61\x00\x48")


def test_a_makers_record_has_its_names() -> None:
    frame = OximeterFrame(
        spo2_percent=95,
        pulse_per_min=61,
        is_finger_present=True,
        perfusion_index_tenths=41,
        is_final=True,
        is_stored=True,
        device_time=datetime(2026, 3, 2, 6, 10, tzinfo=UTC),
    )
    assert name_oximeter_frame(frame) == {
        "spo2_percent": 95,
        "pulse_bpm": 61,
        "finger_present": True,
        "perfusion_index_percent": 4.1,
        "final": True,
        "stored": True,
        "timestamp": "2026-03-02T06:10:00Z",
    }


def test_an_empty_clip_has_null_for_what_it_does_not_measure() -> None:
    named = name_oximeter_frame(OximeterFrame(spo2_percent=None, pulse_per_min=None, is_finger_present=False))
    assert [name for name, value in named.items() if value is not None] == ["finger_present", "stored"]
