"""The names of what is not measured: control points, clocks, batteries, and who made a device."""

from __future__ import annotations

from datetime import datetime

from edge.gatt.battery_level import decode_battery_level
from edge.gatt.code import Code
from edge.gatt.current_time import decode_current_time
from edge.gatt.date_time import decode_date_time
from edge.gatt.device_information import decode_device_text, decode_pnp_id, decode_system_id
from edge.gatt.record_access_control_point import Bound, Operator, decode_record_access
from edge.gatt.user_control_point import decode_user_control
from edge.naming.named import Named, timestamp


def name_record_access(payload: bytes) -> Named:
    """Name a Record Access Control Point's (2A52) request or answer.

    >>> {name: value for name, value in name_record_access(bytes.fromhex("06000106")).items() if value is not None}
    {'op': 'answer', 'request': 'report', 'result': 'no_records_found'}
    """
    access = decode_record_access(payload)
    values = [_value(bound) for bound in access.bounds]
    return {
        "op": access.op.word,
        "request": _word(access.request),
        "result": _word(access.result),
        "operator": None if access.operator is Operator.NONE else access.operator.word,
        "filter": _word(access.filter),
        "value": values if len(values) > 1 else values[0] if values else None,
        "count": access.count,
    }


def name_user_control(payload: bytes) -> Named:
    """Name a User Control Point's (2A9F) request or answer.

    >>> {name: value for name, value in name_user_control(bytes.fromhex("20010103")).items() if value is not None}
    {'op': 'answer', 'request': 'register', 'result': 'success', 'user_index': 3}
    """
    control = decode_user_control(payload)
    return {
        "op": control.op.word,
        "request": _word(control.request),
        "result": _word(control.result),
        "consent_code": control.consent_code,
        "user_index": control.user_index,
        "count": control.count,
    }


def _word(code: Code | None) -> str | None:
    return None if code is None else code.word


def _value(bound: Bound) -> int | str | None:
    return timestamp(bound) if isinstance(bound, datetime) else bound


def name_current_time(payload: bytes) -> Named:
    """Name a Current Time (2A2B); ``fraction`` counts 1/256 s, ``day_of_week`` from 1 (Monday)."""
    clock = decode_current_time(payload)
    return {
        "timestamp": timestamp(clock.at),
        "day_of_week": clock.day_of_week,
        "fraction": clock.fractions,
        "adjust_reason": list(clock.adjust_reasons),
    }


def name_date_time(payload: bytes) -> Named:
    """Name a Date Time (2A08)."""
    return {"timestamp": timestamp(decode_date_time(payload))}


def name_battery_level(payload: bytes) -> Named:
    """Name a Battery Level (2A19)."""
    return {"battery_percent": decode_battery_level(payload)}


def name_manufacturer(payload: bytes) -> Named:
    """Name a Manufacturer Name (2A29)."""
    return {"manufacturer": decode_device_text(payload)}


def name_model_number(payload: bytes) -> Named:
    """Name a Model Number (2A24)."""
    return {"model_number": decode_device_text(payload)}


def name_serial_number(payload: bytes) -> Named:
    """Name a Serial Number (2A25)."""
    return {"serial_number": decode_device_text(payload)}


def name_firmware_revision(payload: bytes) -> Named:
    """Name a Firmware Revision (2A26)."""
    return {"firmware_revision": decode_device_text(payload)}


def name_hardware_revision(payload: bytes) -> Named:
    """Name a Hardware Revision (2A27)."""
    return {"hardware_revision": decode_device_text(payload)}


def name_software_revision(payload: bytes) -> Named:
    """Name a Software Revision (2A28)."""
    return {"software_revision": decode_device_text(payload)}


def name_system_id(payload: bytes) -> Named:
    """Name a System ID (2A23), and the Bluetooth address that it was made from."""
    system_id = decode_system_id(payload)
    return {"system_id": system_id.text, "address": system_id.address}


def name_pnp_id(payload: bytes) -> Named:
    """Name a PnP ID (2A50)."""
    pnp = decode_pnp_id(payload)
    return {
        "vendor_id_source": pnp.source,
        "vendor_id": pnp.vendor_id,
        "product_id": pnp.product_id,
        "product_version": pnp.product_version,
    }
