from __future__ import annotations

import pytest
from gatt_encoder import composition, cuff, sfloat, weight

from edge.devices.capture import Capture
from edge.naming.case import name_capture


def named(source: str, *payloads: bytes, called: str | None = None) -> dict[str, object]:
    found = name_capture(Capture(source=source, payloads=payloads), called)
    assert found is not None
    return found


def test_pounds_keep_their_own_number() -> None:
    found = named("2a9d", weight(18_000, imperial=True, bmi_and_height=(243, 709)))
    assert found["weight_lb"] == 180
    assert found["weight_kg"] == pytest.approx(81.6466266)
    assert found["height_m"] == pytest.approx(1.80086)


def test_kilopascal_is_named_in_both_units() -> None:
    found = named("2a35", cuff((sfloat(160, -1), sfloat(105, -1), sfloat(123, -1)), kilopascal=True))
    assert (found["unit"], found["systolic_kpa"], found["systolic_mmhg"]) == ("kPa", 16, pytest.approx(120.00987))


def test_cuff_pressure_while_pumping_is_never_final() -> None:
    found = named("2a36", cuff((sfloat(87), sfloat(0x7FF), sfloat(0x7FF))))
    assert (found["cuff_pressure_mmhg"], found["final"]) == (87, False)
    assert "cuff_pressure_kpa" not in found


def test_two_packets_of_a_composition_are_one_result() -> None:
    found = named("2a9c", composition(194, more=True, user=3), composition(194, more=True, numbers={"impedance": 4520}))
    assert (found["user_id"], found["impedance_ohm"], found["placeholder"]) == (3, 452, False)


def test_an_unsuccessful_composition_is_an_error_and_no_placeholder() -> None:
    found = named("2a9c", composition(0xFFFF))
    assert (found["error"], found["placeholder"]) == ("measurement_failed", False)


def test_what_has_no_decoder_has_no_names() -> None:
    assert name_capture(Capture(source="2aff", payloads=(b"\x00",))) is None
