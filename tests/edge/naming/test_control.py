from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from control_encoder import (
    current_time,
    pnp_id,
    record_answer,
    record_count,
    record_request,
    system_id,
    user_answer,
    user_request,
)
from gatt_encoder import date_time
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.octets import DecodeError
from edge.naming import control
from edge.naming.control import (
    name_battery_level,
    name_current_time,
    name_date_time,
    name_pnp_id,
    name_record_access,
    name_system_id,
    name_user_control,
)
from edge.naming.named import Named

AT = datetime(2026, 3, 2, 7, 16, 30)
EVERY: list[Callable[[bytes], Named]] = [getattr(control, name) for name in dir(control) if name.startswith("name_")]
TEXTS = {
    "name_manufacturer": "manufacturer",
    "name_model_number": "model_number",
    "name_serial_number": "serial_number",
    "name_firmware_revision": "firmware_revision",
    "name_hardware_revision": "hardware_revision",
    "name_software_revision": "software_revision",
}


def said(named: Named) -> Named:
    """Leave out what is null."""
    return {name: value for name, value in named.items() if value is not None}


@pytest.mark.parametrize(
    ("payload", "names"),
    [
        (record_request(1, 1), {"op": "report", "operator": "all"}),
        (
            record_request(4, 3, 258),
            {"op": "count", "operator": "greater_or_equal", "filter": "sequence_number", "value": 258},
        ),
        (
            record_request(1, 2, AT),
            {
                "op": "report",
                "operator": "less_or_equal",
                "filter": "user_facing_time",
                "value": "2026-03-02T07:16:30",
            },
        ),
        (
            record_request(1, 4, 0, 9),
            {"op": "report", "operator": "range", "filter": "sequence_number", "value": [0, 9]},
        ),
        (record_request(3, 0), {"op": "abort"}),
        (record_request(3, 4), {"op": "abort", "operator": "range"}),
        (record_count(0), {"op": "count_answer", "count": 0}),
        (record_answer(1, 6), {"op": "answer", "request": "report", "result": "no_records_found"}),
    ],
)
def test_what_is_said_about_records_has_its_names(payload: bytes, names: Named) -> None:
    named = name_record_access(payload)
    assert said(named) == names
    assert set(named) == {"op", "request", "result", "operator", "filter", "value", "count"}


@pytest.mark.parametrize(
    ("payload", "names"),
    [
        (user_request(1, code=1234), {"op": "register", "consent_code": 1234}),
        (user_request(2, index=3, code=0), {"op": "consent", "user_index": 3, "consent_code": 0}),
        (user_request(4), {"op": "list_users"}),
        (user_answer(1, 1, 3), {"op": "answer", "request": "register", "result": "success", "user_index": 3}),
        (user_answer(2, 5), {"op": "answer", "request": "consent", "result": "user_not_authorized"}),
        (user_answer(4, 1, 2), {"op": "answer", "request": "list_users", "result": "success", "count": 2}),
    ],
)
def test_what_is_said_about_users_has_its_names(payload: bytes, names: Named) -> None:
    named = name_user_control(payload)
    assert said(named) == names
    assert set(named) == {"op", "request", "result", "consent_code", "user_index", "count"}


def test_a_clock_has_its_names() -> None:
    assert name_current_time(current_time(AT, weekday=1, fractions=128, reasons=0b1010)) == {
        "timestamp": "2026-03-02T07:16:30",
        "day_of_week": 1,
        "fraction": 128,
        "adjust_reason": ["external", "dst"],
    }
    assert name_date_time(date_time(AT)) == {"timestamp": "2026-03-02T07:16:30"}
    assert name_date_time(bytes(7)) == {"timestamp": None}


@pytest.mark.parametrize(("percent", "named"), [(0, 0), (100, 100), (101, None)])
def test_a_battery_has_its_name(percent: int, named: int | None) -> None:
    assert name_battery_level(bytes([percent])) == {"battery_percent": named}


@pytest.mark.parametrize("function", sorted(TEXTS))
def test_a_text_about_the_device_has_its_name(function: str) -> None:
    assert getattr(control, function)(b"A&D Medical\0") == {TEXTS[function]: "A&D Medical"}


def test_numbers_about_the_device_have_their_names() -> None:
    assert name_system_id(system_id(0x123456, 0xFFFE9ABCDE)) == {
        "system_id": "123456fffe9abcde",
        "address": "12:34:56:9A:BC:DE",
    }
    assert name_pnp_id(pnp_id(2, 1, 2, 3)) == {
        "vendor_id_source": "usb",
        "vendor_id": 1,
        "product_id": 2,
        "product_version": 3,
    }


@given(st.sampled_from(EVERY), st.binary(max_size=30))
def test_any_bytes_are_json_or_a_decode_error(name: Callable[[bytes], Named], payload: bytes) -> None:
    try:
        named = name(payload)
    except DecodeError:
        return
    assert json.loads(json.dumps(named, allow_nan=False)) == named
