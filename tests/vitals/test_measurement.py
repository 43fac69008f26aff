from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from contract_samples import MOMENT, RAW, RECORDS, UNDATED

from vitals.fields import Fields, WireError
from vitals.measurement import FRAMES_MAX, Measurement
from vitals.vital import Vital


def weighing() -> Measurement:
    found = RECORDS["measurement"]
    assert isinstance(found, Measurement)
    return found


def read(change: dict[str, Any]) -> Measurement:
    wire = weighing().to_wire() | change
    wire.pop("kind")
    fields = Fields(wire, "body")
    measurement = Measurement.from_wire(fields)
    fields.done()
    return measurement


WEIGHT = {"value": 82_560, "scale": -3, "unit": "kg"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"values": {}}, "body.values"),
        ({"values": []}, "body.values"),
        ({"values": {"mood": WEIGHT}}, "body.values.mood"),
        ({"values": {"body_weight": 82_560}}, "body.values.body_weight"),
        ({"values": {"body_weight": WEIGHT | {"unit": "lb"}}}, "body.values.body_weight.unit"),
        ({"values": {"body_weight": WEIGHT | {"scale": 0}}}, "body.values.body_weight.scale"),
        ({"values": {"body_weight": WEIGHT | {"value": 82.56}}}, "body.values.body_weight.value"),
        ({"values": {"body_weight": WEIGHT | {"value": 2**31}}}, "body.values.body_weight.value"),
        ({"values": {"body_weight": WEIGHT | {"colour": "red"}}}, "body.values.body_weight.colour"),
        ({"flags": ["sleepy"]}, "body.flags"),
        ({"flags": [["body_movement"]]}, "body.flags"),
        ({"device": "#"}, "body.device"),
        ({"user_slot": 256}, "body.user_slot"),
        ({"raw": []}, "body.raw"),
        ({"raw": [{"characteristic": "2a9d", "payload_hex": "00"}] * (FRAMES_MAX + 1)}, "body.raw"),
        ({"raw": [{"characteristic": "2A9D", "payload_hex": "00"}]}, "body.raw[0].characteristic"),
        ({"raw": [{"characteristic": "2a9d", "payload_hex": "0"}]}, "body.raw[0].payload_hex"),
        ({"raw": [{"characteristic": "2a9d", "payload_hex": "00", "more": 1}]}, "body.raw[0].more"),
        ({"colour": "red"}, "body.colour"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(WireError) as caught:
        read(change)
    assert caught.value.field == field


def test_repeats_of_one_stored_reading_share_a_natural_key() -> None:
    later = replace(weighing(), moment=replace(MOMENT, monotonic_ms=1, heard_at=None), raw=RAW * 2)
    assert weighing().natural_key() == later.natural_key() is not None


@pytest.mark.decision("A2")
def test_the_natural_key_never_applies_without_a_device_time() -> None:
    assert replace(weighing(), moment=UNDATED).natural_key() is None


@pytest.mark.parametrize(
    "other",
    [
        {"user_slot": 2},
        {"values": {Vital.BODY_WEIGHT: 82_565}},
        {"values": {Vital.BODY_WEIGHT: 82_560, Vital.PULSE_RATE: 600}},
    ],
)
def test_another_user_or_value_is_another_natural_key(other: dict[str, Any]) -> None:
    assert replace(weighing(), **other).natural_key() != weighing().natural_key()
